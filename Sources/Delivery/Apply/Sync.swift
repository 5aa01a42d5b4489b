import Cluster
import Manifests

/// A sync that waits: applies what can be applied, until everything is or the deadline has passed.
package struct Sync: Sendable {
    private let cluster: any LiveCluster
    private let planner: Planner
    private let applier: Applier

    package init(cluster: any LiveCluster) {
        self.cluster = cluster
        planner = Planner(cluster: cluster, triesCreations: false)
        applier = Applier(cluster: cluster)
    }

    /// - Returns: the steps of all rounds; what was waited for in vain is among its faults.
    /// - Throws: ``ClusterUnreachable`` where the cluster went away; what was done until then stays done.
    package func run(
        _ plan: Plan, onStep: @escaping Applier.OnStep = { _ in }
    ) async throws(ClusterUnreachable) -> Applied {
        let shown: Applier.OnStep = { step in if !step.outcome.isWaiting { await onStep(step) } }
        let allowed = plan.environment.spec.sync.deadline
        var done: [Applied.Step] = []
        var applied = try await applier.apply(plan, onStep: shown)
        var deadline = ContinuousClock.now + allowed
        while applied.isWaiting {
            done += applied.steps.filter { $0.outcome == .done }
            let isInTime = try await awaitChange(
                of: applied.awaited, by: plan.environment.healthChecks, until: deadline)
            let plan = try await planner.plan(plan.environment)
            let before = Set(applied.awaited.keys)
            applied = try await applier.apply(plan, isOverdue: !isInTime, onStep: shown)
            if !isInTime {
                for (_, awaited) in applied.awaited.sorted(by: { $0.key < $1.key }) {
                    applied.note(failure: "not healthy within \(allowed.components.seconds) s: \(awaited.reason)")
                }
            } else if before.isDisjoint(with: applied.awaited.keys) {
                // The next wave has a time of its own.
                deadline = ContinuousClock.now + allowed
            }
        }
        for step in applied.steps where step.outcome.isWaiting { await onStep(step) }
        applied.steps = done + applied.steps
        return applied
    }

    /// - Returns: false when the time is over and nothing has become ready.
    private func awaitChange(
        of awaited: [ResourceIdentity: Applied.Awaited], by checks: HealthChecks,
        until deadline: ContinuousClock.Instant
    ) async throws(ClusterUnreachable) -> Bool {
        var backoff = Backoff(first: .milliseconds(50), longest: .seconds(2))
        while ContinuousClock.now < deadline {
            for (identity, awaited) in awaited {
                let answer = try await cluster.get(awaited.kind, namespace: identity.namespace, name: identity.name)
                guard case .object(let object) = answer else { return true }
                switch Readiness.of(identity, object, isHook: awaited.isHook, by: checks) {
                case .ready, .failed: return true
                case .waiting: continue
                }
            }
            let left = deadline - ContinuousClock.now
            do { try await Task.sleep(for: min(backoff.next(random: 0.5), max(left, .zero))) } catch { return false }
        }
        return false
    }
}
