package import Manifests
import Transport

extension ClusterClient {
    /// The server's own OpenAPI v3 document of a group and version.
    ///
    /// - Throws: ``ClusterError``; `.notFound` where the server has none.
    package func openAPI(group: String, version: String) async throws(ClusterError) -> Value {
        let path = group.isEmpty ? "/openapi/v3/api/\(version)" : "/openapi/v3/apis/\(group)/\(version)"
        let operation = ClusterError.Operation(verb: "get", subject: path, server: server)
        return try await value(Call(.get, path, operation))
    }
}
