import Manifests

/// What a field must be.
enum HealthFieldTest: Sendable {
    enum Comparison: String, Sendable, CaseIterable {
        case lessThan, atMost, moreThan, atLeast, equalsField, notEqualsField
    }

    case oneOf([Value])
    case noneOf([Value])
    case exists(Bool)
    /// Absent, or a string, list or object with nothing in it.
    case isEmpty(Bool)
    case matches(HealthPattern)
    case compares(Comparison, HealthExpression)
}

extension HealthFieldTest {
    /// A field of a type that the test cannot read passes none, and is noted.
    func holds(for field: HealthExpression, in evaluation: inout HealthEvaluation) -> Bool {
        let value = field.read(in: &evaluation)
        switch self {
        case .oneOf(let all): return Self.isOne(value, of: all, field, in: &evaluation)
        case .noneOf(let all): return !Self.isOne(value, of: all, field, in: &evaluation)
        case .exists(let wanted): return (value != nil) == wanted
        case .isEmpty(let wanted):
            if let value, ["a number", "a boolean"].contains(Self.kind(of: value)) {
                evaluation.note(field.name, isNot: "a string or a list", but: value)
            }
            return Self.isEmpty(value) == wanted
        case .matches(let pattern):
            guard let value else { return false }
            guard let text = value.string else {
                evaluation.note(field.name, isNot: "a string", but: value)
                return false
            }
            return pattern.matches(text)
        case .compares(let comparison, let other):
            let right = other.read(in: &evaluation)
            guard let value, let right else {
                // Two absent fields are the same; otherwise what is absent is in no order.
                let isSame = value == nil && right == nil
                return comparison == .equalsField ? isSame : comparison == .notEqualsField ? !isSame : false
            }
            guard let order = Self.order(value, right) else {
                let kinds = (Self.kind(of: value), Self.kind(of: right))
                if let expected = kinds.1, kinds.0 != "a number" {
                    evaluation.note(field.name, isNot: expected, but: value)
                } else {
                    evaluation.note(other.name, isNot: kinds.0 ?? "a number", but: right)
                }
                return comparison == .notEqualsField
            }
            return comparison.holds(order)
        }
    }

    private static func isOne(
        _ value: Value?, of all: [Value], _ field: HealthExpression, in evaluation: inout HealthEvaluation
    ) -> Bool {
        guard let value else { return false }
        if all.contains(where: { order($0, value) == 0 }) { return true }
        let kinds = all.compactMap(kind)
        if !kinds.contains(where: { $0 == kind(of: value) }), let expected = kinds.first {
            evaluation.note(field.name, isNot: expected, but: value)
        }
        return false
    }

    private static func isEmpty(_ value: Value?) -> Bool {
        switch value {
        case nil, .null?, .string("")?: true
        case .array(let elements)?: elements.isEmpty
        case .object(let object)?: object.isEmpty
        default: false
        }
    }

    /// What may be compared with one another; nil for what is never compared.
    private static func kind(of value: Value) -> String? {
        switch value {
        case .integer, .double: "a number"
        case .string: "a string"
        case .bool: "a boolean"
        default: nil
        }
    }

    /// Numbers by size, texts by their bytes, as times of RFC 3339 in UTC allow; nil for what is of two kinds.
    private static func order(_ left: Value, _ right: Value) -> Int? {
        switch (left, right) {
        case (.integer(let a), .integer(let b)): return a < b ? -1 : a > b ? 1 : 0
        case (.bool(let a), .bool(let b)): return a == b ? 0 : a ? 1 : -1
        case (.string(let a), .string(let b)):
            return a.utf8.elementsEqual(b.utf8) ? 0 : a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
        default:
            guard let a = number(left), let b = number(right) else { return nil }
            return a < b ? -1 : a > b ? 1 : 0
        }
    }

    private static func number(_ value: Value) -> Double? {
        switch value {
        case .integer(let integer): Double(integer)
        case .double(let double): double
        default: nil
        }
    }
}

extension HealthFieldTest.Comparison {
    /// - Parameter order: below 0 where the left side is the lesser one.
    fileprivate func holds(_ order: Int) -> Bool {
        switch self {
        case .lessThan: order < 0
        case .atMost: order <= 0
        case .moreThan: order > 0
        case .atLeast: order >= 0
        case .equalsField: order == 0
        case .notEqualsField: order != 0
        }
    }
}
