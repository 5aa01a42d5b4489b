/// An instant vector selector of PromQL: a name and matchers.
///
///     Selector(parsing: "requests_total{code!~\"5..\", revision=\"a\"}")
package struct Selector: Sendable, Hashable {
    package enum Operation: String, Sendable, Hashable, CaseIterable {
        case notMatches = "!~"
        case matches = "=~"
        case notEqual = "!="
        case equal = "="
    }

    package struct Matcher: Sendable, Hashable {
        package var label: String
        package var operation: Operation
        package var value: String
    }

    package var name: String
    package var matchers: [Matcher]

    /// - Returns: nil for anything that is no such selector: a function, a range, an operator, an expression that
    ///   cannot be compiled.
    package init?(parsing text: String) {
        var reader = Reader(rest: text[...])
        guard let name = reader.name(colons: true) else { return nil }
        self.name = name
        matchers = []
        if reader.take("{") {
            while !reader.take("}") {
                guard let matcher = reader.matcher() else { return nil }
                matchers.append(matcher)
                if !reader.take(",") {
                    guard reader.take("}") else { return nil }
                    break
                }
            }
        }
        reader.skipBlanks()
        guard reader.rest.isEmpty, matchers.allSatisfy({ $0.isReadable }) else { return nil }
    }

    /// Says whether a series is selected. A label that is absent is an empty one, as in Prometheus.
    ///
    /// Expressions are compiled here, once: ask for it before a loop.
    package var predicate: (Series) -> Bool {
        let name = name
        let tests = matchers.map { matcher in (label: matcher.label, holds: matcher.predicate) }
        return { series in series.name == name && tests.allSatisfy { $0.holds(series[$0.label] ?? "") } }
    }

    package func named(_ name: String) -> Selector {
        var selector = self
        selector.name = name
        return selector
    }
}

extension Selector: CustomStringConvertible {
    package var description: String {
        let pairs = matchers.map {
            let value = $0.value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
                .replacing("\n", with: "\\n")
            return "\($0.label)\($0.operation.rawValue)\"\(value)\""
        }
        return pairs.isEmpty ? name : "\(name){\(pairs.joined(separator: ","))}"
    }
}

extension Selector.Matcher {
    /// Anchored at both ends, as in Prometheus. A `Regex` cannot be kept in a value that is sent.
    private var expression: Regex<AnyRegexOutput>? { try? Regex(value) }

    fileprivate var isReadable: Bool {
        switch operation {
        case .equal, .notEqual: true
        case .matches, .notMatches: expression != nil
        }
    }

    fileprivate var predicate: (String) -> Bool {
        let (value, expression) = (value, expression)
        func matches(_ found: String) -> Bool {
            guard let expression else { return false }
            return (try? expression.wholeMatch(in: found)) != nil
        }
        return switch operation {
        case .equal: { $0 == value }
        case .notEqual: { $0 != value }
        case .matches: matches
        case .notMatches: { !matches($0) }
        }
    }
}

private struct Reader {
    var rest: Substring

    mutating func skipBlanks() { rest = rest.drop(while: \.isWhitespace) }

    mutating func take(_ text: String) -> Bool {
        skipBlanks()
        guard rest.hasPrefix(text) else { return false }
        rest = rest.dropFirst(text.count)
        return true
    }

    mutating func name(colons: Bool) -> String? {
        skipBlanks()
        let taken = rest.prefix { character in
            character == "_" || colons && character == ":"
                || character.isASCII && (character.isLetter || character.isNumber)
        }
        guard let first = taken.first, !first.isNumber else { return nil }
        rest = rest.dropFirst(taken.count)
        return String(taken)
    }

    mutating func matcher() -> Selector.Matcher? {
        guard let label = name(colons: false),
            let operation = Selector.Operation.allCases.first(where: { take($0.rawValue) }),
            let value = string()
        else { return nil }
        return Selector.Matcher(label: label, operation: operation, value: value)
    }

    private mutating func string() -> String? {
        guard let quote = ["\"", "'"].first(where: { take($0) }) else { return nil }
        var result = ""
        while let character = rest.popFirst() {
            if String(character) == quote { return result }
            guard character == "\\" else {
                result.append(character)
                continue
            }
            switch rest.popFirst() {
            case "n": result.append("\n")
            case "t": result.append("\t")
            case let escaped? where ["\\", "\"", "'"].contains(escaped): result.append(escaped)
            default: return nil
            }
        }
        return nil
    }
}
