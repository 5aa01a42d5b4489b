import Manifests

/// One part of a label selector: `app`, `!app`, `app=scorer`, `tier in (a, b)`, `weight>5`.
enum LabelRequirement: Sendable, Hashable {
    case isIn(String, Set<String>)
    case isNotIn(String, Set<String>)
    case exists(String)
    case isAbsent(String)
    case isGreater(String, than: Int64)
    case isLess(String, than: Int64)

    func holds(for labels: Object?) -> Bool {
        switch self {
        case .isIn(let key, let values): labels?[key]?.string.map(values.contains) ?? false
        case .isNotIn(let key, let values): !(labels?[key]?.string.map(values.contains) ?? false)
        case .exists(let key): labels?[key] != nil
        case .isAbsent(let key): labels?[key] == nil
        case .isGreater(let key, let bound): labels?[key]?.string.flatMap { Int64($0) }.map { $0 > bound } ?? false
        case .isLess(let key, let bound): labels?[key]?.string.flatMap { Int64($0) }.map { $0 < bound } ?? false
        }
    }
}

/// Reads label selectors as `labels.Parse` of k8s.io/apimachinery does, and refuses in its words.
struct LabelSelectorParser {
    private enum Token {
        case symbol, identifier, end, fault
    }

    private typealias Item = (token: Token, text: String)

    private static let symbols: Set<Character> = ["=", "!", "(", ")", ",", ">", "<"]
    private static let known: Set<String> = [")", ",", "!", "==", "=", ">", "<", "!=", "("]
    private static let operators = "in, notin, =, ==, !=, gt, lt"

    private var items: [Item] = []
    private var position = 0

    /// - Throws: 400 for what is no selector.
    static func parse(_ text: String) throws(APIError) -> [LabelRequirement] {
        var parser = LabelSelectorParser(text)
        return try parser.requirements()
    }

    // MARK: Tokens

    private init(_ text: String) {
        var rest = Substring(text)
        while let first = rest.first {
            if first.isWhitespace {
                rest.removeFirst()
            } else if Self.symbols.contains(first) {
                items.append(Self.symbol(&rest))
            } else {
                let word = rest.prefix { !$0.isWhitespace && !Self.symbols.contains($0) }
                items.append((.identifier, String(word)))
                rest = rest.dropFirst(word.count)
            }
        }
    }

    /// The longest symbol that there is, two characters at most.
    private static func symbol(_ rest: inout Substring) -> Item {
        let (two, one) = (String(rest.prefix(2)), String(rest.prefix(1)))
        guard let found = [two, one].first(where: known.contains) else {
            rest.removeFirst()
            return (.fault, "error expected: keyword found '\(one)'")
        }
        rest = rest.dropFirst(found.count)
        return (.symbol, found)
    }

    private var next: Item { position < items.count ? items[position] : (.end, "") }

    private mutating func take() -> Item {
        let item = next
        position += 1
        return item
    }

    private func isSymbol(_ item: Item, _ text: String) -> Bool { item.token == .symbol && item.text == text }

    // MARK: Grammar

    private mutating func requirements() throws(APIError) -> [LabelRequirement] {
        var found: [LabelRequirement] = []
        while next.token != .end {
            guard next.token == .identifier || isSymbol(next, "!") else {
                throw .badRequest("found '\(next.text)', expected: !, identifier, or 'end of string'")
            }
            do throws(APIError) {
                found.append(try requirement())
            } catch {
                throw .badRequest("unable to parse requirement: \(error.message)")
            }
            let separator = take()
            if separator.token == .end { break }
            guard isSymbol(separator, ",") else {
                throw .badRequest("found '\(separator.text)', expected: ',' or 'end of string'")
            }
            guard next.token == .identifier || isSymbol(next, "!") else {
                throw .badRequest("found '\(next.text)', expected: identifier after ','")
            }
        }
        return found
    }

