import Manifests
package import Releases

/// What must be there before a candidate of an environment is opened.
package struct PromotionRule: Sendable, Hashable {
    /// The environment that must have released the same artifacts before.
    package var from: String?
    /// How long they must have been stable there.
    package var soak: Duration = .zero
    package var approvals: ApprovalRule?
    /// How what another environment has released is taken over.
    package var form = PromotionForm.commit
    /// When shares may rise.
    package var calendar = ReleaseCalendar()

    package init() {}

    /// Reads `promotesFrom`, `soak` and `approvals` of an environment.
    static func read(_ reader: inout FieldReader, of environment: String) -> PromotionRule {
        var rule = PromotionRule()
        rule.from = reader.optional("promotesFrom", .nonEmptyString)
        rule.soak = reader.value("soak", .duration, default: .zero)
        if rule.from == environment {
            reader.report("expected another environment than '\(environment)' itself", at: "promotesFrom")
        }
        if rule.from == nil, rule.soak != .zero {
            reader.report("expected 'soak' beside 'promotesFrom' only", at: "soak")
        }
        rule.approvals = reader.object("approvals") { approvals in
            let group = approvals.required("from", .nonEmptyString)
            let required = approvals.value("required", .integer(in: 1...100), default: 1)
            return group.map { ApprovalRule(group: $0, required: required) }
        }
        rule.form = reader.value("promotion", .choice(PromotionForm.self), default: .commit)
        rule.calendar = ReleaseCalendar.read(&reader)
        return rule
    }
}

/// How a promotion comes to the branch.
package enum PromotionForm: String, Sendable, Hashable, CaseIterable {
    case commit
    /// On a branch of its own, for a person to merge.
    case pullRequest
}
