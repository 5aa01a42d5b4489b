import CEL
import Manifests

/// What the rules of a definition (`x-kubernetes-validations`) refuse of an object.
enum RuleValidation {
    /// Faults that leave rules without what they read.
    private static let blocking: Set<String> = [
        "FieldValueNotSupported", "FieldValueRequired", "FieldValueTooLong", "FieldValueTooMany",
        "FieldValueTypeInvalid",
    ]

    private static let unchecked = APIError.Cause.invalid(
        "<nil>", "null",
        "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation"
    )

    /// - Parameter live: the object as it was; nil for a new one.
    /// - Parameter found: what is refused of the object already.
    static func causes(
        of object: Value, live: Value?, _ kind: ServedKind, beside found: [APIError.Cause]
    ) -> [APIError.Cause] {
        guard let rules = kind.structure?.rules else { return [] }
        if found.contains(where: { blocking.contains($0.reason) }) { return [unchecked] }
        return RuleEvaluation.failures(of: object, live: live, rules).map { APIError.Cause($0) }
    }
}

extension APIError.Cause {
    init(_ failure: RuleFailure) {
        self.init(
            reason: failure.reason, message: failure.message, field: failure.place.isEmpty ? "<nil>" : failure.place)
    }
}
