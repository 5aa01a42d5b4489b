import Cluster
import Manifests

/// A sync that waits: applies what can be applied, until everything is or the deadline has passed.
package struct Sync: Sendable {
    let cluster: any LiveCluster
    private let planner: Planner
    private let applier: Applier
    let noticeInterval: Duration

    package typealias OnWait = @Sendable (WaitNotice) async -> Void

    /// - Parameter noticeInterval: how often it is told what is waited for.
    package init(cluster: any LiveCluster, noticeInterval: Duration = .seconds(15)) {
        self.cluster = cluster
        self.noticeInterval = noticeInterval
        planner = Planner(cluster: cluster, triesCreations: false)
        applier = Applier(cluster: cluster)
    }

    /// - Parameter onWait: is told what the next wave waits for.
    /// - Returns: the steps of all rounds; what was waited for in vain is among its faults.
    /// - Throws: ``ClusterUnreachable`` where the cluster went away; what was done until then stays done.
    package func run(
        _ plan: Plan, onStep: @escaping Applier.OnStep = { _ in }, onWait: @escaping OnWait = { _ in }
    ) async throws(ClusterUnreachable) -> Applied {
        let shown: Applier.OnStep = { step in if !step.outcome.isWaiting { await onStep(step) } }
        var done: [Applied.Step] = []
        var leaving: [Applied.Step] = []
        var vigil = Vigil()
        var teller = WaitTeller(interval: noticeInterval)
        var backoff = Backoff(first: .milliseconds(50), longest: .seconds(2))
        var awaited: Set<ResourceIdentity> = []
        var applied = try await applier.apply(plan, onStep: shown)
        while applied.isWaiting {
            vigil.wait(for: applied.awaited, at: .now)
            // Who waits for the same as before does not begin to ask often again.
            if awaited != Set(applied.awaited.keys) { backoff.reset() }
            awaited = Set(applied.awaited.keys)
            let news = try await awaitNews(
                of: &vigil, in: plan.environment, telling: &teller, backoff: &backoff, onWait)
            if case .vanished(let hook) = news {
                applied.note(
                    failure: "\(hook) is gone, and how it ended was not seen; it runs again with the next sync")
                break
            }
            done += applied.steps.filter { $0.outcome == .done }
            // What Git declares comes back, and is told then.
            leaving += applied.steps.filter { $0.hasBegunDeletion && $0.change.desired == nil }
            applied = try await applier.apply(
                try await planner.plan(plan.environment), isOverdue: news == .none, onStep: shown)
            for step in Self.left(&leaving, in: applied) {
                done.append(step)
                await onStep(step)
            }
            if news == .none { noteOverdue(in: &applied, untouched: teller.untouched) }
        }
        for step in applied.steps where step.outcome.isWaiting { await onStep(step) }
        applied.steps = done + applied.steps
        return applied
    }

    private func noteOverdue(in applied: inout Applied, untouched: Set<ResourceIdentity>) {
        applied.isOverdue = true
        applied.untouched = untouched.intersection(applied.awaited.keys)
        let seconds = applied.environment.spec.sync.deadline.components.seconds
        for (_, awaited) in applied.awaited.sorted(by: { $0.key < $1.key }) {
            let state = awaited.purpose == .absence ? "gone" : "healthy"
            applied.note(failure: "not \(state) within \(seconds) s: \(awaited.reason)")
        }
    }

    /// Takes out what has gone since its deletion began.
    private static func left(_ leaving: inout [Applied.Step], in applied: Applied) -> [Applied.Step] {
        let held = Set(applied.steps.map(\.change.identity))
        let gone = leaving.filter { !held.contains($0.change.identity) }
        leaving.removeAll { !held.contains($0.change.identity) }
        return gone.map { step in
            var step = step
            step.outcome = .done
            return step
        }
    }

    private enum News: Equatable {
        /// It is time to plan again.
        case some
        /// The time is over, and nothing has become ready.
        case none
        /// A hook's Job is gone, and how it ended was never seen.
        case vanished(ResourceIdentity)
    }

    /// Looks at what is waited for, until there is news.
    private func awaitNews(
        of vigil: inout Vigil, in environment: AdmittedEnvironment, telling teller: inout WaitTeller,
        backoff: inout Backoff, _ onWait: OnWait
    ) async throws(ClusterUnreachable) -> News {
        let cluster = cluster
        let allowed = environment.spec.sync.deadline
        while let deadline = vigil.deadline(allowing: allowed), ContinuousClock.now < deadline {
            let waiting = vigil.waiting.compactMap { identity in vigil.awaited[identity].map { (identity, $0) } }
            let answers = try await Parallel.map(waiting, limit: Planner.parallelRequests) {
                (identity, awaited) throws(ClusterUnreachable) in
                try await cluster.get(awaited.kind, namespace: identity.namespace, name: identity.name)
            }
            var isNews = false
            var open: [ResourceIdentity: WaitedObject] = [:]
            for ((identity, awaited), answer) in zip(waiting, answers) {
                let object: Value?
                switch answer {
                case .absent where awaited.purpose == .hook: return .vanished(identity)
                case .absent: object = nil
                case .object(let found): object = found
                case .unknown(let reason):
                    open[identity] = WaitedObject(
                        kind: awaited.kind, state: "\(awaited.reason); it cannot be looked at: \(reason)", object: nil)
                    continue
                }
                let readiness = awaited.readiness(identity, object, by: environment.healthChecks)
                isNews = vigil.note(identity, readiness) || isNews
                if case .waiting(let state) = readiness {
                    open[identity] = WaitedObject(
                        kind: awaited.kind, state: state, object: awaited.purpose == .health ? object : nil)
                }
            }
            if isNews { return .some }
            if let notice = teller.notice(of: open, until: deadline, allowing: allowed, at: .now) {
                await onWait(notice)
            }
            let left = deadline - ContinuousClock.now
            do { try await Task.sleep(for: min(backoff.next(random: 0.5), max(left, .zero))) } catch { return .none }
        }
        return .none
    }
}
