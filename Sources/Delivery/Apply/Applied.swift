package import Manifests

/// What a sync did.
package struct Applied: Sendable {
    package enum Outcome: Sendable, Hashable {
        case done
        /// Not done, for the reason given; the other objects went on.
        case failed(String)
        /// Not tried, because of something before it.
        case skipped(String)
    }

    package struct Step: Sendable {
        package var change: PlannedChange
        package var outcome: Outcome
        /// The object as the cluster made it; nil where it was not applied.
        package var result: Value?
    }

    package let environment: AdmittedEnvironment
    /// In the order in which they were begun; unchanged objects are not among them.
    package var steps: [Step]
    /// Why nothing was tried; nil where it was.
    package var refusal: String?
    /// The inventory as it was written; nil where it needed no writing.
    package var recorded: ApplySet?

    /// Whether the cluster is now as the plan wanted it.
    package var isComplete: Bool { refusal == nil && steps.allSatisfy { $0.outcome == .done } }
    package var changedCount: Int { steps.count { $0.outcome == .done } }

    /// What went wrong, a line each.
    package var faults: [String] {
        (refusal.map { [$0] } ?? [])
            + steps.compactMap { step in
                switch step.outcome {
                case .done: nil
                case .failed(let reason), .skipped(let reason): "\(step.change.identity): \(reason)"
                }
            }
    }
}
