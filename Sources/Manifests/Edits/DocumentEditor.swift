/// Finds the bytes to change for one edit of one document.
struct DocumentEditor {
    let layout: DocumentLayout

    func splices(for edit: YAMLEdit) -> Result<[Splice], EditRefusal> {
        var site = EditSite(node: layout.root)
        for (depth, step) in edit.path.enumerated() {
            if case .alias = site.node.content {
                return .failure(
                    EditRefusal(
                        message:
                            "'\(Array(edit.path[..<depth]).text)' is an alias, and what it stands for is used elsewhere too",
                        hint: "write the value out in place of the alias"))
            }
            guard let next = site.step(step) else {
                guard case .set(let value) = edit.change else {
                    return .failure(
                        EditRefusal(
                            message: "'\(edit.path.text)' comes from a merge key, and cannot be taken away here",
                            hint: nil))
                }
                let rest = edit.path.dropFirst(depth + 1)
                return add(step, Self.nest(value, under: rest), to: site)
            }
            site = next
        }
        switch edit.change {
        case .set(let value): return replace(site, with: value)
        case .remove: return remove(site)
        }
    }

    /// `value` within an object for each key, so that missing parents come with it.
    private static func nest(_ value: Value, under keys: ArraySlice<PathStep>) -> Value {
        keys.reversed().reduce(value) { inner, step in
            switch step {
            case .key(let key): .object([key: inner])
            case .index: .array([inner])
            }
        }
    }
}

/// A node to edit and what it stands in.
struct EditSite {
    enum Container {
        case document
        case mapping(SyntaxNode, [SyntaxNode.Entry], index: Int)
        case sequence(SyntaxNode, [SyntaxNode], index: Int)
    }

    var node: SyntaxNode
    var container = Container.document
    /// Whether a collection around the node is written with braces or brackets.
    var isInFlow = false
    /// The site of the collection that holds the node.
    private var parents: [EditSite] = []

    init(node: SyntaxNode) { self.node = node }

    var parent: EditSite? { parents.last }

    /// The site one step further in; nil where the text has none: merged entries are written elsewhere.
    func step(_ step: PathStep) -> EditSite? {
        var next = self
        next.parents = [self]
        next.isInFlow = isInFlow || node.isFlow
        switch (node.content, step) {
        case (.mapping(let entries), .key(let name)):
            let found = entries.lastIndex { !$0.isMerge && $0.name?.hasSameBytes(as: name) == true }
            guard let index = found else { return nil }
            next.node = entries[index].value
            next.container = .mapping(node, entries, index: index)
        case (.sequence(let elements), .index(let index)):
            guard elements.indices.contains(index) else { return nil }
            next.node = elements[index]
            next.container = .sequence(node, elements, index: index)
        default: return nil
        }
        return next
    }
}

extension Document {
    /// The bytes to change in the file for an edit of this document.
    ///
    /// - Parameter bytes: the file that the document was read from.
    func editing(_ bytes: [UInt8], _ edit: YAMLEdit) -> Result<[Splice], EditRefusal> {
        bytes.withUnsafeBytes { buffer in
            guard let extent = byteExtent, extent.upperBound <= buffer.count else {
                return .failure(EditRefusal(message: "the document was not read from a file"))
            }
            let text = UnsafeRawBufferPointer(rebasing: buffer[extent])
            guard let root = SyntaxParser.parse(text) else {
                return .failure(EditRefusal(message: "expected a document that can be read"))
            }
            let layout = DocumentLayout(bytes: bytes, text: text, start: extent.lowerBound, root: root)
            return DocumentEditor(layout: layout).splices(for: edit)
        }
    }
}
