import Manifests
import StructuredMerge

/// What a cluster has of an environment by its own record, read before it is known what the environment declares.
///
/// Reading and judging thousands of manifests takes about as long as listing their objects.
struct EarlyLook: Sendable {
    let inventory: Inventory.Reading
    /// The members of the environment, by the version under which they were listed.
    let listings: [GroupVersionKind: ListAnswer]

    private let set: ApplySet
    private let repository: String
    private let reference: ClusterReference

    init(
        _ name: String, _ spec: EnvironmentSpec, repository: @Sendable () async -> String, connect: PlanOutcome.Connect
    ) async throws(ClusterUnreachable) {
        let set = ApplySet(environment: name, namespace: spec.namespace)
        async let named = repository()
        let cluster = try await connect(spec.cluster)
        _ = try await cluster.scopes(refresh: false)
        let origin = await named
        let reading = try await Inventory(cluster: cluster).read(set, repository: origin)
        var kinds: [GroupVersionKind] = []
        if case .recorded(let recorded) = reading {
            for kind in recorded.kinds {
                if let version = try await cluster.preferredVersion(of: kind) { kinds.append(version) }
            }
        }
        async let answers = Self.list(kinds, of: set, on: cluster)
        // Read while the cluster lists, so that nobody waits for them later; the plan asks for what it needs itself.
        SchemaCatalog.builtIn.prepare(kinds)
        _ = try? await cluster.schemas(for: Set(kinds))
        inventory = reading
        listings = Dictionary(try await answers.get()) { first, _ in first }
        (self.set, self.repository, reference) = (set, origin, spec.cluster)
    }

    private static func list(
        _ kinds: [GroupVersionKind], of set: ApplySet, on cluster: any LiveCluster
    ) async -> Result<[(GroupVersionKind, ListAnswer)], ClusterUnreachable> {
        do throws(ClusterUnreachable) {
            return .success(
                try await Parallel.map(kinds, limit: Planner.parallelRequests) { kind throws(ClusterUnreachable) in
                    (kind, try await cluster.list(kind, namespace: nil, selector: set.selector))
                })
        } catch {
            return .failure(error)
        }
    }

    /// Whether it was looked for what the environment has turned out to be: its file may have changed meanwhile.
    func isOf(_ environment: AdmittedEnvironment) -> Bool {
        environment.applySet.selector == set.selector && environment.spec.namespace == set.namespace
            && environment.repository == repository && environment.spec.cluster == reference
    }
}
