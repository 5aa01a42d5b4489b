import Cluster
import Manifests

/// What a sync says at last: whether what it brought to the cluster works.
extension Sync {
    /// Objects of one kind that are looked at one by one, before the kind is listed instead.
    private static let looksBeforeList = 8

    /// Waits until everything that the environment declares is healthy, at most for the environment's deadline.
    ///
    /// - Parameters:
    ///   - applied: what ``run(_:onStep:)`` made of the plan; one that is not complete is not waited for.
    ///   - onWait: is told of what is not healthy yet.
    /// - Returns: the same, with what is not healthy.
    /// - Throws: ``ClusterUnreachable`` where the cluster went away.
    package func awaitingHealth(
        _ applied: Applied, of plan: Plan, onWait: OnWait = { _ in }
    ) async throws(ClusterUnreachable) -> Applied {
        guard applied.isComplete else { return applied }
        let environment = plan.environment
        let results = Dictionary(applied.steps.compactMap { step in step.result.map { (step.change.identity, $0) } }) {
            $1
        }
        var sick: [ResourceIdentity: WaitedObject] = [:]
        for change in plan.changes where change.desired != nil && change.desired?.options.hook == nil {
            let object = results[change.identity] ?? change.live
            if let reason = Self.fault(of: object, environment) {
                sick[change.identity] = WaitedObject(kind: change.kind, state: reason, object: object)
            }
        }
        let allowed = environment.spec.sync.deadline
        let deadline = ContinuousClock.now + allowed
        var teller = WaitTeller(interval: noticeInterval)
        var backoff = Backoff(first: .milliseconds(50), longest: .seconds(2))
        while !sick.isEmpty, ContinuousClock.now < deadline {
            let told = Dictionary(
                uniqueKeysWithValues: sick.map { identity, object in (identity, object.named(identity)) })
            if let notice = teller.notice(of: told, until: deadline, allowing: allowed, at: .now) {
                await onWait(notice)
            }
            let left = max(deadline - ContinuousClock.now, .zero)
            do { try await Task.sleep(for: min(backoff.next(random: 0.5), left)) } catch { break }
            sick = try await stillSick(sick, environment)
        }
        var result = applied
        result.unhealthy = sick.mapValues(\.state)
        result.untouched = Set(sick.filter(\.value.isUntouched).keys)
        return result
    }

    /// - Returns: nil for what is healthy, or suspended.
    private static func fault(of object: Value?, _ environment: AdmittedEnvironment) -> String? {
        let health = Health.afterChange(object, by: environment.healthChecks)
        switch health.status {
        case .healthy, .suspended: return nil
        case .progressing, .degraded, .missing, .unknown:
            return health.status.rawValue + (health.message.isEmpty ? "" : ": \(health.message)")
        }
    }

    private func stillSick(
        _ sick: [ResourceIdentity: WaitedObject], _ environment: AdmittedEnvironment
    ) async throws(ClusterUnreachable) -> [ResourceIdentity: WaitedObject] {
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
        var still: [ResourceIdentity: WaitedObject] = [:]
        for ((kind, members), live) in zip(kinds, looks) {
            for (identity, known) in members {
                if let reason = live.unknown[kind.groupKind] {
                    still[identity] = WaitedObject(
                        kind: kind, state: "\(known.state); it cannot be looked at: \(reason)", object: nil)
                } else if let reason = Self.fault(of: live.objects[identity], environment) {
                    still[identity] = WaitedObject(kind: kind, state: reason, object: live.objects[identity])
                }
            }
        }
        return still
    }
}
