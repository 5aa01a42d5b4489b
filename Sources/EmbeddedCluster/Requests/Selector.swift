import Manifests

/// Which objects of a list are meant: a label selector and a field selector, as in queries.
struct Selector: Sendable {
    private enum Requirement: Sendable {
        case equals(String, String)
        case differs(String, String)
        case isIn(String, Set<String>)
        case isNotIn(String, Set<String>)
        case exists(String)
        case isAbsent(String)
    }

    private var labels: [Requirement] = []
    private var fields: [(path: [String], value: String, isEqual: Bool)] = []

    var isEmpty: Bool { labels.isEmpty && fields.isEmpty }

    /// - Throws: 400 for what is no selector.
    init(labels: String, fields: String) throws(APIError) {
        for part in Self.split(labels) { self.labels.append(try Self.requirement(part, all: labels)) }
        for part in fields.split(separator: ",") {
            let text = String(part)
            guard let equals = text.firstIndex(of: "=") else {
                throw .badRequest("invalid selector: '\(fields)'; can't understand '\(text)'")
            }
            let isEqual = equals == text.startIndex || text[text.index(before: equals)] != "!"
            let path = text[..<(isEqual ? equals : text.index(before: equals))]
            var value = text[text.index(after: equals)...]
            if value.first == "=" { value = value.dropFirst() }
            self.fields.append((path.split(separator: ".").map(String.init), String(value), isEqual))
        }
    }

    func matches(_ object: Value) -> Bool {
        labels.allSatisfy { Self.holds($0, object.labels) }
            && fields.allSatisfy { (Self.field($0.path, of: object) == $0.value) == $0.isEqual }
    }

    private static func field(_ path: [String], of object: Value) -> String {
        switch path.reduce(Optional(object), { $0?[$1] }) {
        case .string(let string)?: string
        case .bool(let bool)?: bool ? "true" : "false"
        case .integer(let integer)?: String(integer)
        default: ""
        }
    }

    private static func holds(_ requirement: Requirement, _ labels: [String: String]) -> Bool {
        switch requirement {
        case .equals(let key, let value): labels[key] == value
        case .differs(let key, let value): labels[key] != value
        case .isIn(let key, let values): labels[key].map(values.contains) ?? false
        case .isNotIn(let key, let values): !(labels[key].map(values.contains) ?? false)
        case .exists(let key): labels[key] != nil
        case .isAbsent(let key): labels[key] == nil
        }
    }

    /// At the commas outside parentheses.
    private static func split(_ text: String) -> [String] {
        var parts: [String] = []
        var part = ""
        var depth = 0
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == ",", depth == 0 {
                parts.append(part)
                part = ""
            } else {
                part.append(character)
            }
        }
        return (parts + [part]).map { $0.trimming() }.filter { !$0.isEmpty }
    }

    private static func requirement(_ text: String, all: String) throws(APIError) -> Requirement {
        for (word, isIn) in [(" notin ", false), (" notin(", false), (" in ", true), (" in(", true)] {
            guard let range = text.firstRange(of: word) else { continue }
            let key = String(text[..<range.lowerBound]).trimming()
            let rest = text[range.upperBound...].filter { $0 != "(" && $0 != ")" }
            let values = Set(rest.split(separator: ",").map { String($0).trimming() })
            return isIn ? .isIn(key, values) : .isNotIn(key, values)
        }
        guard let first = text.first, first == "!" || first.isLetter || first.isNumber else {
            throw .badRequest(
                "found '\(text.prefix { !$0.isLetter && !$0.isNumber })', expected: !, identifier, or 'end of string'")
        }
        if let range = text.firstRange(of: "!=") {
            return .differs(String(text[..<range.lowerBound]).trimming(), String(text[range.upperBound...]).trimming())
        }
        if let range = text.firstRange(of: "==") ?? text.firstRange(of: "=") {
            let value = String(text[range.upperBound...]).trimming()
            if value.contains("=") { throw unparsable(all, value) }
            return .equals(String(text[..<range.lowerBound]).trimming(), value)
        }
        if text.hasPrefix("!") { return .isAbsent(String(text.dropFirst()).trimming()) }
        guard !text.contains(where: { "() \t".contains($0) }) else { throw unparsable(all, text) }
        return .exists(text)
    }

    private static func unparsable(_ all: String, _ part: String) -> APIError {
        .badRequest(
            "unable to parse requirement: found '\(part)', expected: in, notin, =, ==, !=, gt, lt, or end of '\(all)'")
    }
}

extension String {
    func trimming() -> String {
        var text = Substring(self)
        while text.first?.isWhitespace ?? false { text.removeFirst() }
        while text.last?.isWhitespace ?? false { text.removeLast() }
        return String(text)
    }
}
