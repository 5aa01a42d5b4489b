import Manifests
import Testing
import Transport

@testable import EmbeddedCluster

/// The `scale` subresource, over the real socket.
@Suite struct ScaleTests {
    private static let path = "/apis/apps/v1/namespaces/default/deployments"

    private static let workload: Value = [
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "d"],
        "spec": [
            "replicas": 2, "selector": ["matchLabels": ["a": "b"]],
            "template": [
                "metadata": ["labels": ["a": "b"]], "spec": ["containers": [["name": "c", "image": "i"]]],
            ],
        ],
    ]

    private static func scale(_ replicas: Value, metadata: Value = ["name": "d"]) -> Value {
        ["apiVersion": "autoscaling/v1", "kind": "Scale", "metadata": metadata, "spec": ["replicas": replicas]]
    }

    private func withWorkload(_ body: @escaping @Sendable (RawClient) async throws -> Void) async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            #expect(
                try await raw.send(
                    .patch, "\(Self.path)/d?fieldManager=one", Self.workload, type: "application/apply-patch+yaml"
                ).status == 201)
            try await body(raw)
            await raw.shutdown()
        }
    }

    @Test func `every kind of patch sets the replicas`() async throws {
        try await withWorkload { raw in
            let patches: [(String, Value, Value)] = [
                ("json-patch", [["op": "replace", "path": "/spec/replicas", "value": 3]], 3),
                ("merge-patch", ["spec": ["replicas": 4]], 4),
                ("strategic-merge-patch", ["spec": ["replicas": 5]], 5),
                ("merge-patch", ["spec": ["replicas": 0]], 0),
            ]
            for (type, patch, replicas) in patches {
                let answer = try await raw.send(
                    .patch, "\(Self.path)/d/scale", patch, type: "application/\(type)+json")
                #expect(answer.status == 200)
                #expect(answer.body["kind"] == "Scale")
                #expect(answer.body[path: "spec", "replicas"] == replicas)
                #expect(try await raw.send(.get, "\(Self.path)/d").body[path: "spec", "replicas"] == replicas)
            }
            let text = try await raw.send(.patch, "\(Self.path)/d/scale", [:], type: "text/plain")
            #expect(text.status == 415)
            let failed = try await raw.send(
                .patch, "\(Self.path)/d/scale", [["op": "test", "path": "/spec/replicas", "value": 9]],
                type: "application/json-patch+json")
            #expect(failed.status == 422)
        }
    }

    @Test func `a Scale of something else is refused`() async throws {
        try await withWorkload { raw in
            let uid = try await raw.send(.get, "\(Self.path)/d").body.uid ?? ""
            var otherKind = Self.scale(1)
            otherKind[field: "kind"] = "Deployment"
            otherKind[field: "apiVersion"] = "apps/v1"
            let refusals: [(Value, Int, String)] = [
                (
                    Self.scale(1, metadata: ["name": "x"]), 400,
                    "the name of the object (x) does not match the name on the URL (d)"
                ),
                (
                    otherKind, 400,
                    #"Deployment in version "v1" cannot be handled as a Scale: converting (v1.Deployment) to (autoscaling.Scale): unknown conversion"#
                ),
                (
                    Self.scale(1, metadata: ["name": "d", "uid": "abc"]), 409,
                    #"Operation cannot be fulfilled on deployments/scale.apps "d": Precondition failed: UID in precondition: abc, UID in object meta: \#(uid)"#
                ),
                (
                    Self.scale(-1), 422,
                    #"Scale.autoscaling "d" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0"#
                ),
            ]
            for (body, code, message) in refusals {
                let answer = try await raw.send(.put, "\(Self.path)/d/scale", body)
                #expect(answer.status == code)
                #expect(answer.message == message)
            }
            #expect(try await raw.send(.put, "\(Self.path)/d/scale", Self.scale(7)).status == 200)
            #expect(try await raw.send(.get, "\(Self.path)/d").body[path: "spec", "replicas"] == 7)
        }
    }

    @Test func `who applies a Scale owns the replicas`() async throws {
        try await withWorkload { raw in
            func apply(_ replicas: Int, _ query: String) async throws -> RawClient.Answer {
                let yaml = """
                    apiVersion: autoscaling/v1
                    kind: Scale
                    metadata: { name: d }
                    spec: { replicas: \(replicas) }

                    """
                return try await raw.send(
                    .patch, "\(Self.path)/d/scale?\(query)", bytes: Array(yaml.utf8),
                    type: "application/apply-patch+yaml")
            }
            let refused = try await apply(6, "fieldManager=two")
            #expect(refused.status == 409)
            #expect(refused.message == #"Apply failed with 1 conflict: conflict with "one": .spec.replicas"#)
            let forced = try await apply(6, "fieldManager=two&force=true")
            #expect(forced.status == 200)
            #expect(forced.body[path: "spec", "replicas"] == 6)
            let entries = try await raw.send(.get, "\(Self.path)/d").body.metadata["managedFields"]?.array ?? []
            let own = try #require(entries.first { $0["manager"] == "two" })
            #expect(own["operation"] == "Apply")
            #expect(own["subresource"] == "scale")
            #expect(own["apiVersion"] == "apps/v1")
            #expect(own["fieldsV1"] == ["f:spec": ["f:replicas": [:]]])
            let again = try await raw.send(
                .patch, "\(Self.path)/d?fieldManager=one", Self.workload, type: "application/apply-patch+yaml")
            #expect(again.status == 409)
            #expect(
                again.message.contains(
                    #"conflict with "two" with subresource "scale": .spec.replicas"#), "\(again.message)")
            #expect(try await apply(1, "").status == 422)
        }
    }

    @Test func `a Scale has a table of its own`() async throws {
        try await withWorkload { raw in
            let answer = try await raw.send(
                .get, "\(Self.path)/d/scale", accept: "application/json;as=Table;v=v1;g=meta.k8s.io")
            #expect(answer.body["kind"] == "Table")
            let columns = answer.body["columnDefinitions"]?.array ?? []
            #expect(columns.map { $0["name"] } == ["Name", "Desired", "Available", "Age"])
            #expect(answer.body["rows"]?.array?.first?["cells"]?.array?.prefix(3) == ["d", 2, 0])
        }
    }
}
