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
    package static func plan(
        _ name: String, of checkout: Checkout, connect: Connect, gate: Gate = Gate(), triesCreations: Bool,
        at time: Instant = .now()
    ) async -> PlanOutcome {
        // The cluster is asked for its kinds while the manifests are read.
        async let reached: Void = reach(name, of: checkout, connect: connect)
        let loaded = await Environment.load(name, from: checkout)
        await reached
        switch loaded {
        case .invalid(_, let diagnostics): return .refused(diagnostics)
        case .loaded(let environment, let warnings):
            do throws(ClusterUnreachable) {
                let cluster = try await connect(environment.spec.cluster)
                switch try await commits(
                    of: environment, in: checkout, on: cluster, gate: gate, isPreview: triesCreations, at: time)
                {
                case .good: break
                case .bad(let diagnostics): return .refused(diagnostics)
                case .unknown(let diagnostic): return .refused([diagnostic])
                }
                switch try await gate.admit(environment, of: checkout, on: cluster, at: time.milliseconds) {
                case .denied(let diagnostics), .undecided(let diagnostics): return .refused(diagnostics)
                case .admitted(let admitted, let more):
                    // A preview leaves no trace.
                    if !triesCreations {
                        do throws(TrustError) { try await gate.remember(admitted) } catch {
                            return .refused([.error("\(error)", at: nil, hint: error.hint)])
                        }
                    }
                    let plan = try await Planner(cluster: cluster, triesCreations: triesCreations).plan(admitted)
                    return .planned(plan, cluster: cluster, warnings: warnings + more)
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
        let set = ApplySet(environment: environment.name, namespace: environment.spec.namespace)
        if case .recorded(let recorded) = try await Inventory(cluster: cluster).read(
            set, repository: environment.repository)
        {
            last = recorded.revision
        }
        return await gate.verifyCommits(
            of: environment, in: checkout, after: last, allowsUncommitted: isPreview, at: time.milliseconds)
    }

    /// Connects and asks for the kinds; what goes wrong is told when the connection is needed.
    private static func reach(_ name: String, of checkout: Checkout, connect: Connect) async {
        guard let spec = Environment.spec(of: name, in: checkout) else { return }
        guard let cluster = try? await connect(spec.cluster) else { return }
        _ = try? await cluster.scopes(refresh: false)
    }
}
