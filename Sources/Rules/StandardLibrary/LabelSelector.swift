import Manifests

/// A selector of labels, of `matchLabels` and `matchExpressions` or as kubectl writes it.
struct LabelSelector: Sendable {
    enum Requirement: Sendable {
        case isIn(String, [String])
        case isNotIn(String, [String])
        case exists(String)
        case isAbsent(String)
    }

    let requirements: [Requirement]
    let text: String

    /// `app=web,tier in (a, b),!legacy,owner`.
    init?(_ text: String) {
        self.text = text
        guard text.utf8.count <= 4_096 else { return nil }
        var requirements: [Requirement] = []
        for part in Self.split(text) where !part.isEmpty {
            guard let requirement = Self.requirement(part) else { return nil }
            requirements.append(requirement)
        }
        self.requirements = requirements
    }

    /// `metav1.LabelSelector`.
    init?(_ value: Value) {
        text = JSON.string(value)
        var requirements: [Requirement] = []
        for member in value["matchLabels"]?.object ?? Object() {
            guard let label = member.value.string else { return nil }
            requirements.append(.isIn(member.key, [label]))
        }
        for expression in value["matchExpressions"]?.array ?? [] {
            guard let key = expression["key"]?.string, let operation = expression["operator"]?.string else {
                return nil
            }
            let values = (expression["values"]?.array ?? []).compactMap(\.string)
            switch operation {
            case "In": requirements.append(.isIn(key, values))
            case "NotIn": requirements.append(.isNotIn(key, values))
            case "Exists": requirements.append(.exists(key))
            case "DoesNotExist": requirements.append(.isAbsent(key))
            default: return nil
            }
        }
        self.requirements = requirements
    }

    func matches(_ labels: (String) -> String?) -> Bool {
        requirements.allSatisfy { requirement in
            switch requirement {
            case .isIn(let key, let values): labels(key).map { values.contains($0) } ?? false
            case .isNotIn(let key, let values): labels(key).map { !values.contains($0) } ?? true
            case .exists(let key): labels(key) != nil
            case .isAbsent(let key): labels(key) == nil
            }
        }
    }

    private static func split(_ text: String) -> [String] {
        var parts: [String] = []
        var current = ""
        var depth = 0
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == ",", depth == 0 {
                parts.append(trim(current))
                current = ""
            } else {
                current.append(character)
            }
        }
        return parts + [trim(current)]
    }

    private static func trim(_ text: String) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    private static func requirement(_ text: String) -> Requirement? {
        for (word, isIn) in [(" notin ", false), (" in ", true)] {
            let parts = text.split(separator: word, maxSplits: 1)
            guard parts.count == 2, parts[1].hasSuffix(")") else { continue }
            let list = trim(String(parts[1]))
            guard list.hasPrefix("(") else { return nil }
            let values = list.dropFirst().dropLast().split(separator: ",").map { trim(String($0)) }
            return isIn ? .isIn(trim(String(parts[0])), values) : .isNotIn(trim(String(parts[0])), values)
        }
        for (symbol, isIn) in [("!=", false), ("==", true), ("=", true)] {
            let parts = text.split(separator: symbol, maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            let (key, value) = (trim(String(parts[0])), trim(String(parts[1])))
            return isIn ? .isIn(key, [value]) : .isNotIn(key, [value])
        }
        if text.hasPrefix("!") { return .isAbsent(trim(String(text.dropFirst()))) }
        return text.contains(" ") ? nil : .exists(text)
    }
}

final class SelectorBox: Box, Named, @unchecked Sendable {
    let selector: LabelSelector
    var text: String { selector.text }

    init(_ selector: LabelSelector) { self.selector = selector }
}
