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

    /// - Returns: nil for an object without a version: nothing can be remembered of it.
    init?(_ resource: AdmittedResource, live: Value, schemas: SchemaCatalog) {
        guard let uid = live[path: "metadata", "uid"]?.string,
            let version = live[path: "metadata", "resourceVersion"]?.string
        else { return nil }
        digest = resource.digest
        self.uid = uid
        resourceVersion = version
        schema = schemas[resource.kind].digest
    }
}
