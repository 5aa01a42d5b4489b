/// Reads one document's text into its syntax: for positions and for edits, when somebody asks.
struct SyntaxParser: ~Copyable {
    private var reader: EventReader
    private var anchors: [String: SyntaxNode] = [:]
    private let deepest: Int

    /// The first document of a text; nil where the text has none or is not YAML.
    ///
    /// - Parameter text: without a byte order mark.
    static func parse(_ text: UnsafeRawBufferPointer, depth: Int = YAML.Limits.standard.depth) -> SyntaxNode? {
        var parser = SyntaxParser(reader: EventReader(text), depth: depth)
        return parser.parseDocument()
    }

    private init(reader: consuming EventReader, depth: Int) {
        self.reader = reader
        deepest = depth
    }

    private mutating func parseDocument() -> SyntaxNode? {
        while reader.kind == .streamStart || reader.kind == .documentStart { reader.advance() }
        return parseNode(depth: 0)
    }

    /// Reads the node at which the reader stands and goes past it.
    private mutating func parseNode(depth: Int) -> SyntaxNode? {
        guard depth <= deepest + 1 else { return nil }
        let anchor = reader.anchor
        var node = SyntaxNode(
            content: .alias(nil), start: reader.start, end: reader.end, anchor: nil, tag: reader.tag,
            isFlow: reader.isFlow)
        switch reader.kind {
        case .scalar:
            node.content = .scalar(style: reader.scalarStyle)
            reader.advance()
        case .alias:
            node.content = .alias(anchor.flatMap { anchors[$0] })
            reader.advance()
            return node
        case .sequenceStart:
            reader.advance()
            guard let elements = parseElements(depth: depth) else { return nil }
            node.content = .sequence(elements)
            node.end = reader.end
            reader.advance()
        case .mappingStart:
            reader.advance()
            guard let entries = parseEntries(depth: depth) else { return nil }
            node.content = .mapping(entries)
            node.end = reader.end
            reader.advance()
        default: return nil
        }
        if let anchor {
            node.anchor = anchor
            anchors[anchor] = node
        }
        return node
    }

    private mutating func parseElements(depth: Int) -> [SyntaxNode]? {
        var elements: [SyntaxNode] = []
        while reader.kind != .sequenceEnd {
            guard let element = parseNode(depth: depth + 1) else { return nil }
            elements.append(element)
        }
        return elements
    }

    private mutating func parseEntries(depth: Int) -> [SyntaxNode.Entry]? {
        var entries: [SyntaxNode.Entry] = []
        while reader.kind != .mappingEnd {
            let isMerge = reader.isMergeKey
            let name = isMerge ? nil : keyName()
            guard let key = parseNode(depth: depth + 1), let value = parseNode(depth: depth + 1) else { return nil }
            entries.append(SyntaxNode.Entry(name: name, key: key, value: value, isMerge: isMerge))
        }
        return entries
    }

    private func keyName() -> String? {
        guard reader.kind == .scalar else { return nil }
        let text = String(decoding: reader.scalar, as: UTF8.self)
        guard case .success(let resolution) = reader.resolveScalar() else { return text }
        if case .binary(let decoded) = resolution { return decoded }
        if case .plain(let plain) = resolution { return plain.key(text: text) }
        return text
    }
}
