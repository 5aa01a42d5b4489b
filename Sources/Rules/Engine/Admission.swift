/// All policies on one object.
package enum Admission {
    /// - Parameter policies: those that do not apply to the object are passed over.
    package static func decide(
        _ review: Review, _ policies: [AdmissionPolicy], _ context: EvaluationContext
    ) -> AdmissionDecision {
        var decision = AdmissionDecision()
        let view = ReviewBox(review, podPaths: context.podPaths)
        // One frame for all: a policy reads no slot that it did not write.
        let frame = Frame(slots: policies.reduce(0) { max($0, $1.slotCount) }, context: context)
        for policy in policies where policy.applies(to: view) {
            frame.begin()
            let outcome = policy.evaluate(view, frame)
            decision.violations += outcome.violations
            if let fault = outcome.fault {
                decision.faults.append(
                    AdmissionDecision.PolicyFault(policy: policy.id, fault: fault, enforcement: policy.enforcement))
            }
        }
        return decision
    }
}
