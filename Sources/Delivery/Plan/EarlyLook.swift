import Manifests
import StructuredMerge

/// What a cluster has of an environment by its own record, read before it is known what the environment declares.
///
/// Reading and judging thousands of manifests takes about as long as listing their objects.
struct EarlyLook: Sendable {
    let inventory: Inventory.Reading
    /// The members of the environment, by the version under which they were listed.
    let listings: [GroupVersionKind: ListAnswer]

    init(_ set: ApplySet, repository: String, on cluster: any LiveCluster) async throws(ClusterUnreachable) {
        _ = try await cluster.scopes(refresh: false)
        inventory = try await Inventory(cluster: cluster).read(set, repository: repository)
        let kinds = try await Self.versions(of: inventory, on: cluster)
        // Read while the cluster is asked, so that nobody waits for it later.
        async let schemas: Void = SchemaCatalog.builtIn.prepare(kinds)
        let answers = try await Parallel.map(kinds, limit: Planner.parallelRequests) {
            kind throws(ClusterUnreachable) in
            (kind, try await cluster.list(kind, namespace: nil, selector: set.selector))
        }
        listings = Dictionary(answers) { first, _ in first }
        await schemas
    }

    private static func versions(
        of inventory: Inventory.Reading, on cluster: any LiveCluster
    ) async throws(ClusterUnreachable) -> [GroupVersionKind] {
        guard case .recorded(let recorded) = inventory else { return [] }
        var kinds: [GroupVersionKind] = []
        for kind in recorded.kinds {
            if let version = try await cluster.preferredVersion(of: kind) { kinds.append(version) }
        }
        return kinds
    }
}
