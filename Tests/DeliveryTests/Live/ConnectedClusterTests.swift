import Cluster
import Manifests
import StructuredMerge
import Testing
import Transport

@testable import Delivery

/// How the schemas of a cluster are read and kept.
@Suite struct ConnectedClusterTests {
    private static let widget = GroupVersionKind(group: "example.com", version: "v1", kind: "Widget")
    private static let deployment = GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")

    private static func index(_ hash: String) -> String {
        """
        {"paths": {"apis/example.com/v1": {"serverRelativeURL": "/openapi/v3/apis/example.com/v1?hash=\(hash)"},
        "apis/apps/v1": {"serverRelativeURL": "/openapi/v3/apis/apps/v1?hash=\(hash)"}}}
        """
    }

    private static func document(_ kind: GroupVersionKind) -> String {
        """
        {"openapi": "3.0.0", "components": {"schemas": {"X": {"type": "object",
        "x-kubernetes-group-version-kind": [{"group": "\(kind.group)", "version": "\(kind.version)",
        "kind": "\(kind.kind)"}],
        "properties": {"spec": {"type": "object", "additionalProperties": {"type": "string"}}}}}}}
        """
    }

    private func schemas(
        _ answers: [(status: Int, body: String)], _ body: (ServerSchemas) async -> Void
    ) async throws -> [String] {
        let server = try CodeHostServer(answers)
        var connection = ClusterConnection(name: "test", server: "http://127.0.0.1:\(server.port)")
        connection.proxy = .none
        let client = ClusterClient(connection)
        await body(ServerSchemas(client) {})
        await client.shutdown()
        return server.requests.map { String($0.split(separator: " ")[1]) }
    }

