import Manifests
import StructuredMerge

/// A comparison that found nothing to do, remembered by what was compared.
///
/// Webhooks of the cluster may change their mind without either side changing, so a verdict is dropped now and then.
package struct UnchangedVerdict: Sendable, Hashable {
    private let digest: Int
    private let uid: String
    private let resourceVersion: String
    private let schema: Int
    /// What the server made of ours, where only it could tell that this is the same (`1000m` and `1`, what a webhook
    /// rewrites): however often the status changes, it is not asked again. Nil where that can be told without it.
    private let content: Int?

    /// - Parameter isServers: the server was asked.
    /// - Returns: nil for an object without a version: nothing can be remembered of it.
    init?(_ resource: AdmittedResource, live: Value, schemas: SchemaCatalog, isServers: Bool = false) {
        guard let uid = live[path: "metadata", "uid"]?.string,
            let version = live[path: "metadata", "resourceVersion"]?.string
        else { return nil }
        digest = resource.digest
        self.uid = uid
        resourceVersion = version
        schema = schemas[resource.kind].digest
        content = isServers ? Self.content(of: live) : nil
    }

    func holds(for resource: AdmittedResource, live: Value, schemas: SchemaCatalog) -> Bool {
        guard digest == resource.digest, schema == schemas[resource.kind].digest,
            uid == live[path: "metadata", "uid"]?.string
        else { return false }
        if resourceVersion == live[path: "metadata", "resourceVersion"]?.string { return true }
        return content.map { $0 == Self.content(of: live) } ?? false
    }

    /// Of all that an apply could change or that could make it a conflict: the object without its status, and who owns
    /// which fields of the rest.
    private static func content(of live: Value) -> Int {
        var hasher = Hasher()
        for member in live.object ?? [:] where member.key != "status" && member.key != "metadata" {
            hasher.combine(member.key)
            hasher.combine(member.value)
        }
        let volatile: Set<String> = ["resourceVersion", "generation", "managedFields"]
        for member in live["metadata"]?.object ?? [:] where !volatile.contains(member.key) {
            hasher.combine(member.key)
            hasher.combine(member.value)
        }
        for entry in live[path: "metadata", "managedFields"]?.array ?? []
        where entry["subresource"]?.string?.isEmpty ?? true {
            for field in ["manager", "operation", "apiVersion", "fieldsV1"] { hasher.combine(entry[field]) }
        }
        return hasher.finalize()
    }
}
