import Manifests
import Testing
import Transport

@testable import Cluster

@Suite struct ClientTests {
    private let path = "/api/v1/namespaces/models/configmaps"

    @Test func `get asks for one object by its path`() async throws {
        let server = try await RuleServer([["path": .string(path + "/a"), "body": configMap("a", version: 1)]])
        let object = try await server.client.get(.configMaps, namespace: "models", name: "a")
        #expect(object == configMap("a", version: 1))
        let request = try #require(try await server.requests().first)
        #expect(request[path: "headers", "accept"] == "application/json")
        #expect(request[path: "headers", "user-agent"] == "lockstep")
    }

    @Test func `a list takes its pages together and fills in the kind`() async throws {
        func page(_ names: [String], _ next: String) -> Value {
            let items = names.map { name -> Value in ["metadata": ["name": .string(name), "namespace": "models"]] }
            return [
                "kind": "ConfigMapList", "metadata": ["resourceVersion": "7", "continue": .string(next)],
                "items": .array(items),
            ]
        }
        let server = try await RuleServer([
            ["path": .string(path), "query": ["continue": "t/1="], "body": page(["c"], "")],
            ["path": .string(path), "query": ["limit": "2"], "body": page(["a", "b"], "t/1=")],
        ])
        let scope = ObjectScope(namespace: "models", labelSelector: "app=scorer,tier in (a,b)")
        let list = try await server.client.list(.configMaps, in: scope, pageSize: 2)
        #expect(list.resourceVersion == "7")
        #expect(list.items.map { $0[path: "metadata", "name"]?.string } == ["a", "b", "c"])
        #expect(list.items.allSatisfy { $0["apiVersion"] == "v1" && $0["kind"] == "ConfigMap" })
        #expect(
            try await server.requests().allSatisfy { $0[path: "query", "labelSelector"] == "app=scorer,tier in (a,b)" })
    }

    @Test func `a page token that expires begins the list again, last without pages`() async throws {
        let expired: Value = [
            "kind": "Status", "status": "Failure", "reason": "Expired", "code": 410,
            "message": "The provided continue parameter is too old",
        ]
        let first: Value = [
            "metadata": ["resourceVersion": "7", "continue": "old"], "items": [["metadata": ["name": "a"]]],
        ]
        let whole: Value = ["metadata": ["resourceVersion": "9"], "items": [["metadata": ["name": "b"]]]]
        let server = try await RuleServer([
            ["query": ["continue": "old"], "status": 410, "body": expired],
            ["query": ["limit": "500"], "body": first],
            ["body": whole],
        ])
        let list = try await server.client.list(.configMaps)
        #expect(list.items.map { $0[path: "metadata", "name"] } == ["b"])
        #expect(list.resourceVersion == "9")
        #expect(try await server.requests().count == 5)
    }

    @Test func `an empty list may say null`() async throws {
        let server = try await RuleServer([["body": ["metadata": ["resourceVersion": "3"], "items": .null]]])
        #expect(try await server.client.list(.configMaps).items.isEmpty)
    }

    @Test func `apply sends the whole object to its own path, by default strictly`() async throws {
        let object = configMap("a", version: 1)
        let server = try await RuleServer([["method": "PATCH", "status": 201, "body": object]])
        let applied = try await server.client.apply(object, as: .configMaps)
        #expect(applied.wasCreated)
        let request = try #require(try await server.requests().first)
        #expect(request["path"] == .string(path + "/a"))
        #expect(request["query"] == ["fieldManager": "lockstep", "fieldValidation": "Strict"])
        #expect(request[path: "headers", "content-type"] == "application/apply-patch+yaml")
        #expect(try JSON.parse(request["body"]?.string ?? "") == object)
    }

    @Test func `force and dry run are asked for`() async throws {
        let server = try await RuleServer([["body": configMap("a", version: 2)]])
        let options = WriteOptions(fieldManager: "other", force: true, isDryRun: true)
        #expect(
            try await !server.client.apply(configMap("a", version: 1), as: .configMaps, options: options).wasCreated)
        #expect(
            try await server.requests().first?["query"]
                == ["fieldManager": "other", "fieldValidation": "Strict", "dryRun": "All", "force": "true"])
    }

    @Test func `create, update and merge patch go to their places`() async throws {
        let object = configMap("a", version: 1)
        let server = try await RuleServer([["body": object]])
        let client = server.client
        _ = try await client.create(object, as: .configMaps)
        _ = try await client.update(object, as: .configMaps, subresource: "status")
        _ = try await client.patch(["data": .null], .configMaps, namespace: "models", name: "a")
        let shown = try await server.requests().map {
            "\($0["method"]?.string ?? "") \($0["path"]?.string ?? "") "
                + ($0[path: "headers", "content-type"]?.string ?? "")
        }
        #expect(
            shown == [
                "POST \(path) application/json", "PUT \(path)/a/status application/json",
                "PATCH \(path)/a application/merge-patch+json",
            ])
    }

    @Test func `delete carries its preconditions, and tells gone from going`() async throws {
        var going = configMap("a", version: 2)
        if case .object(var root) = going, case .object(var metadata)? = root["metadata"] {
            metadata["deletionTimestamp"] = "2026-01-01T00:00:00Z"
            root["metadata"] = .object(metadata)
            going = .object(root)
        }
        let server = try await RuleServer([
            ["times": 1, "body": ["kind": "Status", "status": "Success"]], ["body": going],
        ])
        let options = DeleteOptions(propagation: .foreground, uid: "u", resourceVersion: "9")
        let client = server.client
        #expect(try await client.delete(.configMaps, namespace: "models", name: "a", options: options) == .gone)
        #expect(try await client.delete(.configMaps, namespace: "models", name: "a") == .pending(going))
        #expect(
            try await JSON.parse(server.requests().first?["body"]?.string ?? "") == [
                "apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": "Foreground",
                "preconditions": ["uid": "u", "resourceVersion": "9"],
            ])
    }

    @Test(arguments: ["..", ".", "a/b", "a%2Fb", ""])
    func `a name that would lead to another path is refused`(_ name: String) async throws {
        let client = ClusterClient(ClusterConnection(name: "test", server: "http://127.0.0.1:1"))
        let error = await #expect(throws: ClusterError.self) {
            try await client.delete(.configMaps, namespace: "models", name: name)
        }
        #expect(error?.kind == .badRequest)
    }

    @Test func `a namespaced object without a namespace is refused before it is sent`() async throws {
        let client = ClusterClient(ClusterConnection(name: "test", server: "http://127.0.0.1:1/"))
        let error = await #expect(throws: ClusterError.self) { try await client.get(.configMaps, name: "a") }
        #expect(
            error?.description
                == "get ConfigMap a at http://127.0.0.1:1: bad request: a namespaced object needs a namespace")
    }
}

