/// Policies that are asked together, found by the kind of the object.
package struct PolicySet: Sendable {
    package let policies: [AdmissionPolicy]
    private let index: KindIndex<AdmissionPolicy>
    private let slotCount: Int

    package init(_ policies: [AdmissionPolicy]) {
        self.policies = policies
        index = KindIndex(policies) { $0 }
        slotCount = policies.map(\.slotCount).max() ?? 0
    }

    /// What all policies that apply say of one object.
    package func decide(_ review: Review, _ context: EvaluationContext) -> AdmissionDecision {
        var decision = AdmissionDecision()
        let view = ReviewBox(review, podPaths: context.podPaths)
        // One frame for all: a policy reads no slot that it did not write.
        let frame = Frame(slots: slotCount, context: context)
        for policy in index.elements(for: view) where policy.applies(to: view) {
            frame.begin()
            let outcome = policy.evaluate(view, frame)
            decision.add(outcome.violations)
            if let fault = outcome.fault {
                decision.faults.append(
                    AdmissionDecision.PolicyFault(policy: policy.id, fault: fault, enforcement: policy.enforcement))
            }
        }
        return decision
    }
}

extension AdmissionDecision {
    @inline(__always)
    mutating func add(_ more: [Violation]) {
        if !more.isEmpty { violations += more }
    }
}
