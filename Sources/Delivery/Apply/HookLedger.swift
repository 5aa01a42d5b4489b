import Cluster
import Manifests

/// Which hooks of the content that is being applied have run, and how they ended.
///
/// The inventory keeps it, so that no hook runs twice when its Job is cleaned up before the sync is over.
struct HookLedger: Sendable {
    private(set) var ends: [String: ApplySet.HookEnd]

    /// What was recorded of the plan's own hooks, and what their Jobs say now.
    init(_ plan: Plan) {
        let recorded = plan.recorded?.hooks ?? [:]
        ends = [:]
        // All of them have run: there is nothing to tell apart.
        if plan.recorded?.generation == plan.environment.generation, recorded.isEmpty { return }
        for change in plan.changes {
            guard let hook = change.desired?.options.hook else { continue }
            let name = ApplySet.hookName(change.identity)
            ends[name] = recorded[name]
            guard ends[name] == nil, let live = change.live else { continue }
            ends[name] = hook == .failure ? .begun : Self.end(of: live, by: plan.environment.healthChecks)
        }
    }

    mutating func begin(_ identity: ResourceIdentity) { ends[ApplySet.hookName(identity)] = .begun }

    subscript(identity: ResourceIdentity) -> ApplySet.HookEnd? { ends[ApplySet.hookName(identity)] }

    /// Of a hook whose Job is not there to tell.
    static func failure(of identity: ResourceIdentity) -> String {
        "hook \(identity) has failed, and its Job is gone since"
    }

    /// - Returns: nil while the Job runs.
    private static func end(of job: Value, by checks: HealthChecks) -> ApplySet.HookEnd? {
        switch Health.assess(job, by: checks).status {
        case .healthy: .succeeded
        case .degraded: .failed
        default: nil
        }
    }
}