    private mutating func requirement() throws(APIError) -> LabelRequirement {
        var item = take()
        let isAbsent = isSymbol(item, "!")
        if isAbsent { item = take() }
        guard item.token == .identifier else { throw .badRequest("found '\(item.text)', expected: identifier") }
        let key = item.text
        if let fault = LabelText.fault(ofKey: key) { throw .badRequest("key: Invalid value: \"\(key)\": \(fault)") }
        if isAbsent { return .isAbsent(key) }
        if next.token == .end || isSymbol(next, ",") { return .exists(key) }
        let comparison = take()
        switch comparison.text {
        case "in": return .isIn(key, try values(of: key))
        case "notin": return .isNotIn(key, try values(of: key))
        case "=", "==": return .isIn(key, [try value(of: key)])
        case "!=": return .isNotIn(key, [try value(of: key)])
        case ">", "<":
            let text = try value(of: key)
            guard let bound = Int64(text) else {
                throw .badRequest(
                    "values[0]: Invalid value: \"\(text)\": for 'Gt', 'Lt' operators, the value must be an integer")
            }
            return comparison.text == ">" ? .isGreater(key, than: bound) : .isLess(key, than: bound)
        default: throw .badRequest("found '\(comparison.text)', expected: \(Self.operators)")
        }
    }

    private mutating func value(of key: String) throws(APIError) -> String {
        if next.token == .end || isSymbol(next, ",") { return "" }
        let item = take()
        guard item.token == .identifier else { throw .badRequest("found '\(item.text)', expected: identifier") }
        try Self.check([item.text], of: key)
        return item.text
    }

    private mutating func values(of key: String) throws(APIError) -> Set<String> {
        let open = take()
        guard isSymbol(open, "(") else { throw .badRequest("found '\(open.text)' expected: '('") }
        var values: [String] = []
        var expectsValue = true
        while true {
            let item = take()
            switch (item.token, item.text) {
            case (.identifier, _) where expectsValue:
                values.append(item.text)
                expectsValue = false
            case (.symbol, ","):
                if expectsValue { values.append("") }
                expectsValue = true
            case (.symbol, ")"):
                if expectsValue { values.append("") }
                try Self.check(values, of: key)
                return Set(values)
            default:
                let expected = expectsValue ? "',', ')' or identifier" : "',' or ')'"
                throw .badRequest("found '\(item.text)', expected: \(expected)")
            }
        }
    }

    private static func check(_ values: [String], of key: String) throws(APIError) {
        for (index, value) in values.enumerated() {
            guard let fault = LabelText.fault(ofValue: value) else { continue }
            throw .badRequest("values[\(index)][\(key)]: Invalid value: \"\(value)\": \(fault)")
        }
    }
}

/// The keys and values that labels may have (k8s.io/apimachinery, `IsQualifiedName`, `IsValidLabelValue`).
enum LabelText {
    private static let longest = 63

    static func fault(ofKey key: String) -> String? { faults(ofKey: key).first }

    static func faults(ofKey key: String) -> [String] {
        let parts = key.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map(Substring.init)
        guard parts.count <= 2, let name = parts.last else {
            return [
                "a qualified name \(explanation) with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
            ]
        }
        var faults: [String] = []
        if parts.count == 2, let prefix = parts.first {
            if prefix.isEmpty {
                faults.append("prefix part must be non-empty")
            } else if !NamePattern.subdomain.matches(String(prefix)) {
                faults.append("prefix part \(NamePattern.subdomain.explanation)")
            }
        }
        if name.isEmpty {
            faults.append("name part must be non-empty")
        } else if name.utf8.count > longest {
            faults.append("name part must be no more than 63 bytes")
        }
        if !isName(name) { faults.append("name part \(explanation)") }
        return faults
    }

    private static let explanation =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"

    static func fault(ofValue value: String) -> String? {
        if value.isEmpty { return nil }
        if value.utf8.count > longest { return "must be no more than 63 bytes" }
        return isName(Substring(value))
            ? nil
            : "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
    }

    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && text.utf8.allSatisfy { isAlphanumeric($0) || $0 == 45 || $0 == 46 || $0 == 95 }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte)
    }
}
