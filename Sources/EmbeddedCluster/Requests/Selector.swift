import Manifests

/// Which objects of a list are meant: a label selector and a field selector, as in queries.
struct Selector: Sendable {
    private var labels: [LabelRequirement] = []
    private var fields: [(path: [String], value: String, isEqual: Bool)] = []
    /// What fields that an object does not have stand for, by their paths.
    private var absent: [String: String] = [:]

    /// The fields that are looked at: `metadata.name`.
    var fieldPaths: [String] { fields.map { $0.path.joined(separator: ".") } }

    var isEmpty: Bool { labels.isEmpty && fields.isEmpty }

    /// - Throws: 400 for what is no selector.
    init(labels: String, fields: String) throws(APIError) {
        self.labels = try LabelSelectorParser.parse(labels)
        for text in Self.terms(fields) {
            guard let equals = text.firstIndex(of: "=") else {
                throw .badRequest("invalid selector: '\(fields)'; can't understand '\(text)'")
            }
            let isEqual = equals == text.startIndex || text[text.index(before: equals)] != "!"
            let path = text[..<(isEqual ? equals : text.index(before: equals))]
            var value = text[text.index(after: equals)...]
            if value.first == "=" { value = value.dropFirst() }
            self.fields.append(
                (path.split(separator: ".").map(String.init), Self.unescaped(value), isEqual))
        }
    }

    func matches(_ object: Value) -> Bool {
        let found = labels.isEmpty ? nil : object.metadata["labels"]?.object
        return labels.allSatisfy { $0.holds(for: found) }
            && fields.allSatisfy { (field($0.path, of: object) == $0.value) == $0.isEqual }
    }

    /// The same for objects in which some fields that are absent are not the empty text.
    func reading(absent: [String: String]) -> Selector {
        var selector = self
        selector.absent = absent
        return selector
    }

    private func field(_ path: [String], of object: Value) -> String {
        switch path.reduce(Optional(object), { $0?[$1] }) {
        case .string(let string)?: string
        case .bool(let bool)?: bool ? "true" : "false"
        case .integer(let integer)?: String(integer)
        default: absent.isEmpty ? "" : absent[path.joined(separator: ".")] ?? ""
        }
    }

    /// At the commas that no backslash stands before.
    private static func terms(_ text: String) -> [String] {
        var terms = [""]
        var isEscaped = false
        for character in text {
            if character == ",", !isEscaped {
                terms.append("")
            } else {
                terms[terms.count - 1].append(character)
            }
            isEscaped = character == "\\" && !isEscaped
        }
        return terms.filter { !$0.isEmpty }
    }

    private static func unescaped(_ text: Substring) -> String {
        var result = ""
        var isEscaped = false
        for character in text {
            if character == "\\", !isEscaped {
                isEscaped = true
            } else {
                result.append(character)
                isEscaped = false
            }
        }
        return result
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
