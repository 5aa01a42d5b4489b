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

    // MARK: One object's trouble

    private static let configMap = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")
    private static let discovery = [
        (
            200,
            #"""
            {"kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "items": [{"metadata": {"name": ""},
            "versions": [{"version": "v1", "resources": [{"resource": "configmaps", "scope": "Namespaced",
            "responseKind": {"group": "", "version": "v1", "kind": "ConfigMap"}, "verbs": ["get", "list", "patch"]}]}]}]}
            """#
        ), (200, #"{"kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "items": []}"#),
    ]

    /// What comes of applies, one after the other, to a server with these answers.
    private func applies(_ count: Int, _ answers: [(Int, String)]) async throws -> [String] {
        let server = try CodeHostServer((Self.discovery + answers).map { (status: $0.0, body: $0.1) })
        var configuration = HTTPClient.Configuration()
        configuration.retry = .never
        var connection = ClusterConnection(name: "test", server: "http://127.0.0.1:\(server.port)")
        connection.proxy = .none
        let client = ClusterClient(connection, http: HTTPClient(configuration: configuration))
        let cluster = ConnectedCluster(client)
        let object: Value = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "namespace": "ml"]]
        var outcomes: [String] = []
        for _ in 0..<count {
            do throws(ClusterUnreachable) {
                switch try await cluster.apply(object, kind: Self.configMap, force: false, dryRun: false) {
                case .applied: outcomes.append("applied")
                case .refused(let reason): outcomes.append("refused: \(reason)")
                default: outcomes.append("other")
                }
            } catch {
                outcomes.append("unreachable")
            }
        }
        await client.shutdown()
        return outcomes
    }

    private static func status(_ code: Int) -> (Int, String) {
        (code, #"{"kind": "Status", "message": "no \#(code)", "code": \#(code)}"#)
    }

    @Test func `a write that the server could not do concerns its object alone`() async throws {
        let outcomes = try await applies(
            5, [Self.status(503), Self.status(504), Self.status(429), (200, "{}"), Self.status(401), Self.status(401)])
        #expect(outcomes == ["refused: no 503", "refused: no 504", "refused: no 429", "applied", "unreachable"])
    }

    @Test func `a server that can do no write at all is out of reach`() async throws {
        let outcomes = try await applies(16, Array(repeating: Self.status(503), count: 16))
        #expect(outcomes == Array(repeating: "refused: no 503", count: 15) + ["unreachable"])
    }

    @Test func `a server without documents is asked once`() async throws {
        let found = try await catalogs([(404, "404 page not found"), (200, Self.document)])
        #expect(found.known == [false, false])
        #expect(found.requests == 1)
    }
}
