package import Manifests
import Trust

/// What came of planning one environment of a checkout, once and from the start.
package enum PlanOutcome: Sendable {
    case planned(Plan, cluster: any LiveCluster, warnings: [Diagnostic])
    /// The environment is not well-formed or not admitted.
    case refused([Diagnostic])
    case unreachable(String)
}

extension PlanOutcome {
    package typealias Connect = @Sendable (ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster

    /// Goes the way from files to plan: load, review, look, plan.
    ///
    /// - Parameter ahead: a look at the cluster that has begun already; where it is of another environment, or none, one
    ///   is begun here.
    package static func plan(
        _ name: String, of checkout: Checkout, connect: @escaping Connect, gate: Gate = Gate(),
        holds: SingleSyncHolds? = nil, ahead: LookAhead? = nil, triesCreations: Bool, at time: Instant = .now()
    ) async -> PlanOutcome {
        // The cluster is looked at while the manifests are read and judged.
        let early =
            ahead ?? LookAhead(name, of: checkout, repository: { checkout.repository }, connect: connect)
        defer { early.cancel() }
        switch await Environment.load(name, from: checkout) {
        case .invalid(_, let diagnostics): return .refused(diagnostics)
        case .loaded(let loaded, let warnings):
            do throws(ClusterUnreachable) {
                let cluster = try await connect(loaded.spec.cluster)
                switch try await commits(
                    of: loaded, in: checkout, on: cluster, gate: gate, isPreview: triesCreations, at: time)
                {
                case .good: break
                case .bad(let diagnostics): return .refused(diagnostics)
                case .unknown(let diagnostic): return .refused([diagnostic])
                }
                let held: (environment: Environment, warnings: [Diagnostic])
                do {
                    held = try await holds?.applied(to: loaded) ?? (loaded, [])
                } catch {
                    return .refused([.error("cannot tell what releases hold back: \(error)", at: nil)])
                }
                switch try await gate.admit(held.environment, of: checkout, on: cluster, at: time.milliseconds) {
                case .denied(let diagnostics), .undecided(let diagnostics): return .refused(diagnostics)
                case .admitted(let admitted, let more):
                    // A preview leaves no trace.
                    if !triesCreations {
                        do throws(TrustError) { try await gate.remember(admitted) } catch {
                            return .refused([.error("\(error)", at: nil, hint: error.hint)])
                        }
                    }
                    let plan = try await Planner(cluster: cluster, triesCreations: triesCreations)
                        .plan(admitted, early: await early.look(at: admitted))
                    return .planned(
                        plan.placingFaults(in: held.environment.resources), cluster: cluster,
                        warnings: warnings + held.warnings + more)
                }
            } catch {
                return .unreachable(error.reason)
            }
        }
    }

    /// A work tree can be looked at, and never be applied where signed commits are demanded.
    private static func commits(
        of environment: Environment, in checkout: Checkout, on cluster: any LiveCluster, gate: Gate, isPreview: Bool,
        at time: Instant
    ) async throws(ClusterUnreachable) -> CommitCheck.Finding {
        var last: String?
        // Nothing else asks what was applied last, and of a work tree not even that: it is no commit after another.
        if gate.judgesCommits, checkout.revision != nil, checkout.history != nil {
            let set = ApplySet(environment: environment.name, namespace: environment.spec.namespace)
            if case .recorded(let recorded) = try await Inventory(cluster: cluster).read(
                set, repository: environment.repository)
            {
                last = recorded.revision
            }
        }
        return await gate.verifyCommits(
            of: environment, in: checkout, after: last, allowsUncommitted: isPreview, at: time.milliseconds)
    }
}
