import Manifests
import Testing

@testable import EmbeddedCluster

/// What the server makes of single writes, beside their validation.
@Suite struct WriteDetailTests {
    private func refusal(_ write: () async throws -> Void) async -> APIError? {
        do {
            try await write()
            return nil
        } catch { return error as? APIError }
    }

    @Test func `a deletion with an option that does not exist deletes nothing`() async throws {
        let fixture = try await StoreFixture()
        try await fixture.configMap("kept")
        let error = await refusal { try await fixture.delete("kept", propagation: "Bogus") }
        #expect(error?.code == 422)
        #expect(
            error?.message
                == "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value: \"Bogus\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\""
        )
        for body: Value in [["dryRun": ["x"]], ["orphanDependents": true, "propagationPolicy": "Orphan"]] {
            let request = try await fixture.request(.delete, "ConfigMap", "kept", body: body)
            #expect(await refusal { _ = try await fixture.writer.delete(request) }?.code == 422)
        }
        #expect(try await fixture.list().names == ["kept"])
    }

    @Test func `a namespace waits for the finalizers of others`() async throws {
        let fixture = try await StoreFixture()
        try await fixture.create([
            "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "held", "finalizers": ["example.com/x"]],
        ])
        let deletion = try await fixture.request(.delete, "Namespace", "held")
        _ = try await fixture.writer.delete(deletion)
        let live = await fixture.store[deletion.key]?.value
        #expect(live?.status["phase"] == "Terminating")
        #expect(live?.spec["finalizers"] == nil)
        var patch = try await fixture.request(
            .patch, "Namespace", "held", body: ["metadata": ["finalizers": .null]])
        patch.contentType = "application/merge-patch+json"
        _ = try await fixture.writer.patch(patch)
        #expect(await fixture.store[deletion.key] == nil)
    }

    @Test func `base64 of a Secret may have line breaks, and is kept without them`() async throws {
        let fixture = try await StoreFixture()
        let secret = try await fixture.create([
            "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "s"], "data": ["key": "YWJj\nZGVm\r\n"],
        ])
        #expect(secret[path: "data", "key"] == "YWJjZGVm")
        let error = await refusal {
            try await fixture.create([
                "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "t"], "data": ["key": "YW*j"],
            ])
        }
        #expect(
            error?.message
                == "Secret in version \"v1\" cannot be handled as a Secret: illegal base64 data at input byte 2")
    }

    @Test(arguments: [
        ("YWJj", "YWJj"), ("YW\nJj", "YWJj"), ("YR==", "YQ=="), ("", ""), ("YQ=", nil), ("YQ", nil), ("YQ===", nil),
        ("Y=Q=", nil), ("YQ==YQ==", nil),
    ])
    func `bytes are read as Go reads them`(text: String, canonical: String?) {
        #expect((try? ByteText.canonical(text).get()) == canonical)
    }

    @Test func `a Job gets a selector and labels that nobody owns`() async throws {
        let fixture = try await StoreFixture()
        let job = try await fixture.create([
            "apiVersion": "batch/v1", "kind": "Job", "metadata": ["name": "train"],
            "spec": [
                "template": ["spec": ["restartPolicy": "Never", "containers": [["name": "a", "image": "a:1"]]]]
            ],
        ])
        let uid = Value.string(job.uid ?? "")
        #expect(job.spec["selector"] == ["matchLabels": ["batch.kubernetes.io/controller-uid": uid]])
        #expect(
            job.spec["template"]?[path: "metadata", "labels"] == [
                "batch.kubernetes.io/controller-uid": uid, "batch.kubernetes.io/job-name": "train",
                "controller-uid": uid, "job-name": "train",
            ])
        #expect(!JSON.string(job.metadata["managedFields"] ?? .null).contains("f:selector"))
    }

    @Test func `a custom resource is scaled where its definition says`() async throws {
        let fixture = try await StoreFixture()
        let schema: Value = ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
        try await fixture.create([
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": "pools.example.com"],
            "spec": [
                "group": "example.com", "scope": "Namespaced", "names": ["plural": "pools", "kind": "Pool"],
                "versions": [
                    [
                        "name": "v1", "served": true, "storage": true, "schema": ["openAPIV3Schema": schema],
                        "subresources": [
                            "scale": [
                                "specReplicasPath": ".spec.size", "statusReplicasPath": ".status.size",
                                "labelSelectorPath": ".status.selector",
                            ]
                        ],
                    ]
                ],
            ],
        ])
        try await fixture.create([
            "apiVersion": "example.com/v1", "kind": "Pool", "metadata": ["name": "a"],
            "spec": ["size": 3], "status": ["size": 2, "selector": "app=a"],
        ])
        var request = try await fixture.request(
            .patch, "Pool", "a", apiVersion: "example.com/v1", body: ["spec": ["replicas": 7]])
        request.subresource = "scale"
        request.contentType = "application/merge-patch+json"
        let scale = try await fixture.writer.scale(request).value
        #expect(scale["spec"] == ["replicas": 7])
        #expect(scale["status"] == ["replicas": 2, "selector": "app=a"])
        #expect(await fixture.store[request.key]?.value.spec == ["size": 7])
    }

    @Test func `keys of data are judged by their bytes`() async throws {
        let fixture = try await StoreFixture()
        let error = await refusal {
            try await fixture.create([
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "c"],
                "data": ["a.b-c_D9": "1", "a b": "2", "": "3", "é": "4"],
            ])
        }
        let fields = error?.details?["causes"]?.array?.compactMap { $0["field"]?.string }
        #expect(fields == ["data[]", "data[a b]", "data[é]"])
    }

    private static func set(_ kind: String, memory: String) -> Value {
        let container: Value = ["name": "c", "image": "i", "resources": ["requests": ["memory": .string(memory)]]]
        return [
            "apiVersion": "apps/v1", "kind": .string(kind), "metadata": ["name": "x"],
            "spec": [
                "selector": ["matchLabels": ["a": "b"]],
                "template": ["metadata": ["labels": ["a": "b"]], "spec": ["containers": [container]]],
            ],
        ]
    }

    private static func memory(_ set: Value) -> String? {
        let container = set.spec["template"]?[path: "spec", "containers"]?.array?.first
        return container?[path: "resources", "requests", "memory"]?.string
    }

    @Test(arguments: ["Deployment", "DaemonSet", "StatefulSet"])
    func `a quantity that is written in another way is kept so, and asks for nothing new`(kind: String) async throws {
        let fixture = try await StoreFixture()
        try await fixture.create(Self.set(kind, memory: "1Gi"))
        for (memory, generation) in [("1073741824", 1), ("2Gi", 2)] as [(String, Int64)] {
            let request = try await fixture.request(
                .put, kind, "x", apiVersion: "apps/v1", body: Self.set(kind, memory: memory))
            let updated = try await fixture.writer.update(request).value
            #expect(Self.memory(updated) == memory)
            #expect(updated.generation == generation)
        }
    }

    @Test func `blanks around a quantity are left out, and other space is none of it`() async throws {
        let fixture = try await StoreFixture()
        #expect(Self.memory(try await fixture.create(Self.set("Deployment", memory: " 1Ki  "))) == "1Ki")
        for text in ["1Ki\n", "\t1Ki", " ", "1 Ki"] {
            let error = await refusal { try await fixture.create(Self.set("DaemonSet", memory: text)) }
            #expect(error?.code == 400)
        }
    }
}
