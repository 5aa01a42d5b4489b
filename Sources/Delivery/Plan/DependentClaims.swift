import Manifests

/// The volume claims that go when their object goes, with the data in them.
enum DependentClaims {
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
