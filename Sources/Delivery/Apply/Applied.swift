package import Manifests

/// What a sync did.
package struct Applied: Sendable {
    package enum Outcome: Sendable, Hashable {
        case done
        /// Not done, for the reason given; the other objects went on.
        case failed(String)
        /// Not tried, because of something before it that failed.
        case skipped(String)
        /// Not tried yet, because of something before it that is not ready.
        case waiting(String)

        var isWaiting: Bool {
            if case .waiting = self { true } else { false }
        }

        var isFailure: Bool {
            switch self {
            case .failed, .skipped: true
            case .done, .waiting: false
            }
        }
    }

    package struct Step: Sendable {
        package var change: PlannedChange
        package var outcome: Outcome
        /// The object as the cluster made it; nil where it was not applied.
        package var result: Value?
        /// Whether its deletion has begun now, and is not over.
        var hasBegunDeletion = false

        var isRefused: Bool { if case .failed = outcome { true } else { false } }

        /// The cluster found that it had the object already, or that it is to stay.
        package var changedNothing: Bool {
            if case .keep = change.action { return true }
            guard let result, let live = change.live,
                let version = result[path: "metadata", "resourceVersion"]?.string
            else { return false }
            return version == live[path: "metadata", "resourceVersion"]?.string
                && result[path: "metadata", "uid"] == live[path: "metadata", "uid"]
        }
    }

    package let environment: AdmittedEnvironment
    /// In the order in which they were begun; unchanged objects are not among them.
    package var steps: [Step]
    /// Why nothing was tried; nil where it was.
    package var refusal: String?
    /// The inventory as it was written; nil where it needed no writing.
    package var recorded: ApplySet?
    /// Objects that must become healthy, or be gone, before the rest can go on.
    package var awaited: [ResourceIdentity: Awaited] = [:]
    /// What is not healthy at the end, with its state; nil where that was not waited for.
    package var unhealthy: [ResourceIdentity: String]?
    /// Of these, what no controller has ever written a status of.
    package var untouched: Set<ResourceIdentity> = []
    /// Whether a wave did not become healthy in time.
    var isOverdue = false
    /// What failed without having been tried now: a hook of an earlier sync, a wave that did not become healthy in time.
    package private(set) var failures: [String] = []

    init(environment: AdmittedEnvironment, steps: [Step], refusal: String?) {
        self.environment = environment
        self.steps = steps
        self.refusal = refusal
    }

    var hasFailures: Bool { !failures.isEmpty }

    mutating func note(failure reason: String) {
        if !failures.contains(reason) { failures.append(reason) }
    }

    /// Whether nothing failed, and something is left that waits for others to become healthy.
    package var isWaiting: Bool {
        refusal == nil && failures.isEmpty && !awaited.isEmpty && !steps.contains { $0.outcome.isFailure }
    }

    /// Whether the cluster is now as the plan wanted it.
    package var isComplete: Bool {
        refusal == nil && failures.isEmpty && awaited.isEmpty && steps.allSatisfy { $0.outcome == .done }
    }
    /// Whether the cluster is as the plan wanted it, and nothing was found that does not work.
    package var isCompleteAndHealthy: Bool { isComplete && unhealthy?.isEmpty ?? true }

    package var changedCount: Int {
        steps.count { $0.outcome == .done ? !$0.changedNothing : $0.hasBegunDeletion }
    }

    /// What of the environment's state is still to be applied; nil where all of it is, or where nothing was tried.
    var attempt: SyncAttempt? {
        if refusal != nil || isComplete { return nil }
        return SyncAttempt(
            revision: environment.revision, left: Set(steps.filter { $0.outcome != .done }.map(\.change.identity)))
    }

    /// What a person can do about what was waited for in vain, a line each.
    package var remedies: [String] {
        let kinds = Set(untouched.map(\.groupKind.description)).sorted().map { "'\($0)'" }.joined(separator: ", ")
        var remedies: [String] = []
        if !kinds.isEmpty {
            remedies.append(
                "no controller has ever written a status of \(kinds): install or start the one for it; where it needs "
                    + "none, say so with a HealthCheck that has 'status: optional'")
        }
        if isOverdue || !(unhealthy ?? [:]).keys.allSatisfy(untouched.contains) {
            let skip = isOverdue ? "" : ", and '--no-wait' does not wait for the last wave"
            remedies.append(
                "'kubectl describe' tells what holds an object up; 'spec.sync.deadline' allows more time\(skip)")
        }
        return remedies
    }

    /// What went wrong, a line each.
    package var faults: [String] {
        (refusal.map { [$0] } ?? []) + failures
            + steps.compactMap { step in
                switch step.outcome {
                case .done: nil
                case .failed(let reason), .skipped(let reason), .waiting(let reason):
                    "\(step.change.identity): \(reason)"
                }
            }
    }
}
