import Cluster
import Manifests
import StructuredMerge
import Testing
import Transport

@testable import Delivery

@Suite struct ConnectedClusterTests {
    private static let widget = GroupVersionKind(group: "example.com", version: "v1", kind: "Widget")

    private static let document = """
        {"openapi": "3.0.0", "components": {"schemas": {"com.example.v1.Widget": {"type": "object",
        "x-kubernetes-group-version-kind": [{"group": "example.com", "version": "v1", "kind": "Widget"}],
        "properties": {"spec": {"type": "object", "additionalProperties": {"type": "string"}}}}}}}
        """

    private func catalogs(_ answers: [(status: Int, body: String)]) async throws -> (known: [Bool], requests: Int) {
        let server = try CodeHostServer(answers)
        var connection = ClusterConnection(name: "test", server: "http://127.0.0.1:\(server.port)")
        connection.proxy = .none
        let client = ClusterClient(connection)
        let cluster = ConnectedCluster(client)
        var known: [Bool] = []
        for _ in 0..<2 { known.append(try await cluster.schemas(for: [Self.widget]).contains(Self.widget)) }
        await client.shutdown()
        return (known, server.requests.count)
    }

    @Test func `a kind whose schema could not be read is asked for again`() async throws {
        let found = try await catalogs([(403, #"{"kind": "Status", "reason": "Forbidden"}"#), (200, Self.document)])
        #expect(found.known == [false, true])
        #expect(found.requests == 2)
    }

    @Test func `a server without documents is asked once`() async throws {
        let found = try await catalogs([(404, "404 page not found"), (200, Self.document)])
        #expect(found.known == [false, false])
        #expect(found.requests == 1)
    }
}
