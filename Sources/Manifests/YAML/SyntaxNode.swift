/// A node of a document as it is written: what it says and from where to where.
struct SyntaxNode: Sendable {
    indirect enum Content: Sendable {
        case scalar(style: ScalarStyle)
        case mapping([Entry])
        case sequence([SyntaxNode])
        /// What the alias stands for; nil for an anchor that is not set.
        case alias(SyntaxNode?)
    }

    struct Entry: Sendable {
        /// The key as ``Value`` has it; nil for a key that no object can have.
        var name: String?
        var key: SyntaxNode
        var value: SyntaxNode
        /// Whether the key is `<<` and takes over the entries of other mappings.
        var isMerge: Bool
    }

    var content: Content
    /// Where its text begins: at its anchor or tag, else a collection in block style at its first key or dash.
    /// An empty value is right after its ':' or '-'.
    var start: TextMark
    /// Past its last character; past the blank lines and comments that follow what is in block style.
    var end: TextMark
    var anchor: String?
    var tag: String?
    /// Written with braces or brackets.
    var isFlow: Bool
}

extension SyntaxNode {
    /// The node itself or what its alias stands for.
    var resolved: SyntaxNode? {
        var node = self
        while case .alias(let target) = node.content {
            guard let target else { return nil }
            node = target
        }
        return node
    }

    var elements: [SyntaxNode]? {
        if case .sequence(let elements)? = resolved?.content { elements } else { nil }
    }

    var entries: [Entry]? {
        if case .mapping(let entries)? = resolved?.content { entries } else { nil }
    }

    /// The entry whose value an object gets for a key: the last one that sets it, merged ones included.
    func entry(named name: String) -> Entry? {
        for entry in entries?.reversed() ?? [] {
            if entry.isMerge {
                // In a list of mappings to merge the first wins.
                let sources = entry.value.elements ?? [entry.value]
                if let found = sources.lazy.compactMap({ $0.entry(named: name) }).first { return found }
            } else if let key = entry.name, key.hasSameBytes(as: name) {
                return entry
            }
        }
        return nil
    }

    func node(at path: [PathStep]) -> SyntaxNode? {
        var node = self
        for step in path {
            switch step {
            case .key(let name):
                guard let entry = node.entry(named: name) else { return nil }
                node = entry.value
            case .index(let index):
                guard let elements = node.elements, elements.indices.contains(index) else { return nil }
                node = elements[index]
            }
        }
        return node
    }
}
