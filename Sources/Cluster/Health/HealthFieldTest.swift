import Manifests

/// What a field must be.
enum HealthFieldTest: Sendable, Equatable {
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
            if let holds = Self.holds(comparison, value, right) { return holds }
            let misfit = Self.misfit(value, right)
            evaluation.note(
                (misfit.isLeft ? field : other).name, isNot: misfit.expected, but: misfit.isLeft ? value : right)
            return comparison == .notEqualsField
        }
    }

    /// - Returns: nil for what cannot be compared so.
    private static func holds(_ comparison: Comparison, _ left: Value, _ right: Value) -> Bool? {
        switch comparison {
        case .equalsField: areSame(left, right)
        case .notEqualsField: areSame(left, right).map { !$0 }
        case .lessThan: order(left, right).map { $0 < 0 }
        case .atMost: order(left, right).map { $0 <= 0 }
        case .moreThan: order(left, right).map { $0 > 0 }
        case .atLeast: order(left, right).map { $0 >= 0 }
        }
    }

    /// Which side of a comparison that cannot be made is at fault, and what it should be.
    private static func misfit(_ left: Value, _ right: Value) -> (isLeft: Bool, expected: String) {
        let kinds = (kind(of: left), kind(of: right))
        if kinds.0 == kinds.1 {
            let isTime = (instant(left) != nil, instant(right) != nil)
            return (!isTime.0, isTime.0 || isTime.1 ? "a time in UTC" : "a number")
        }
        if let expected = kinds.1, kinds.0 != "a number" { return (true, expected) }
        return (false, kinds.0 ?? "a number")
    }

    private static func isOne(
        _ value: Value?, of all: [Value], _ field: HealthExpression, in evaluation: inout HealthEvaluation
    ) -> Bool {
        guard let value else { return false }
        if all.contains(where: { areSame($0, value) == true }) { return true }
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

    /// Nil for what is of two kinds.
    private static func areSame(_ left: Value, _ right: Value) -> Bool? {
        switch (left, right) {
        case (.bool(let a), .bool(let b)): a == b
        case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
        default: order(left, right).map { $0 == 0 }
        }
    }

    /// Numbers by size, times in UTC by their digits; nil for what is in no order, as a number in quotes is.
    private static func order(_ left: Value, _ right: Value) -> Int? {
        if case (.integer(let a), .integer(let b)) = (left, right) { return a < b ? -1 : a > b ? 1 : 0 }
        if let a = number(left), let b = number(right) { return a < b ? -1 : a > b ? 1 : 0 }
        guard let a = instant(left), let b = instant(right) else { return nil }
        return a == b ? 0 : a.lexicographicallyPrecedes(b) ? -1 : 1
    }

    /// The digits of a time in UTC as RFC 3339 has it, `2026-03-01T12:00:00.5Z`, without the `Z`, which would come
    /// after the point of a fraction.
    private static func instant(_ value: Value) -> ArraySlice<UInt8>? {
        let pattern = Array("0000-00-00T00:00:00".utf8)
        let zero = UInt8(ascii: "0")
        guard let text = value.string.map({ Array($0.utf8) }), text.count > pattern.count,
            text.last == UInt8(ascii: "Z")
        else { return nil }
        let digits = text.dropLast()
        let fraction = digits.dropFirst(pattern.count)
        guard zip(digits, pattern).allSatisfy({ $1 == zero ? isDigit($0) : $0 == $1 }),
            fraction.isEmpty || fraction.first == UInt8(ascii: ".") && fraction.dropFirst().allSatisfy(isDigit)
        else { return nil }
        return digits
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func number(_ value: Value) -> Double? {
        switch value {
        case .integer(let integer): Double(integer)
        case .double(let double): double
        default: nil
        }
    }
}
