import Manifests
import Testing
import Transport

@testable import EmbeddedCluster

/// Bodies that say something twice, embed other objects, or have names too long, over the real socket.
@Suite struct BodyDetailTests {
    private static let configMaps = "/api/v1/namespaces/default/configmaps"

    @Test func `a field that stands twice is told of, and the last one counts`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            func post(_ name: String, _ query: String) async throws -> RawClient.Answer {
                let text = """
                    {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "\(name)"},
                     "data": {"a": "1", "b": "2", "a": "3"}, "dada": {}}
                    """
                return try await raw.send(
                    .post, "\(Self.configMaps)\(query)", bytes: Array(text.utf8), type: "application/json")
            }
            let made = try await post("warned", "")
            #expect(made.status == 201)
            #expect(made.body["data"] == ["a": "3", "b": "2"])
            #expect(
                made.warnings == [
                    #"299 - "duplicate field \"data.a\"""#, #"299 - "unknown field \"dada\"""#,
                ])
            let ignored = try await post("ignored", "?fieldValidation=Ignore")
            #expect(ignored.status == 201)
            #expect(ignored.warnings == [])
            let refused = try await post("refused", "?fieldValidation=Strict")
            #expect(refused.status == 400)
            #expect(
                refused.message
                    == #"ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: duplicate field "data.a", unknown field "dada""#
            )
            await raw.shutdown()
        }
    }

    @Test func `a name that is too long is refused for its length`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            for (path, kind, length) in [(Self.configMaps, "ConfigMap", 253), ("/api/v1/namespaces", "Namespace", 63)] {
                let name = String(repeating: "a", count: length + 1)
                let refused = try await raw.send(
                    .post, path, ["apiVersion": "v1", "kind": .string(kind), "metadata": ["name": .string(name)]])
                #expect(refused.status == 422)
                // A Namespace has its name as a label, too.
                #expect(
                    refused.message.contains(
                        #"metadata.name: Invalid value: "\#(name)": must be no more than \#(length) bytes"#))
            }
            await raw.shutdown()
        }
    }

    @Test func `a namespace keeps the finalizers that others put on its content`() async throws {
        let fixture = try await StoreFixture()
        try await fixture.create([
            "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "held"],
            "spec": ["finalizers": ["example.com/x"]],
        ])
        let deletion = try await fixture.request(.delete, "Namespace", "held")
        #expect(
            await fixture.store[deletion.key]?.value.spec["finalizers"] == ["example.com/x", "kubernetes"])
        _ = try await fixture.writer.delete(deletion)
        var live = try #require(await fixture.store[deletion.key]?.value)
        #expect(live.spec["finalizers"] == ["example.com/x"])
        live[field: "spec"] = [:]
        var finalize = try await fixture.request(.put, "Namespace", "held", body: live)
        finalize.subresource = "finalize"
        _ = try await fixture.writer.update(finalize)
        #expect(await fixture.store[deletion.key] == nil)
    }

    @Test(arguments: [
        (
            #"{"apiVersion":"v1","kind":"K","metadata":{"name":5}}"#,
            #"t.metadata: Invalid value: {"name":5}: json: cannot unmarshal number into Go struct field ObjectMeta.name of type string"#
        ),
        (
            #"{"apiVersion":"v1","kind":"K","metadata":{"labels":{"a":1}}}"#,
            #"t.metadata: Invalid value: {"labels":{"a":1}}: json: cannot unmarshal number into Go struct field ObjectMeta.labels.a of type string"#
        ),
        (#"{"apiVersion":"v1","kind":7}"#, "t.kind: Invalid value: 7: must be a string"),
    ])
    func `the metadata of an embedded object is read as any other`(resource: String, message: String) throws {
        let schema: Value = [
            "properties": [
                "t": ["x-kubernetes-embedded-resource": true, "x-kubernetes-preserve-unknown-fields": true]
            ]
        ]
        let structure = StructuralSchema(schema.object ?? [:])
        var decoder = ObjectDecoder()
        let object: Object = ["t": try JSON.parse(resource)]
        #expect {
            try structure.withReadMetadata(object, &decoder)
        } throws: { error in
            (error as? ObjectDecoder.Mismatch)?.message == message
        }
    }

    @Test func `fields that the metadata of an embedded object does not have are dropped and named`() throws {
        let schema: Value = [
            "properties": ["l": ["items": ["x-kubernetes-embedded-resource": true, "properties": [:]]]]
        ]
        var decoder = ObjectDecoder()
        let read = try StructuralSchema(schema.object ?? [:]).withReadMetadata(
            ["l": [["metadata": ["name": "a", "nam": "b"]]]], &decoder)
        #expect(read["l"] == [["metadata": ["name": "a"]]])
        #expect(decoder.unknownFields == ["l[0].metadata.nam"])
    }

    @Test func `a configuration that is refused is named as it names itself`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            for (namespace, name) in [(Value.null, "/d"), ("default", "default/d")] {
                let answer = try await raw.send(
                    .patch, "/apis/apps/v1/namespaces/default/deployments/d?fieldManager=m",
                    [
                        "apiVersion": "apps/v1", "kind": "Deployment", "spec": ["replicaz": 1],
                        "metadata": ["name": "d", "namespace": namespace],
                    ], type: "application/apply-patch+yaml")
                #expect(answer.status == 500)
                #expect(
                    answer.message.hasPrefix(
                        "failed to create typed patch object (\(name); apps/v1, Kind=Deployment): .spec.replicaz:"))
            }
            await raw.shutdown()
        }
    }
}
