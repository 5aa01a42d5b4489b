import Manifests

/// One object under assessment: what the rules read, what the last one found, and how much work is left.
struct HealthEvaluation {
    let object: Value
    /// The object's conditions.
    let conditions: [Value]
    /// The condition that made the rule hold.
    var condition: Value?
    /// The list element that is being tested; after a rule held, the one that made it hold.
    var item: Value?
    /// Elements that may still be looked at; lists within lists make a product of an attacker's choice.
    private var remaining = 200_000

    init(_ object: Value, conditions paths: [HealthPath]) {
        self.object = object
        conditions = paths.lazy.map { Self.elements(Self.value(at: $0, in: object)) }.first { !$0.isEmpty } ?? []
    }

    var isExhausted: Bool { remaining <= 0 }

    /// - Returns: false where no work is left.
    mutating func spend() -> Bool {
        remaining -= 1
        return remaining > 0
    }

    mutating func forget() {
        condition = nil
        item = nil
    }

    /// Null counts as absent.
    func value(at path: HealthPath) -> Value? {
        let origin: Value? =
            switch path.origin {
            case .object: object
            case .item: item
            case .condition: condition
            }
        guard let found = origin?[steps: path.steps], !found.isNull else { return nil }
        return found
    }

    /// The message of the condition that decided, else its reason, else what it says.
    var conditionInWords: String {
        guard let condition else { return "" }
        for key in ["message", "reason"] {
            if let text = condition[key]?.string, !text.isEmpty { return HealthMessage.oneLine(text) }
        }
        guard condition["status"]?.string != "True" else { return "" }
        return HealthMessage.oneLine(
            "\(condition["type"]?.string ?? "a condition") is \((condition["status"]?.string ?? "unknown").lowercased())"
        )
    }

    private static func value(at path: HealthPath, in object: Value) -> Value? { object[steps: path.steps] }

    /// A list's elements; those of a list written as JSON into a string, as an annotation must be.
    private static func elements(_ value: Value?) -> [Value] {
        switch value {
        case .array(let elements)?: return elements
        case .string(let text)?:
            let limits = JSON.Limits(bytes: 1 << 18, depth: 16)
            do throws(JSONError) { return try JSON.parse(Array(text.utf8), limits: limits).array ?? [] } catch {
                return []
            }
        default: return []
        }
    }
}
