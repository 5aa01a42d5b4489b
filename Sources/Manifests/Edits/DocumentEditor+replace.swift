extension DocumentEditor {
    /// Puts a value in the place of one that is written there.
    func replace(_ site: EditSite, with value: Value) -> Result<[Splice], EditRefusal> {
        let range = layout.byte(of: site.node.start)..<layout.contentEnd(of: site.node)
        let anchor = site.node.anchor.map { "&\($0) " } ?? ""
        if value.isWrittenAsBlock, !site.isInFlow, !site.node.isFlow {
            return anchor.isEmpty
                ? replaceByBlock(site, range: range, with: value)
                : .failure(EditRefusal(message: "an anchor is set where an object or a list would go"))
        }
        let text = anchor + text(of: value, for: site)
        if range.isEmpty { return .success(replaceInLine(site, range: range, with: " " + text)) }
        // A block below its key gives way to text beside the key.
        if isBlockBelowKey(site), anchor.isEmpty, let colon = colon(of: site) {
            let lines = layout.lineStart(of: range.lowerBound)..<layout.lineEnd(from: range.upperBound)
            return .success(replaceBelowKey(lines, colon: colon, with: text, string: value.string))
        }
        return .success(replaceInLine(site, range: range, with: text))
    }

    /// Puts text beside a key and takes away the lines below it; comments between the two stay.
    private func replaceBelowKey(_ lines: Range<Int>, colon: Int, with text: String, string: String?) -> [Splice] {
        let (first, below) = firstLineApart(text)
        guard let below else { return [Splice(colon..<colon, " " + text), Splice(lines, "")] }
        // A comment would become a line of the block.
        guard layout.isBlank(layout.lineEnd(from: colon)..<lines.lowerBound) else {
            let quoted = ScalarText.doubleQuoted(string ?? text)
            return [Splice(colon..<colon, " " + quoted), Splice(lines, "")]
        }
        return [Splice(colon..<colon, " " + first), Splice(lines, below + layout.lineFeed)]
    }

    /// Puts text where a value stood; what follows in the value's line, a comment, stays in the first line.
    private func replaceInLine(_ site: EditSite, range: Range<Int>, with text: String) -> [Splice] {
        let (first, below) = firstLineApart(text)
        switch site.node.content {
        case .scalar(.literal), .scalar(.folded):
            let header = layout.bytes[range.lowerBound..<layout.lineEnd(from: range.lowerBound)]
            let comment = header.firstIndex(of: UInt8(ascii: "#")).map { header[$0...] } ?? []
            let kept = String(decoding: comment, as: UTF8.self).trimmingLineEnd
            let line = kept.isEmpty ? first : "\(first) \(kept)"
            return [Splice(range, below.map { line + layout.lineFeed + $0 } ?? line)]
        default:
            guard let below else { return [Splice(range, text)] }
            return [Splice(range, first), belowLine(of: range.upperBound, below)]
        }
    }

    private func firstLineApart(_ text: String) -> (first: String, below: String?) {
        let feed = layout.lineFeed
        guard let end = text.firstRange(of: feed) else { return (text, nil) }
        return (String(text[..<end.lowerBound]), String(text[end.upperBound...]))
    }

    /// Puts an object or a list, in block style, in the place of any value in block context.
    private func replaceByBlock(_ site: EditSite, range: Range<Int>, with value: Value) -> Result<[Splice], EditRefusal>
    {
        let column = site.node.start.column
        switch site.container {
        case .document: return .success([Splice(withRestOfLine(range), block(value, at: column, firstInline: true))])
        case .sequence(let list, _, _): return replaceElement(site, of: list, range: range, with: value)
        case .mapping(let mapping, _, _):
            let step = value.array == nil ? layout.writer.step : layout.writer.listStep
            let lines = block(value, at: self.column(of: mapping) + step, firstInline: false)
            if isBlockBelowKey(site) {
                let start = layout.lineStart(of: range.lowerBound)
                return .success([Splice(start..<withRestOfLine(range).upperBound, lines)])
            }
            guard let colon = colon(of: site) else { return .failure(Self.explicitKey) }
            // The key's own line keeps its comment; the block goes below it.
            return .success([Splice(colon..<range.upperBound, ""), belowLine(of: range.upperBound, lines)])
        }
    }

    private func replaceElement(
        _ site: EditSite, of list: SyntaxNode, range: Range<Int>, with value: Value
    ) -> Result<[Splice], EditRefusal> {
        let isCollection = site.node.entries != nil || site.node.elements != nil
        guard isCollection || layout.endsLine(range.upperBound) else {
            // A comment follows: it stays beside the dash.
            let lines = block(value, at: list.start.column + 2, firstInline: false)
            return .success([Splice(range, ""), belowLine(of: range.upperBound, lines)])
        }
        guard !range.isEmpty else {
            return .success([Splice(range, " " + block(value, at: list.start.column + 2, firstInline: true))])
        }
        let before = layout.bytes[layout.lineStart(of: range.lowerBound)..<range.lowerBound].last { $0 != 0x20 }
        guard before == UInt8(ascii: "-") else {
            return .failure(EditRefusal(message: "the list's element begins below its dash"))
        }
        return .success([
            Splice(withRestOfLine(range), block(value, at: site.node.start.column, firstInline: true))
        ])
    }

    /// With the comment behind a collection's last line: it speaks of what goes.
    private func withRestOfLine(_ range: Range<Int>) -> Range<Int> {
        let rest = layout.bytes[range.upperBound...].prefix { $0 != 0x0A && $0 != 0x0D }
        return range.lowerBound..<rest.endIndex
    }

    /// Puts lines below the line in which an index lies.
    func belowLine(of index: Int, _ lines: String) -> Splice {
        let end = layout.lineEnd(from: index)
        let lacksLineFeed = end == layout.bytes.count && layout.bytes.last != 0x0A
        return Splice(end..<end, lacksLineFeed ? layout.lineFeed + lines : lines + layout.lineFeed)
    }

    /// A scalar, or a collection on one line, in the style of what stood there.
    private func text(of value: Value, for site: EditSite) -> String {
        guard case .string(let string) = value else {
            return FlowText.text(of: value, asJSON: site.isInFlow && isJSON(site))
        }
        switch site.node.content {
        case .scalar(.doubleQuoted): return ScalarText.doubleQuoted(string)
        case .scalar(.singleQuoted) where ScalarText.isSingleQuotable(string): return ScalarText.singleQuoted(string)
        case .scalar(.literal), .scalar(.folded):
            return converted(ScalarText.text(of: value, indentation: blockIndentation(of: site)))
        case _ where site.isInFlow: return FlowText.text(of: value, asJSON: isJSON(site))
        default: return converted(ScalarText.text(of: value, indentation: blockIndentation(of: site)))
        }
    }

    /// The column of a block scalar's lines: its own, or one level in from its container.
    private func blockIndentation(of site: EditSite) -> Int? {
        switch site.container {
        case .document: nil
        case .mapping(let mapping, _, _): column(of: mapping) + layout.writer.step
        case .sequence(let list, _, _): list.start.column + 2
        }
    }

    // MARK: Parts of the text

    static let explicitKey = EditRefusal(message: "the key is written with '?'")

    /// Lines of a block, without the last line feed.
    func block(_ value: Value, at indentation: Int, firstInline: Bool) -> String {
        var writer = layout.writer
        switch value {
        case .object(let object): writer.writeMembers(object, indentation: indentation, firstInline: firstInline)
        case .array(let elements): writer.writeElements(elements, indentation: indentation, firstInline: firstInline)
        default: break
        }
        return converted(String(writer.text.dropLast()))
    }

    /// Text with the file's own line feeds.
    func converted(_ text: String) -> String {
        layout.lineFeed == "\n" ? text : text.replacing("\n", with: layout.lineFeed)
    }

    /// Past the ':' of the entry whose value the site is; nil for an element and for a key with '?'.
    func colon(of site: EditSite) -> Int? {
        guard case .mapping(_, let entries, let index) = site.container else { return nil }
        let keyEnd = layout.byte(of: entries[index].key.end)
        let after = layout.bytes[keyEnd...].drop { $0 == 0x20 || $0 == 0x09 }
        return after.first == UInt8(ascii: ":") ? after.startIndex + 1 : nil
    }

    private func isBlockBelowKey(_ site: EditSite) -> Bool {
        guard case .mapping(_, let entries, let index) = site.container, !site.node.isFlow else { return false }
        switch site.node.content {
        case .mapping, .sequence: return site.node.start.line > entries[index].key.start.line
        default: return false
        }
    }

    /// Whether the mapping around a site has its keys in double quotes, as JSON has.
    func isJSON(_ site: EditSite) -> Bool {
        switch site.container {
        case .mapping(_, let entries, _): entries.first?.key.isDoubleQuoted ?? false
        case .sequence: site.parent.map(isJSON) ?? false
        case .document: site.node.entries?.first?.key.isDoubleQuoted ?? false
        }
    }
}

extension SyntaxNode {
    var isDoubleQuoted: Bool { if case .scalar(.doubleQuoted) = content { true } else { false } }
}

extension String {
    fileprivate var trimmingLineEnd: String {
        String(decoding: utf8.reversed().drop { $0 <= 0x20 }.reversed(), as: UTF8.self)
    }
}

extension Value {
    /// Objects and lists that have members.
    fileprivate var isWrittenAsBlock: Bool {
        switch self {
        case .object(let object): !object.isEmpty
        case .array(let elements): !elements.isEmpty
        default: false
        }
    }
}