@Suite(.enabled(if: !Recordings.areMissing, "the shared recordings are not there"))
struct RecordedClientTests {
    private static let operation = ClusterError.Operation(verb: "apply", subject: "x", server: "s")

    @Test func `every recorded apply gives its object or its error`() async throws {
        // The client takes the path from the object: what was recorded under another name has no place.
        let exchanges = Recordings.exchanges("server-side-apply").filter {
            $0.contentType == "application/apply-patch+yaml" && $0.request["body"]?.object != nil
                && $0.name != "name mismatch"
        }
        #expect(exchanges.count > 25)
        let server = try await RuleServer(exchanges.map(\.rule))
        let client = server.client
        for exchange in exchanges {
            let object = exchange.objectWithNamespace
            let kind = GroupVersionKind(
                apiVersion: object["apiVersion"]?.string ?? "", kind: object["kind"]?.string ?? "")
            let resource = APIResource(path: exchange.path, kind: kind)
            do throws(ClusterError) {
                let applied = try await client.apply(
                    object, as: resource, subresource: exchange.path.hasSuffix("/status") ? "status" : nil,
                    options: WriteOptions(isDryRun: exchange.query["dryRun"] != nil))
                #expect(exchange.status < 300, "\(exchange.name)")
                #expect(applied.object == exchange.body, "\(exchange.name)")
                #expect(applied.wasCreated == (exchange.status == 201), "\(exchange.name)")
            } catch {
                #expect(exchange.status >= 300, "\(exchange.name): \(error)")
            }
        }
        #expect(try await server.requests().map { $0["path"]?.string } == exchanges.map(\.path))
    }

    @Test func `a field conflict names manager and field`() throws {
        let recorded = try Recordings.exchange("apply over a kubectl-created object", in: "writes")
        let error = ClusterError(status: recorded.body, code: 409, Self.operation)
        #expect(
            error.kind
                == .conflict([
                    .init(manager: "editor", field: ".spec.replicas"),
                    .init(
                        manager: "kubectl-create",
                        field: #".spec.template.spec.containers[name="model"].resources.limits.cpu"#),
                    .init(
                        manager: "kubectl-create",
                        field: #".spec.template.spec.containers[name="model"].resources.limits.memory"#),
                    .init(
                        manager: "kubectl-create",
                        field: #".spec.template.spec.containers[name="model"].resources.requests.cpu"#),
                ]))
        #expect(!error.description.contains("\n"))
    }

    @Test func `a field that the schema does not know is invalid, not a server in trouble`() throws {
        let recorded = try Recordings.exchange("unknown field strict", in: "server-side-apply")
        let error = ClusterError(status: recorded.body, code: 500, Self.operation)
        #expect(error.kind == .invalid([.init(field: ".spec.replicaz", message: "field not declared in schema")]))
    }

    @Test(arguments: [
        ("put with stale resourceVersion", ClusterError.Kind.conflict([])), ("delete again is 404", .notFound),
        ("create namespace again", .alreadyExists), ("label selector bad", .badRequest),
        ("delete with wrong uid precondition", .conflict([])), ("malformed json", .badRequest),
    ])
    func `recorded refusals`(_ name: String, _ kind: ClusterError.Kind) throws {
        let recorded = try Recordings.exchange(name, in: "writes")
        #expect(ClusterError(status: recorded.body, code: Int(recorded.status), Self.operation).kind == kind)
    }

    @Test func `the cause of an invalid object names its field`() throws {
        let recorded = try Recordings.exchange("immutable selector", in: "server-side-apply")
        let error = ClusterError(status: recorded.body, code: 422, Self.operation)
        guard case .invalid(let causes) = error.kind else {
            Issue.record("\(error.kind)")
            return
        }
        #expect(causes.map(\.field) == ["spec.template.metadata.labels", "spec.selector"])
        #expect(causes.last?.message.hasSuffix("field is immutable") == true)
    }

    @Test func `recorded pages make one list`() async throws {
        let pages = Recordings.exchanges("writes").filter { $0.query["limit"] == "3" }
        // The recording ends before the last page.
        let last: Value = ["body": ["metadata": ["resourceVersion": "323"], "items": []]]
        let server = try await RuleServer(pages.map(\.rule) + [last])
        let list = try await server.client.list(
            .configMaps, in: ObjectScope(namespace: "models-writes", labelSelector: "app"), pageSize: 3)
        let expected = pages.flatMap { $0.body["items"]?.array ?? [] }.map { $0[path: "metadata", "name"] }
        #expect(list.items.map { $0[path: "metadata", "name"] } == expected)
        #expect(list.items.count > 3)
    }
}
