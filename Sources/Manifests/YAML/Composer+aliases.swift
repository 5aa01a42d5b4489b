extension Composer {
    mutating func composeAlias(depth: Int) -> Value {
        let start = reader.start
        let name = reader.anchor ?? ""
        reader.advance()
        switch anchors[name] {
        case nil:
            report(
                "expected an anchor, found none named '\(name)' before '*\(name)'", at: start, hint: suggestion(name))
            return .null
        case .open:
            report("the anchor '\(name)' contains itself", at: start)
            return .null
        case .closed(let value, let size, let height):
            guard depth + height <= limits.depth else {
                report("expected at most \(limits.depth) levels of nesting, counted through '*\(name)'", at: start)
                return .null
            }
            deepest = max(deepest, depth + height)
            return charge(size, at: start) ? value : .null
        }
    }

    private func suggestion(_ name: String) -> String? {
        NearestName.suggest(name, among: anchors.keys.sorted()).map { "did you mean '*\($0)'?" }
    }

    /// Counts what an alias adds; reports once when it is too much.
    mutating func charge(_ part: Size, at place: TextMark) -> Bool {
        guard !isOverBudget else { return false }
        added.nodes += part.nodes
        added.bytes += part.bytes
        size.nodes += part.nodes - 1
        size.bytes += part.bytes
        if added.nodes <= limits.aliasNodes, added.bytes <= max(1 << 20, limits.aliasGrowth * text.count) {
            return true
        }
        isOverBudget = true
        report(
            "expected aliases to add at most \(limits.aliasNodes) nodes and \(limits.aliasGrowth) times the text",
            at: place,
            hint: "write out what the aliases repeat, or split the document")
        return false
    }
}
