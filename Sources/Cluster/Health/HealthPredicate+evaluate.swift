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
        case .field(let expression, let test): return test.holds(for: expression, in: &evaluation)
        }
    }

    /// What a negation finds is nothing that held.
    private static func test(
        _ part: HealthPredicate, in before: HealthEvaluation, spending evaluation: inout HealthEvaluation
    ) -> Bool {
        let result = part.holds(in: &evaluation)
        evaluation.condition = before.condition
        (evaluation.item, evaluation.key) = (before.item, before.key)
        return result || evaluation.isExhausted
    }

    private static func element(
        of paths: [HealthPath], with part: HealthPredicate, in evaluation: inout HealthEvaluation
    ) -> Bool {
        let (item, key, outer) = (evaluation.item, evaluation.key, evaluation.outer)
        defer { evaluation.outer = outer }
        for path in paths {
            let elements = elements(at: path, in: &evaluation)
            evaluation.outer = item
            for element in elements {
                (evaluation.item, evaluation.key) = (element.value, element.key)
                let holds = part.holds(in: &evaluation)
                // What stands beside a list within a list asks for the element of the outer one, as the message does.
                (evaluation.item, evaluation.key) = holds && item == nil ? (element.value, element.key) : (item, key)
                if holds || evaluation.isExhausted { return holds }
            }
        }
        return false
    }

    /// The elements of a list, or the members of an object; none of anything else, which is noted.
    private static func elements(
        at path: HealthPath, in evaluation: inout HealthEvaluation
    ) -> [(key: String?, value: Value)] {
        switch evaluation.read(path) {
        case .array(let elements)?: return elements.map { (nil, $0) }
        case .object(let object)?: return object.members.map { ($0.key, $0.value) }
        case let other?:
            evaluation.note(path.text, isNot: "a list", but: other)
            return []
        case nil: return []
        }
    }

    private static func find(_ match: HealthConditionMatch, in evaluation: inout HealthEvaluation) -> Bool {
        let conditions = match.list.map { elements(at: $0, in: &evaluation).map(\.value) } ?? evaluation.conditions
        for condition in conditions {
            guard evaluation.spend() else { return false }
            do throws(HealthConditionMatch.Misfit) {
                guard try match.matches(condition) else { continue }
                evaluation.condition = condition
                return true
            } catch {
                let name = error.field.isEmpty ? "a condition" : "the \(error.field) of a condition"
                evaluation.note(name, isNot: error.field.isEmpty ? "an object" : "a string", but: error.found)
            }
        }
        return false
    }
}
