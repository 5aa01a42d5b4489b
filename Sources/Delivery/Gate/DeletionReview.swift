import Manifests
import Rules

/// Whether policies let an object go that Git no longer declares.
struct DeletionReview: Sendable {
    /// Nil where no policy in force has a say about deletions.
    private let rules: PolicyReview?
    private let environment: Environment
    private let log: (any DecisionLog)?
    /// A daemon plans again and again: each decision of one admission is recorded once.
    private let recorded = RecordedDeletions()

    init(_ rules: PolicyReview, of environment: Environment, log: (any DecisionLog)?) {
        self.rules = rules.bundle.uses.contains { $0.policy.operations.contains("delete") } ? rules : nil
        self.environment = environment
        self.log = log
    }

    /// - Returns: why it must stay; nil where nothing is against it.
    func refusal(of object: Value, _ identity: ResourceIdentity) -> String? {
        decide(object, identity).flatMap { Self.refusal($0.decision, identity) }
    }

    /// Keeps what was decided about the deletions of a plan, before any of them is carried out.
    func record(_ changes: [PlannedChange]) async {
        guard let rules, let log else { return }
        var verdicts: [PolicyVerdict] = []
        for change in changes where change.desired == nil {
            guard let object = change.live, let verdict = decide(object, change.identity) else { continue }
            switch change.action {
            case .delete: break
            // What stays for another reason was not asked about.
            case .keep(let reason) where reason == Self.refusal(verdict.decision, change.identity): break
            default: continue
            }
            let name = "\(change.identity) \(object.hashValue) \(verdict.decision.isAllowed)"
            guard await recorded.isNew(name) else { continue }
            verdicts.append(verdict)
        }
        guard !verdicts.isEmpty else { return }
        await log.record(
            DecisionRecord.records(of: verdicts, environment, bundle: rules.bundle, mask: log.mask))
    }

    private func decide(_ object: Value, _ identity: ResourceIdentity) -> PolicyVerdict? {
        guard let rules else { return nil }
        var review = Review(object: object, operation: "delete", environment: rules.environment)
        review.oldObject = object
        review.namespace = identity.namespace ?? ""
        review.requester = nil
        review.change = rules.evidence.change
        review.time = rules.evidence.time
        let context = rules.context
        return PolicyVerdict(
            identity: identity, review: review, context: context,
            decision: rules.bundle.uses.decide(review, context), findings: [])
    }

    private static func refusal(_ decision: AdmissionDecision, _ identity: ResourceIdentity) -> String? {
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

/// Which decisions about deletions were recorded since the environment was admitted.
private actor RecordedDeletions {
    private var names: Set<String> = []

    func isNew(_ name: String) -> Bool { names.insert(name).inserted }
}
