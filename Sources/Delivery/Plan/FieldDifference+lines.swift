import Manifests

extension FieldDifference {
    /// A line of a value, as a person reads it: what cannot be seen is escaped.
    package enum Line: Sendable, Hashable {
        case removed(String), added(String)
        /// In both, beside a line that is not.
        case kept(String)
        /// Lines that are in both, before a line of the value from before, from 1; nil at the end.
        case leftOut(Int, next: Int?)
    }

    /// Lines of a value that is shown whole.
    private static let mostWhole = 10
    /// Lines of both values that are shown before and after a difference.
    private static let context = 3

    /// Both values whole where they are short; else the lines that differ, with those around them.
    package var lines: [Line] {
        var (old, new) = (before.map(Self.text) ?? [], after.map(Self.text) ?? [])
        if old == new {
            // The number 80 and the text "80".
            (old, new) = (before.map(Self.json) ?? [], after.map(Self.json) ?? [])
        }
        guard !old.isEmpty, !new.isEmpty, max(old.count, new.count) > Self.mostWhole else {
            return old.map(Line.removed) + new.map(Line.added)
        }
        return Self.differing(old, new)
    }

    private static func text(_ value: Value) -> [String] {
        switch value {
        case .object, .array: split(YAML.write(value)).filter { !$0.isEmpty }.map(VisibleText.line)
        case .string(let string):
            if string.utf8.contains(UInt8(ascii: "\n")) {
                split(string).map(VisibleText.line)
            } else {
                [VisibleText.word(string)]
            }
        default: json(value)
        }
    }

    private static func json(_ value: Value) -> [String] { [VisibleText.escaped(JSON.string(value))] }

    /// At line feeds alone: a carriage return before one is a part of the line, and is shown.
    private static func split(_ text: String) -> [Substring] {
        text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Substring($0) }
    }

    private static func differing(_ old: [String], _ new: [String]) -> [Line] {
        var numbers: [String: Int] = [:]
        func number(_ line: String) -> Int {
            if let known = numbers[line] { return known }
            numbers[line] = numbers.count
            return numbers.count - 1
        }
        let (before, after) = (old.map(number), new.map(number))
        var lines: [Line] = []
        var (left, right) = (0, 0)
        var equal = 0..<0
        var isFirst = true
        /// Shows what is equal so far, but the middle of it.
        func tellEqual(isLast: Bool) {
            let head = isFirst ? 0 : context
            let tail = isLast ? 0 : context
            if equal.count <= head + tail + 1 {
                lines += equal.map { .kept(old[$0]) }
            } else {
                lines += equal.prefix(head).map { .kept(old[$0]) }
                lines.append(
                    .leftOut(equal.count - head - tail, next: isLast ? nil : equal.upperBound - tail + 1))
                lines += equal.suffix(tail).map { .kept(old[$0]) }
            }
        }
        for place in CommonSubsequence(before[...], after[...]).places + [(old.count, new.count)] {
            if place.old > left || place.new > right {
                tellEqual(isLast: false)
                lines += old[left..<place.old].map(Line.removed) + new[right..<place.new].map(Line.added)
                (equal, isFirst) = (place.old..<place.old, false)
            }
            if place.old < old.count { equal = equal.lowerBound..<(place.old + 1) }
            (left, right) = (place.old + 1, place.new + 1)
        }
        tellEqual(isLast: true)
        return lines
    }
}
