extension DocumentEditor {
    /// Takes a member or an element away, with its own lines and nothing of its neighbours.
    func remove(_ site: EditSite) -> Result<[Splice], EditRefusal> {
        switch site.container {
        case .document:
            return .failure(EditRefusal(message: "a whole document cannot be removed"))
        case .mapping(let mapping, let entries, let index):
            let parts = entries.map { entry in
                layout.byte(
                    of: entry.key.start)..<max(layout.contentEnd(of: entry.key), layout.contentEnd(of: entry.value))
            }
            return remove(part: index, of: parts, from: mapping, at: site, empty: "{}")
        case .sequence(let list, let elements, let index):
            var parts: [Range<Int>] = []
            for element in elements {
                let end = layout.contentEnd(of: element)
                guard let start = list.isFlow ? layout.byte(of: element.start) : dash(before: element) else {
                    return .failure(EditRefusal(message: "a comment stands between a dash and its element"))
                }
                parts.append(start..<max(start, end))
            }
            return remove(part: index, of: parts, from: list, at: site, empty: "[]")
        }
    }

    private func remove(
        part index: Int, of parts: [Range<Int>], from node: SyntaxNode, at site: EditSite, empty: String
    ) -> Result<[Splice], EditRefusal> {
        if node.isFlow { return removeFromFlow(part: index, of: parts, node: node) }
        let part = parts[index]
        let lines = layout.lineStart(of: part.lowerBound)..<layout.lineEnd(from: part.upperBound)
        if parts.count == 1 { return removeLast(part, lines: lines, from: node, at: site, empty: empty) }
        if layout.beginsLine(part.lowerBound) { return .success([Splice(lines, "")]) }
        // The first part stands beside a dash: the next one takes its place, or goes below the dash.
        guard index + 1 < parts.count else {
            return .failure(EditRefusal(message: "it shares its line with other values"))
        }
        let next = parts[index + 1].lowerBound
        if layout.isBlank(part.upperBound..<next) { return .success([Splice(part.lowerBound..<next, "")]) }
        return .success([Splice(part.lowerBound..<part.upperBound, "")])
    }

    /// Leaves `{}` or `[]` where the last part goes.
    private func removeLast(
        _ part: Range<Int>, lines: Range<Int>, from node: SyntaxNode, at site: EditSite, empty: String
    ) -> Result<[Splice], EditRefusal> {
        let isAlone = layout.beginsLine(part.lowerBound)
        if isAlone, node.anchor == nil, node.tag == nil, let parent = site.parent, let colon = colon(of: parent) {
            return .success([Splice(colon..<colon, " " + empty), Splice(lines, "")])
        }
        return .success([Splice(part, empty)])
    }

    private func removeFromFlow(part index: Int, of parts: [Range<Int>], node: SyntaxNode) -> Result<
        [Splice], EditRefusal
    > {
        let range: Range<Int>
        let gap: Range<Int>
        if index + 1 < parts.count {
            gap = parts[index].upperBound..<parts[index + 1].lowerBound
            range = parts[index].lowerBound..<gap.upperBound
        } else if index > 0 {
            gap = parts[index - 1].upperBound..<parts[index].lowerBound
            range = gap.lowerBound..<parts[index].upperBound
        } else {
            // With its comma and the blanks around it.
            let close = layout.byte(of: node.end) - 1
            let before = layout.bytes[..<parts[0].lowerBound].lastIndex {
                $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[")
            }
            let open = before.map { $0 + 1 } ?? parts[0].lowerBound
            guard close >= parts[0].upperBound, layout.isBlank(open..<parts[0].lowerBound) else {
                return .failure(EditRefusal(message: "a comment stands within the braces"))
            }
            gap = parts[0].upperBound..<close
            range = open..<close
        }
        guard !layout.bytes[gap].contains(UInt8(ascii: "#")) else {
            return .failure(EditRefusal(message: "a comment stands within the braces"))
        }
        return .success([Splice(range, "")])
    }

    /// The dash of an element of a list in block style.
    private func dash(before element: SyntaxNode) -> Int? {
        let start = layout.byte(of: element.start)
        let index = layout.bytes[..<start].lastIndex { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
        guard let index, layout.bytes[index] == UInt8(ascii: "-") else { return nil }
        return index
    }
}
