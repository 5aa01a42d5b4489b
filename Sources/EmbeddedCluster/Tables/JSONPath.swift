import Manifests

/// The paths of `additionalPrinterColumns`: `.status.conditions[?(@.type=="Ready")].status`.
///
/// Members, indices (negative ones from the end), `[*]` and equality filters; nothing else of JSONPath.
struct JSONPath: Sendable, Hashable {
    enum Step: Sendable, Hashable {
        case member(String)
        case index(Int)
        case every
        /// The elements at whose path the value is the given one.
        case filter(path: [String], isEqual: Bool, value: Value)
    }

    let steps: [Step]

    /// - Returns: nil for a path that is not of these forms.
    init?(_ text: String) {
        var steps: [Step] = []
        var rest = Substring(text)
        while let first = rest.first {
            if first == "[" {
                guard let (inner, after) = Self.bracket(rest), let step = Self.step(inner) else { return nil }
                steps.append(step)
                rest = after
            } else {
                if first == "." { rest = rest.dropFirst() }
                let (name, after) = Self.name(rest)
                guard !name.isEmpty else { return nil }
                steps.append(name == "*" ? .every : .member(name))
                rest = after
            }
        }
        self.steps = steps
    }

    /// Every value that the path leads to.
    func values(in root: Value) -> [Value] {
        steps.reduce([root]) { values, step in values.flatMap { Self.values(in: $0, at: step) } }
    }

    private static func values(in value: Value, at step: Step) -> [Value] {
        switch step {
        case .member(let name): return value[name].map { [$0] } ?? []
        case .index(let index):
            guard let array = value.array else { return [] }
            let position = index < 0 ? array.count + index : index
            return array.indices.contains(position) ? [array[position]] : []
        case .every: return value.array ?? value.object.map { $0.map(\.value) } ?? []
        case .filter(let path, let isEqual, let wanted):
            return (value.array ?? []).filter { element in
                let found = path.reduce(Optional(element)) { $0?[$1] }
                return found.map { ($0 == wanted) == isEqual } ?? false
            }
        }
    }

    /// A name up to the next step; a backslash takes the character after it as it is.
    private static func name(_ text: Substring) -> (String, Substring) {
        var name = ""
        var rest = text
        while let next = rest.first, next != ".", next != "[" {
            rest = rest.dropFirst()
            if next == "\\", let escaped = rest.first {
                name.append(escaped)
                rest = rest.dropFirst()
            } else {
                name.append(next)
            }
        }
        return (name, rest)
    }

    /// What stands between a bracket and its end, outside quotes, and what follows.
    private static func bracket(_ text: Substring) -> (Substring, Substring)? {
        var quote: Character?
        for index in text.indices.dropFirst() {
            let next = text[index]
            if let open = quote {
                if next == open { quote = nil }
            } else if next == "\"" || next == "'" {
                quote = next
            } else if next == "]" {
                return (text[text.index(after: text.startIndex)..<index], text[text.index(after: index)...])
            }
        }
        return nil
    }

    private static func step(_ inner: Substring) -> Step? {
        if inner == "*" { return .every }
        if let index = Int(inner) { return .index(index) }
        if let quoted = literal(inner)?.string { return .member(quoted) }
        guard inner.hasPrefix("?("), inner.hasSuffix(")") else { return nil }
        let condition = inner.dropFirst(2).dropLast()
        for (sign, isEqual) in [("==", true), ("!=", false)] {
            guard let range = condition.firstRange(of: sign) else { continue }
            let left = trimmed(condition[..<range.lowerBound])
            guard left.hasPrefix("@."), let value = literal(trimmed(condition[range.upperBound...])) else { return nil }
            return .filter(
                path: left.dropFirst(2).split(separator: ".").map(String.init), isEqual: isEqual, value: value)
        }
        return nil
    }

    private static func literal(_ text: Substring) -> Value? {
        if let first = text.first, first == "\"" || first == "'", text.last == first, text.count > 1 {
            return .string(String(text.dropFirst().dropLast()))
        }
        if text == "true" || text == "false" { return .bool(text == "true") }
        return Int64(text).map(Value.integer)
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop { $0 == " " }
        return start.lastIndex { $0 != " " }.map { start[...$0] } ?? ""
    }
}
