import Manifests

extension HealthPredicate {
    /// Leaves in the evaluation the condition and the list element that made it hold.
    func holds(in evaluation: inout HealthEvaluation) -> Bool {
        guard evaluation.spend() else { return false }
        switch self {
        case .always: return true
        case .all(let parts): return parts.allSatisfy { $0.holds(in: &evaluation) }
        case .any(let parts): return parts.contains { $0.holds(in: &evaluation) }
        case .not(let part): return !Self.test(part, in: evaluation, spending: &evaluation)
        case .some(let paths, let part): return Self.element(of: paths, with: part, in: &evaluation)
        case .every(let paths, let part):
            return !Self.element(of: paths, with: .not(part), in: &evaluation) && !evaluation.isExhausted
        case .condition(let match): return Self.find(match, in: &evaluation)
        case .field(let expression, let test): return test.holds(expression.value(in: evaluation), in: evaluation)
        }
    }

    /// What a negation finds is nothing that held.
    private static func test(
        _ part: HealthPredicate, in before: HealthEvaluation, spending evaluation: inout HealthEvaluation
    ) -> Bool {
        let result = part.holds(in: &evaluation)
        evaluation.condition = before.condition
        evaluation.item = before.item
        return result || evaluation.isExhausted
    }

    private static func element(
        of paths: [HealthPath], with part: HealthPredicate, in evaluation: inout HealthEvaluation
    ) -> Bool {
        let outer = evaluation.item
        for path in paths {
            let elements: [Value] =
                switch evaluation.value(at: path) {
                case .array(let elements)?: elements
                case .object(let object)?: object.members.map(\.value)
                default: []
                }
            for element in elements {
                evaluation.item = element
                if part.holds(in: &evaluation) {
                    evaluation.item = element
                    return true
                }
                evaluation.item = outer
                if evaluation.isExhausted { return false }
            }
        }
        return false
    }

    private static func find(_ match: HealthConditionMatch, in evaluation: inout HealthEvaluation) -> Bool {
        let conditions = match.list.map { evaluation.value(at: $0)?.array ?? [] } ?? evaluation.conditions
        for condition in conditions {
            guard evaluation.spend() else { return false }
            if match.matches(condition) {
                evaluation.condition = condition
                return true
            }
        }
        return false
    }
}

extension HealthFieldTest {
    func holds(_ value: Value?, in evaluation: HealthEvaluation) -> Bool {
        switch self {
        case .oneOf(let all): return value.map { found in all.contains { Self.equal(found, $0) } } ?? false
        case .noneOf(let all): return !(value.map { found in all.contains { Self.equal(found, $0) } } ?? false)
        case .exists(let wanted): return (value != nil) == wanted
        case .isEmpty(let wanted): return Self.isEmpty(value) == wanted
        case .matches(let pattern): return value?.string.map(pattern.matches) ?? false
        case .compares(let comparison, let other):
            return Self.compare(value, comparison, other.value(in: evaluation))
        }
    }

    private static func isEmpty(_ value: Value?) -> Bool {
        switch value {
        case nil, .null?, .string("")?: true
        case .array(let elements)?: elements.isEmpty
        case .object(let object)?: object.isEmpty
        default: false
        }
    }

    private static func equal(_ left: Value, _ right: Value) -> Bool {
        if let a = number(left), let b = number(right) { return a == b }
        return left == right
    }

    /// Numbers by size, texts by their bytes, as times of RFC 3339 in UTC allow; what is absent is in no order.
    private static func compare(_ left: Value?, _ comparison: Comparison, _ right: Value?) -> Bool {
        switch comparison {
        case .equalsField: return same(left, right)
        case .notEqualsField: return !same(left, right)
        case .lessThan: return ordered(left, right) { $0 < 0 }
        case .atMost: return ordered(left, right) { $0 <= 0 }
        case .moreThan: return ordered(left, right) { $0 > 0 }
        case .atLeast: return ordered(left, right) { $0 >= 0 }
        }
    }

    /// Two absent fields are the same.
    private static func same(_ left: Value?, _ right: Value?) -> Bool {
        switch (left, right) {
        case (nil, nil): true
        case (let a?, let b?): equal(a, b)
        default: false
        }
    }

    private static func ordered(_ left: Value?, _ right: Value?, _ test: (Int) -> Bool) -> Bool {
        switch (left, right) {
        case (.integer(let a)?, .integer(let b)?): return test(a < b ? -1 : a > b ? 1 : 0)
        case (.string(let a)?, .string(let b)?):
            return test(a.utf8.elementsEqual(b.utf8) ? 0 : a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1)
        case (let left?, let right?):
            guard let a = number(left), let b = number(right) else { return false }
            return test(a < b ? -1 : a > b ? 1 : 0)
        default: return false
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
