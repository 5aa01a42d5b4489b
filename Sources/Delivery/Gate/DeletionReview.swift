import Manifests
import Rules

/// Whether policies let an object go that Git no longer declares.
struct DeletionReview: Sendable {
    /// Nil where no policy in force has a say about deletions.
    private let rules: PolicyReview?

    init(_ rules: PolicyReview) {
        self.rules = rules.bundle.uses.contains { $0.policy.operations.contains("delete") } ? rules : nil
    }

    /// - Returns: why it must stay; nil where nothing is against it.
    func refusal(of object: Value, _ identity: ResourceIdentity) -> String? {
        guard let rules else { return nil }
        var review = Review(object: object, operation: "delete", environment: rules.environment)
        review.oldObject = object
        review.namespace = identity.namespace ?? ""
        review.requester = nil
        review.time = rules.evidence.time
        let decision = PolicyUse.decide(review, rules.bundle.uses, rules.context)
        let isSecret = identity.groupKind == GroupKind(group: "", kind: "Secret")
        let violation = decision.violations.first { $0.enforcement == .deny }.map {
            "policy '\($0.policy)': \(isSecret ? "it must not be deleted" : $0.message)"
        }
        let fault = decision.faults.first { $0.enforcement != .dryRun }.map {
            "policy '\($0.policy)' could not judge the deletion: \(isSecret ? "it faults" : $0.fault.message)"
        }
        return violation ?? fault
    }
}
