import Manifests
import Testing
import Transport

@testable import EmbeddedCluster

/// What follows from a deletion.
@Suite struct CollectionTests {
    @Test func `dependents go with their last owner`() async throws {
        let fixture = try await StoreFixture()
        let (one, two) = (try await fixture.configMap("one").uid ?? "", try await fixture.configMap("two").uid ?? "")
        try await fixture.configMap("alone", owners: [one])
        try await fixture.configMap("shared", owners: [one, two])
        try await fixture.delete("one")
        #expect(try await fixture.list().names == ["shared", "two"])
        let key = try await fixture.request(.get, "ConfigMap", "shared").key
        #expect(await fixture.store[key]?.value.ownerUIDs == [two])
        try await fixture.delete("two")
        #expect(try await fixture.list().names == [])
    }

    @Test func `an owner that a finalizer holds keeps its dependents until it goes`() async throws {
        let fixture = try await StoreFixture()
        let owner = try await fixture.configMap("owner", finalizers: ["example.com/hold"]).uid ?? ""
        try await fixture.configMap("dependent", owners: [owner])
        try await fixture.delete("owner")
        #expect(try await fixture.list().names == ["dependent", "owner"])
        try await fixture.patch("owner", ["metadata": ["finalizers": .null]])
        #expect(try await fixture.list().names == [])
    }

    @Test func `an owner deleted in the foreground waits for its dependents`() async throws {
        let fixture = try await StoreFixture()
        let owner = try await fixture.configMap("owner").uid ?? ""
        try await fixture.configMap("dependent", owners: [owner], finalizers: ["example.com/hold"])
        try await fixture.delete("owner", propagation: "Foreground")
        #expect(try await fixture.list().names == ["dependent", "owner"])
        try await fixture.patch("dependent", ["metadata": ["finalizers": .null]])
        #expect(try await fixture.list().names == [])
    }

    @Test func `an owner deleted in the foreground without dependents goes at once`() async throws {
        let fixture = try await StoreFixture()
        try await fixture.configMap("owner")
        try await fixture.delete("owner", propagation: "Foreground")
        #expect(try await fixture.list().names == [])
    }

    @Test func `a dependent of nobody goes, and one of somebody else only loses the reference`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            let path = "/api/v1/namespaces/default/configmaps"
            func object(_ name: Value, owners: [Value]) -> Value {
                [
                    "apiVersion": "v1", "kind": "ConfigMap",
                    "metadata": ["name": name, "ownerReferences": .array(owners)],
                ]
            }
            func reference(_ name: Value, _ uid: Value, kind: Value = "ConfigMap", _ version: Value = "v1") -> Value {
                ["apiVersion": version, "kind": kind, "name": name, "uid": uid]
            }
            let owner = try await raw.send(.post, path, object("owner", owners: [])).body
            let uid = try #require(owner[path: "metadata", "uid"])
            let absent = [reference("nobody", "1"), reference("owner", "2")]
            #expect(try await raw.send(.post, path, object("lost", owners: absent)).status == 201)
            #expect(try await raw.send(.get, "\(path)/lost").status == 404)
            let held = object("held", owners: absent + [reference("owner", uid)])
            #expect(try await raw.send(.post, path, held).status == 201)
            #expect(try await raw.send(.get, "\(path)/held").body.ownerUIDs == [uid.string])
            // Of what is not served nobody knows whether it exists.
            let foreign = object("foreign", owners: [reference("x", "3", kind: "X", "x.io/v1")])
            #expect(try await raw.send(.post, path, foreign).status == 201)
            #expect(try await raw.send(.get, "\(path)/foreign").status == 200)
            let patched = try await raw.send(
                .patch, "\(path)/foreign", ["metadata": ["ownerReferences": .array([reference("nobody", "1")])]],
                type: "application/merge-patch+json")
            #expect(patched.status == 200)
            #expect(try await raw.send(.get, "\(path)/foreign").status == 404)
            await raw.shutdown()
        }
    }

    @Test func `orphans stay and name their owner no more`() async throws {
        let fixture = try await StoreFixture()
        let owner = try await fixture.configMap("owner").uid ?? ""
        try await fixture.configMap("dependent", owners: [owner])
        try await fixture.delete("owner", propagation: "Orphan")
        #expect(try await fixture.list().names == ["dependent"])
        let key = try await fixture.request(.get, "ConfigMap", "dependent").key
        #expect(await fixture.store[key]?.value.ownerUIDs == [])
    }

    @Test func `a chain of dependents goes from end to end`() async throws {
        let fixture = try await StoreFixture()
        var uid = try await fixture.configMap("c0").uid ?? ""
        for index in 1..<20 { uid = try await fixture.configMap("c\(index)", owners: [uid]).uid ?? "" }
        try await fixture.delete("c0")
        #expect(try await fixture.list().names == [])
    }

    @Test func `a namespace that is going tells what is left in it`() async throws {
        let fixture = try await StoreFixture()
        try await fixture.create(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "going"]])
        let key = ObjectKey(resource: .namespaces, namespace: "", name: "going")
        func told(_ type: String) async -> String? {
            let conditions = await fixture.store[key]?.value.status["conditions"]?.array ?? []
            return conditions.first { $0["type"]?.string == type }?["message"]?.string
        }
        func request(_ method: APIRequest.Method, _ name: String, _ body: Value = .null) async throws -> APIRequest {
            var request = try await fixture.request(method, "ConfigMap", name, body: body)
            request.namespace = "going"
            return request
        }
        for (name, finalizers) in [("a", ["x.io/a", "x.io/b"]), ("b", ["x.io/b"]), ("c", [])] as [(Value, [Value])] {
            let map: Value = [
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": ["name": name, "finalizers": .array(finalizers)],
            ]
            _ = try await fixture.writer.create(try await request(.post, "", map))
        }
        _ = try await fixture.writer.delete(try await fixture.request(.delete, "Namespace", "going"))
        #expect(
            await told("NamespaceContentRemaining")
                == "Some resources are remaining: configmaps. has 2 resource instances")
        #expect(
            await told("NamespaceFinalizersRemaining")
                == "Some content in the namespace has finalizers remaining: "
                + "x.io/a in 1 resource instances, x.io/b in 2 resource instances")
        #expect(await told("NamespaceDeletionContentFailure") != nil)

        for (name, left) in [("a", "configmaps. has 1 resource instances"), ("b", nil)] as [(String, String?)] {
            var free = try await request(.patch, name, ["metadata": ["finalizers": .null]])
            free.contentType = "application/merge-patch+json"
            let gone = try await fixture.writer.patch(free).value
            await fixture.writer.followUp(gone, kind: free.kind)
            #expect(await told("NamespaceContentRemaining") == left.map { "Some resources are remaining: \($0)" })
        }
        #expect(await fixture.store[key] == nil)
    }
}
