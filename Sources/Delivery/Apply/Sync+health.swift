import Cluster
package import Manifests

/// What a sync says at last: whether what it brought to the cluster works.
extension Sync {
    /// Objects of one kind that are looked at one by one, before the kind is listed instead.
    private static let looksBeforeList = 8

    /// Waits until everything that the environment declares is healthy, at most for the environment's deadline.
    ///
    /// - Parameters:
    ///   - applied: what ``run(_:onStep:)`` made of the plan; one that is not complete is not waited for.
    ///   - onWait: is told of what is not healthy yet, once, before the waiting begins.
    /// - Returns: the same, with what is not healthy.
    /// - Throws: ``ClusterUnreachable`` where the cluster went away.
    package func awaitingHealth(
        _ applied: Applied, of plan: Plan, onWait: @Sendable ([ResourceIdentity: String]) async -> Void = { _ in }
    ) async throws(ClusterUnreachable) -> Applied {
        guard applied.isComplete else { return applied }
        let environment = plan.environment
        let results = Dictionary(applied.steps.compactMap { step in step.result.map { (step.change.identity, $0) } }) {
            $1
        }
        var sick: [ResourceIdentity: Sick] = [:]
        for change in plan.changes where change.desired != nil && change.desired?.options.hook == nil {
            let object = results[change.identity] ?? change.live
            if let reason = Self.fault(of: object, environment) {
                sick[change.identity] = Sick(kind: change.kind, reason: reason)
            }
        }
        if !sick.isEmpty { await onWait(sick.mapValues(\.reason)) }
        let deadline = ContinuousClock.now + environment.spec.sync.deadline
        var backoff = Backoff(first: .milliseconds(50), longest: .seconds(2))
        while !sick.isEmpty, ContinuousClock.now < deadline {
            let left = max(deadline - ContinuousClock.now, .zero)
            do { try await Task.sleep(for: min(backoff.next(random: 0.5), left)) } catch { break }
            sick = try await stillSick(sick, environment)
        }
        var result = applied
        result.unhealthy = sick.mapValues(\.reason)
        return result
    }

    private struct Sick {
        var kind: GroupVersionKind
        var reason: String
    }

    /// - Returns: nil for what is healthy, or suspended, or cannot be told.
    private static func fault(of object: Value?, _ environment: AdmittedEnvironment) -> String? {
        let health = Health.assess(object, by: environment.healthChecks)
        switch health.status {
        case .healthy, .suspended, .unknown: return nil
        case .progressing, .degraded, .missing:
            return health.status.rawValue + (health.message.isEmpty ? "" : ": \(health.message)")
        }
    }

    private func stillSick(
        _ sick: [ResourceIdentity: Sick], _ environment: AdmittedEnvironment
    ) async throws(ClusterUnreachable) -> [ResourceIdentity: Sick] {
        let cluster = cluster
        let kinds = Dictionary(grouping: sick) { $0.value.kind }.map { ($0, $1) }
        let looks = try await Parallel.map(kinds, limit: Planner.parallelRequests) {
            (kind, members) throws(ClusterUnreachable) in
            var live = LiveState()
            if members.count > Self.looksBeforeList {
                live.add(
                    try await cluster.list(kind, namespace: nil, selector: environment.applySet.selector), kind: kind)
                return live
            }
            for (identity, _) in members {
                switch try await cluster.get(kind, namespace: identity.namespace, name: identity.name) {
                case .object(let object): live.objects[identity] = object
                case .absent: break
                case .unknown(let reason): live.unknown[kind.groupKind] = reason
                }
            }
            return live
        }
        var still: [ResourceIdentity: Sick] = [:]
        for ((kind, members), live) in zip(kinds, looks) {
            for (identity, known) in members {
                if let reason = live.unknown[kind.groupKind] {
                    still[identity] = Sick(kind: kind, reason: "\(known.reason); it cannot be looked at: \(reason)")
                } else if let reason = Self.fault(of: live.objects[identity], environment) {
                    still[identity] = Sick(kind: kind, reason: reason)
                }
            }
        }
        return still
    }
}
