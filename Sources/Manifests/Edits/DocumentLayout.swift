/// Where the parts of a document lie in its file, in bytes, and how its author lays them out.
struct DocumentLayout {
    let bytes: [UInt8]
    let root: SyntaxNode
    private let start: Int
    private let counter: ByteCounter

    /// - Parameters:
    ///   - text: the document's own bytes. INVARIANT: they outlive the layout.
    ///   - start: bytes of the file before them.
    init(bytes: [UInt8], text: UnsafeRawBufferPointer, start: Int, root: SyntaxNode) {
        self.bytes = bytes
        self.root = root
        self.start = start
        counter = ByteCounter(text)
    }

    func byte(of mark: TextMark) -> Int { start + counter.byte(of: mark) }

    /// Past the last byte that belongs to a node: without the line feed, comments and blank lines after it.
    func contentEnd(of node: SyntaxNode) -> Int {
        switch node.content {
        case .scalar(.literal), .scalar(.folded): return blockScalarEnd(node)
        case .mapping(let entries) where !node.isFlow:
            guard let last = entries.last else { return byte(of: node.end) }
            return max(contentEnd(of: last.key), contentEnd(of: last.value))
        case .sequence(let elements) where !node.isFlow:
            return elements.last.map(contentEnd) ?? byte(of: node.end)
        default: return byte(of: node.end)
        }
    }

    /// libyaml counts blank lines after a block scalar as its own; they are only where `+` keeps them.
    private func blockScalarEnd(_ node: SyntaxNode) -> Int {
        let start = byte(of: node.start)
        var end = byte(of: node.end)
        let header = bytes[start..<lineEnd(from: start)].prefix { $0 != UInt8(ascii: "#") }
        let keeps = header.contains(UInt8(ascii: "+"))
        if end > start, end == lineStart(of: end) { end -= 1 }
        while !keeps, lineStart(of: end) > start, isBlank(lineStart(of: end)..<end) { end = lineStart(of: end) - 1 }
        return end > start && bytes[end - 1] == 0x0D ? end - 1 : end
    }

    // MARK: Lines

    func lineStart(of index: Int) -> Int { bytes[..<index].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0 }

    /// Past the line feed of the line in which an index lies.
    func lineEnd(from index: Int) -> Int { bytes[index...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count }

    func isBlank(_ range: Range<Int>) -> Bool {
        bytes[range].allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }
    }

    /// Whether nothing but indentation stands before an index in its line.
    func beginsLine(_ index: Int) -> Bool { isBlank(lineStart(of: index)..<index) }

    /// Whether nothing follows an index in its line, not even a comment.
    func endsLine(_ index: Int) -> Bool { isBlank(index..<lineEnd(from: index)) }

    /// The file's own: the first one it has.
    var lineFeed: String {
        guard let first = bytes.firstIndex(of: 0x0A) else { return "\n" }
        return first > 0 && bytes[first - 1] == 0x0D ? "\r\n" : "\n"
    }

    // MARK: Habits

    /// A writer that indents as the document does.
    var writer: YAMLWriter {
        var writer = YAMLWriter()
        if let step = firstStep(in: root, lists: false) { writer.step = step }
        if let step = firstStep(in: root, lists: true) { writer.listStep = step }
        return writer
    }

    /// Columns from the first key that has an object, or a list, on lines below it to that.
    private func firstStep(in node: SyntaxNode, lists: Bool) -> Int? {
        switch node.content {
        case .mapping(let entries) where !node.isFlow:
            for entry in entries {
                let isBelow = entry.value.start.line > entry.key.start.line && !entry.value.isFlow
                let step = entry.value.start.column - entry.key.start.column
                switch entry.value.content {
                case .mapping where !lists && isBelow && step > 0: return step
                case .sequence where lists && isBelow && step >= 0: return step
                default: break
                }
                if let step = firstStep(in: entry.value, lists: lists) { return step }
            }
            return nil
        case .sequence(let elements) where !node.isFlow:
            return elements.lazy.compactMap { firstStep(in: $0, lists: lists) }.first
        default: return nil
        }
    }
}
