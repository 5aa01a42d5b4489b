/// What one evaluation may take (`k8s.io/apiserver`, `apis/cel`).
package enum EvaluationLimits {
    /// Of cost units, for one rule.
    package static let rule: UInt64 = 1_000_000
    /// Of cost units, for all rules on one object.
    package static let object: Int64 = 10_000_000
    /// Elements of a list that an expression makes: more could not be looked at within a rule's limit.
    static let elements = 1_000_000
    /// Bytes of a text that an expression makes.
    static let bytes = 16_777_216
}
