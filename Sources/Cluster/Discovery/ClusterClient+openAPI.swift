package import Manifests
import Transport

/// Where the server keeps its own OpenAPI v3 documents (KEP-2896).
package struct OpenAPIIndex: Sendable, Hashable {
    /// By group and version: a path that ends in the hash of the document, so that it changes with it.
    private let paths: [Discovery.GroupVersion: String]

    /// Of a server that has no such documents.
    package static let empty = OpenAPIIndex([:])

    init(_ value: Value) {
        var paths: [Discovery.GroupVersion: String] = [:]
        for member in value["paths"]?.object ?? [:] {
            let parts = member.key.split(separator: "/").map(String.init)
            guard let path = member.value["serverRelativeURL"]?.string, path.hasPrefix("/openapi/v3/") else { continue }
            switch (parts.first, parts.count) {
            case ("api", 2): paths[.init(group: "", version: parts[1])] = path
            case ("apis", 3): paths[.init(group: parts[1], version: parts[2])] = path
            default: continue
            }
        }
        self.paths = paths
    }

    /// - Returns: nil where the server describes nothing of that group and version.
    package subscript(version: Discovery.GroupVersion) -> String? { paths[version] }
}

extension ClusterClient {
    /// - Throws: ``ClusterError``; `.notFound` where the server has no such documents (before 1.24).
    package func openAPIIndex() async throws(ClusterError) -> OpenAPIIndex {
        OpenAPIIndex(try await openAPI(at: "/openapi/v3"))
    }

    /// A document of the index, if it was kept: by the hash that the index gives it.
    package func keptOpenAPI(at path: String) -> Value? {
        guard Self.hasHash(path), let bytes = answers?.answer(documentKey(path)) else { return nil }
        return try? JSON.parse(bytes, limits: Self.limits)
    }

    /// A document of the index.
    package func openAPI(at path: String) async throws(ClusterError) -> Value {
        let operation = ClusterError.Operation(verb: "get", subject: path, server: server)
        let call = Call(.get, path, operation)
        let response = try await send(call)
        let document = try Self.value(response, call)
        if Self.hasHash(path) { answers?.keep(response.body, as: documentKey(path)) }
        return document
    }

    private func documentKey(_ path: String) -> String { "\(connection.cacheKey)\n\(path)" }

    private static func hasHash(_ path: String) -> Bool {
        path.firstRange(of: "?hash=").map { path[$0.upperBound...].count >= 16 } ?? false
    }
}