    @Test func `a kind whose schema could not be read is asked for again`() async throws {
        let forbidden = (403, #"{"kind": "Status", "reason": "Forbidden"}"#)
        let answers = [forbidden, (200, Self.index("A")), forbidden, (200, Self.document(Self.widget))]
        let paths = try await schemas(answers) { schemas in
            for isKnown in [false, false, true] {
                #expect(await schemas.catalog(for: [Self.widget]).contains(Self.widget) == isKnown)
            }
        }
        let path = "/openapi/v3/apis/example.com/v1?hash=A"
        #expect(paths == ["/openapi/v3", "/openapi/v3", path, path])
    }

    // MARK: One object's trouble

    private static let configMap = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")
    /// The cluster is asked for its core kinds, its groups and its version at one time, in any order.
    private static let discovery = Array(
        repeating: (
            200,
            #"""
            {"kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "items": [{"metadata": {"name": ""},
            "versions": [{"version": "v1", "resources": [{"resource": "configmaps", "scope": "Namespaced",
            "responseKind": {"group": "", "version": "v1", "kind": "ConfigMap"}, "verbs": ["get", "list", "patch"]}]}]}]}
            """#
        ), count: 3)

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
                case .unavailable(let reason): outcomes.append("unavailable: \(reason)")
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

    private static let stored = (
        200, #"{"kind": "ConfigMap", "metadata": {"name": "a", "namespace": "ml", "resourceVersion": "1"}}"#
    )

    @Test func `a write that the server could not do concerns its object alone`() async throws {
        let outcomes = try await applies(
            7,
            [
                Self.status(503), Self.status(504), Self.status(429), Self.status(500), Self.status(403), Self.stored,
                Self.status(401), Self.status(401),
            ])
        #expect(
            outcomes == [
                "unavailable: no 503", "unavailable: no 504", "unavailable: no 429", "unavailable: no 500",
                "refused: no 403", "applied", "unreachable",
            ])
    }

    @Test func `a server that can do no write at all is out of reach`() async throws {
        let outcomes = try await applies(16, Array(repeating: Self.status(503), count: 16))
        #expect(outcomes == Array(repeating: "unavailable: no 503", count: 15) + ["unreachable"])
    }

    @Test func `a server without documents is asked once`() async throws {
        let answers = [(404, "404 page not found"), (200, Self.index("A"))]
        let paths = try await schemas(answers) { schemas in
            for _ in 0..<2 { #expect(await !schemas.catalog(for: [Self.widget]).contains(Self.widget)) }
        }
        #expect(paths == ["/openapi/v3"])
    }

    @Test func `a document is read again only when its hash has changed`() async throws {
        let document = (200, Self.document(Self.widget))
        let answers = [(200, Self.index("A")), document, (200, Self.index("A")), (200, Self.index("B")), document]
        let paths = try await schemas(answers) { schemas in
            var digests: Set<Int> = []
            for _ in 0..<3 {
                for _ in 0..<2 { digests.insert(await schemas.catalog(for: [Self.widget])[Self.widget].digest) }
                schemas.rediscovered(version: ["major": "1", "minor": "36"], isRefresh: true)
            }
            #expect(digests.count == 1)
        }
        let path = "/openapi/v3/apis/example.com/v1?hash="
        #expect(paths == ["/openapi/v3", path + "A", "/openapi/v3", "/openapi/v3", path + "B"])
    }

    @Test(arguments: [("36", 0), ("36+", 0), ("37", 2), ("", 2)])
    func `built-in kinds are asked for where the server is of another release than the table`(
        _ minor: String, _ requests: Int
    ) async throws {
        let answers = [(200, Self.index("A")), (200, Self.document(Self.deployment))]
        let paths = try await schemas(answers) { schemas in
            schemas.rediscovered(version: ["major": "1", "minor": .string(minor)], isRefresh: false)
            let catalog = await schemas.catalog(for: [Self.deployment])
            #expect((catalog[Self.deployment].digest == 0) == (requests == 0))
        }
        #expect(paths.count == requests)
    }

    @Test func `a document that was kept is not asked for again, by another process neither`() async throws {
        let folder = try Scratch()
        let hash = String(repeating: "A1", count: 16)
        func paths(_ answers: [(Int, String)], port: Int? = nil) async throws -> [String] {
            let server = try CodeHostServer(answers.map { (status: $0.0, body: $0.1) })
            // One server under one address, as far as the folder can know.
            var connection = ClusterConnection(name: "test", server: "http://127.0.0.1:\(server.port)")
            connection.proxy = .none
            let answers = SameServer(folder: AnswerFolder(folder.path, least: 0, most: 1 << 20), port: server.port)
            let client = ClusterClient(connection, answers: answers)
            let catalog = await ServerSchemas(client) {}.catalog(for: [Self.widget])
            #expect(catalog.contains(Self.widget))
            await client.shutdown()
            return server.requests.map { String($0.split(separator: " ")[1]) }
        }
        let path = "/openapi/v3/apis/example.com/v1?hash="
        let document = (200, Self.document(Self.widget))
        #expect(try await paths([(200, Self.index(hash)), document]) == ["/openapi/v3", path + hash])
        #expect(try await paths([(200, Self.index(hash))]) == ["/openapi/v3"])
        // Another hash, or none to speak of, is another document.
        let other = String(repeating: "B2", count: 16)
        #expect(try await paths([(200, Self.index(other)), document]) == ["/openapi/v3", path + other])
        for _ in 0..<2 {
            #expect(try await paths([(200, Self.index("A")), document]) == ["/openapi/v3", path + "A"])
        }
    }

    @Test func `a path that leads elsewhere is not followed`() async throws {
        let index = #"{"paths": {"apis/example.com/v1": {"serverRelativeURL": "https://elsewhere.example/x"}}}"#
        let paths = try await schemas([(200, index), (200, Self.document(Self.widget))]) { schemas in
            #expect(await !schemas.catalog(for: [Self.widget]).contains(Self.widget))
        }
        #expect(paths == ["/openapi/v3"])
    }
}

/// A folder for a server whose port is another each time.
private struct SameServer: AnswerKeeper {
    let folder: AnswerFolder
    let port: Int

    func answer(_ key: String) -> [UInt8]? { folder.answer(key.replacing(":\(port)", with: "")) }
    func keep(_ answer: [UInt8], as key: String) { folder.keep(answer, as: key.replacing(":\(port)", with: "")) }
}
