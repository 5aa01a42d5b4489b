import Cluster
import Delivery
import Manifests
import StructuredMerge

/// The cluster as one process of a daemon reaches it: any call may be lost on its way there or back, so that what was
/// to be applied is applied in part.
struct ClusterConnection: LiveCluster {
    let cluster: SimulatedCluster
    let life: Life
    let chance: Chance

    var requestCount: Int { 0 }

    private func go(isWrite: Bool = false) throws(ClusterUnreachable) {
        do { try life.go() } catch { throw ClusterUnreachable("the process has ended") }
        if chance.fails(isWrite ? 6 : 2) { throw ClusterUnreachable("connection reset") }
    }

    func scopes(refresh: Bool) async throws(ClusterUnreachable) -> ScopeCatalog {
        if refresh { try go() }
        return ScopeCatalog(SimulatedCluster.kinds)
    }

    func schemas(for kinds: Set<GroupVersionKind>) async throws(ClusterUnreachable) -> SchemaCatalog { .builtIn }

    func preferredVersion(of kind: GroupKind) async throws(ClusterUnreachable) -> GroupVersionKind? {
        SimulatedCluster.kinds.keys.first { $0.groupKind == kind }
    }

    func list(
        _ kind: GroupVersionKind, namespace: String?, selector: String?
    ) async throws(ClusterUnreachable) -> ListAnswer {
        try go()
        return .objects(
            cluster.list(kind, selector).filter {
                namespace == nil || $0[path: "metadata", "namespace"]?.string == namespace
            })
    }

    func get(_ kind: GroupVersionKind, namespace: String?, name: String) async throws(ClusterUnreachable) -> GetAnswer {
        try go()
        let identity = ResourceIdentity(groupKind: kind.groupKind, namespace: namespace, name: name)
        return cluster.get(identity).map(GetAnswer.object) ?? .absent
    }

    func apply(
        _ object: Value, kind: GroupVersionKind, force: Bool, dryRun: Bool
    ) async throws(ClusterUnreachable) -> ApplyAnswer {
        try go(isWrite: !dryRun)
        let answer = cluster.apply(object, kind: kind, manager: "lockstep", force: force, dryRun: dryRun)
        if !dryRun { chance.note("apply \(kind.kind) \(object[path: "metadata", "name"]?.string ?? "")") }
        try go(isWrite: !dryRun)
        return answer
    }

    func write(
        managedFields: Value, of kind: GroupVersionKind, namespace: String?, name: String, resourceVersion: String
    ) async throws(ClusterUnreachable) -> ApplyAnswer {
        try go(isWrite: true)
        let identity = ResourceIdentity(groupKind: kind.groupKind, namespace: namespace, name: name)
        return cluster.write(
            managedFields: managedFields, identity: identity, kind: kind, version: resourceVersion)
    }

    func delete(
        _ kind: GroupVersionKind, namespace: String?, name: String, if precondition: DeletePrecondition
    ) async throws(ClusterUnreachable) -> DeleteAnswer {
        try go(isWrite: true)
        let identity = ResourceIdentity(groupKind: kind.groupKind, namespace: namespace, name: name)
        guard let object = cluster.get(identity) else { return .gone }
        guard precondition.holds(for: object) else { return .changed }
        cluster.delete(identity, kind: kind)
        return .gone
    }

    /// Nothing is followed by itself: the course of events hands each daemon what its watches tell.
    func follow(
        _ kind: GroupVersionKind, in scope: FollowedScope, onEvent: @escaping @Sendable (LiveEvent) async -> Void
    ) async {}
}
