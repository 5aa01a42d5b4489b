package import Rules
import StructuredMerge

extension LiveCluster {
    /// The schemas of every kind that the cluster serves and describes.
    package func policySchemas() async throws(ClusterUnreachable) -> PolicySchemas {
        var catalog = SchemaCatalog.builtIn
        catalog.merge(try await schemas(for: try await scopes(refresh: false).kinds))
        return PolicySchemas(catalog)
    }
}
