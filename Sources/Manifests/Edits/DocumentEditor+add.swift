extension DocumentEditor {
    /// Adds a member after the last one of a mapping, or an element after the last one of a list.
    func add(_ step: PathStep, _ value: Value, to site: EditSite) -> Result<[Splice], EditRefusal> {
        switch (site.node.content, step) {
        case (.mapping(let entries), .key(let key)):
            let member = Object.Member(key: key, value: value)
            if site.node.isFlow {
                let asJSON = entries.first?.key.isDoubleQuoted ?? (site.isInFlow && isJSON(site))
                let last = entries.last.map { max(layout.contentEnd(of: $0.key), layout.contentEnd(of: $0.value)) }
                return addInFlow(FlowText.member(member, asJSON: asJSON), to: site.node, after: last, padding: " ")
            }
            return addLines(
                block(.object([key: value]), at: column(of: site.node), firstInline: false), to: site.node)
        case (.sequence(let elements), .index(let index)) where index == elements.count:
            if site.node.isFlow {
                let text = FlowText.text(of: value, asJSON: isJSON(site))
                return addInFlow(text, to: site.node, after: elements.last.map(layout.contentEnd), padding: "")
            }
            return addLines(block([value], at: site.node.start.column, firstInline: false), to: site.node)
        case (.scalar, .key(let key)):
            return replace(site, with: .object([key: value]))
        default:
            return .failure(EditRefusal(message: "expected an object or a list to add to"))
        }
    }

    /// The column of a block mapping's keys: the mapping itself may begin at its anchor, on another line.
    func column(of mapping: SyntaxNode) -> Int {
        mapping.entries?.first?.key.start.column ?? mapping.start.column
    }

    private func addLines(_ lines: String, to node: SyntaxNode) -> Result<[Splice], EditRefusal> {
        .success([belowLine(of: layout.contentEnd(of: node), lines)])
    }

    /// - Parameter end: of the last member; nil where there is none.
    private func addInFlow(
        _ text: String, to node: SyntaxNode, after end: Int?, padding: String
    ) -> Result<[Splice], EditRefusal> {
        if let end { return .success([Splice(end..<end, ", " + text)]) }
        let close = layout.byte(of: node.end) - 1
        let inside = layout.bytes[..<close].lastIndex { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") }
        guard let open = inside, layout.isBlank((open + 1)..<close) else {
            return .failure(EditRefusal(message: "a comment stands within the empty braces"))
        }
        return .success([Splice((open + 1)..<close, padding + text + padding)])
    }
}
