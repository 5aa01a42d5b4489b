/// All policies on one object.
package enum Admission {
    /// - Parameter policies: those that do not apply to the object are passed over.
    package static func decide(
        _ review: Review, _ policies: [AdmissionPolicy], _ context: EvaluationContext
    ) -> AdmissionDecision {
        var decision = AdmissionDecision()
        let view = ReviewBox(review, podPaths: context.podPaths)
        for policy in policies where policy.applies(to: review, podPaths: context.podPaths) {
            let outcome = policy.evaluate(view, Frame(slots: policy.slotCount, context: context))
            decision.violations += outcome.violations
            if let fault = outcome.fault {
                decision.faults.append(
                    AdmissionDecision.PolicyFault(policy: policy.id, fault: fault, enforcement: policy.enforcement))
            }
        }
        return decision
    }
}
