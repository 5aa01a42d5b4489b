import Manifests
import StructuredMerge

/// The volume claims that go when their object goes, with the data in them.
enum DependentClaims {
    private static let kind = GroupKind(group: "", kind: "PersistentVolumeClaim")

    /// What the claims themselves say of whom they belong to: it lags behind what their set says, and is what counts.
    ///
    /// - Returns: nil where none goes.
    static func owned(
        by object: Value, _ identity: ResourceIdentity, _ version: GroupVersionKind, on cluster: any LiveCluster
    ) async throws(ClusterUnreachable) -> String? {
        // Of the kinds of Kubernetes' own only sets make claims that others may need; those of a pod go with it by design.
        guard let namespace = identity.namespace, let uid = object[path: "metadata", "uid"]?.string,
            identity.groupKind.description == "StatefulSet.apps" || !SchemaCatalog.builtIn.contains(version),
            let kind = try await cluster.preferredVersion(of: kind)
        else { return nil }
        switch try await cluster.list(kind, namespace: namespace, selector: nil) {
        case .unknown(let reason):
            return "the volume claims that may belong to it, which cannot be looked at (\(reason)),"
        case .objects(let claims):
            let names = claims.filter { claim in
                (claim[path: "metadata", "ownerReferences"]?.array ?? []).contains { $0["uid"]?.string == uid }
            }.compactMap { $0[path: "metadata", "name"]?.string }.sorted()
            return names.isEmpty
                ? nil : "the volume claims that it owns, " + names.map { "'\($0)'" }.joined(separator: ", ") + ","
        }
    }

    /// - Returns: nil where none goes.
    static func inWords(of object: Value, _ identity: ResourceIdentity) -> String? {
        // StatefulSets have it, and kinds that hand it on to one: Prometheus, Alertmanager, those of OpenKruise.
        guard object[path: "spec", "persistentVolumeClaimRetentionPolicy", "whenDeleted"]?.string == "Delete" else {
            return nil
        }
        let names = (object[path: "spec", "volumeClaimTemplates"]?.array ?? []).compactMap {
            $0[path: "metadata", "name"]?.string
        }
        if !names.isEmpty {
            return "its volume claims " + names.map { "'\($0)-\(identity.name)-*'" }.joined(separator: ", ")
        }
        return identity.groupKind.description == "StatefulSet.apps" ? nil : "its volume claims"
    }
}
