import Manifests
import Testing
import Transport

@testable import EmbeddedCluster

/// Fields that a kind does not have, and values that it does not allow, over the real socket.
@Suite struct FieldValidationTests {
    private static let definition: Value = [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": "models.example.com"],
        "spec": [
            "group": "example.com", "scope": "Namespaced", "names": ["plural": "models", "kind": "Model"],
            "versions": [
                [
                    "name": "v1", "served": true, "storage": true, "subresources": ["status": [:]],
                    "selectableFields": [["jsonPath": ".spec.framework"]],
                    "schema": [
                        "openAPIV3Schema": [
                            "type": "object",
                            "properties": [
                                "spec": [
                                    "type": "object", "required": ["framework"],
                                    "properties": [
                                        "framework": ["type": "string", "enum": ["sklearn", "onnx"]],
                                        "replicas": ["type": "integer", "minimum": 1, "default": 1],
                                        "ports": [
                                            "type": "array", "x-kubernetes-list-type": "set",
                                            "items": ["type": "integer"],
                                        ],
                                    ],
                                ],
                                "status": ["type": "object", "properties": ["ready": ["type": "boolean"]]],
                            ],
                        ]
                    ],
                ]
            ],
        ],
    ]

    private static let models = "/apis/example.com/v1/namespaces/default/models"

    private static func model(_ name: String, _ spec: Value) -> Value {
        ["apiVersion": "example.com/v1", "kind": "Model", "metadata": ["name": .string(name)], "spec": spec]
    }

    private static func withModels(_ body: @escaping @Sendable (RawClient) async throws -> Void) async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            let path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
            let made = try await raw.send(.post, path, definition)
            #expect(made.status == 201)
            #expect(
                made.body[path: "spec", "names"] == [
                    "kind": "Model", "listKind": "ModelList", "plural": "models", "singular": "model",
                ])
            #expect(made.body[path: "spec", "conversion"] == ["strategy": "None"])
            try await body(raw)
            await raw.shutdown()
        }
    }

    @Test func `a custom resource's unknown fields are refused, warned of or passed over`() async throws {
        try await Self.withModels { raw in
            let odd = Self.model("a", ["framework": "onnx", "frame": 1])
            let strict = try await raw.send(.post, "\(Self.models)?fieldValidation=Strict", odd)
            #expect(strict.status == 400)
            #expect(
                strict.body["message"]
                    == "Model in version \"v1\" cannot be handled as a Model: strict decoding error: unknown field \"spec.frame\""
            )
            let warned = try await raw.send(.post, Self.models, odd)
            #expect(warned.status == 201)
            #expect(warned.warnings == ["299 - \"unknown field \\\"spec.frame\\\"\""])
            #expect(warned.body["spec"] == ["framework": "onnx", "replicas": 1])
            let unnamed = try await raw.send(.put, "\(Self.models)/a?fieldValidation=Ignore", odd)
            #expect(unnamed.status == 422)
            #expect(
                unnamed.message.hasSuffix(
                    #""a" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update"#),
                "\(unnamed.message)")
            var named = odd
            named.metadata["resourceVersion"] = warned.body.metadata["resourceVersion"]
            let ignored = try await raw.send(.put, "\(Self.models)/a?fieldValidation=Ignore", named)
            #expect(ignored.status == 200)
            #expect(ignored.warnings.isEmpty)
            let wrong = try await raw.send(.post, "\(Self.models)?fieldValidation=Maybe", odd)
            #expect(wrong.status == 422)
            #expect(
                wrong.body["message"]
                    == "CreateOptions.meta.k8s.io \"\" is invalid: fieldValidation: Unsupported value: \"Maybe\": supported values: \"Ignore\", \"Strict\", \"Warn\""
            )
        }
    }

    @Test func `a custom resource is checked by its schema on every way in`() async throws {
        try await Self.withModels { raw in
            let bad = Self.model("a", ["framework": "caffe", "replicas": 0, "ports": [1, 1]])
            let created = try await raw.send(.post, Self.models, bad)
            #expect(created.status == 422)
            #expect(
                created.body["message"]
                    == "Model.example.com \"a\" is invalid: [spec.framework: Unsupported value: \"caffe\": supported values: \"sklearn\", \"onnx\", spec.ports[1]: Duplicate value: 1, spec.replicas: Invalid value: 0: spec.replicas in body should be greater than or equal to 1]"
            )
            let good = try await raw.send(.post, Self.models, Self.model("a", ["framework": "onnx"]))
            #expect(good.status == 201)
            let patched = try await raw.send(
                .patch, "\(Self.models)/a", ["spec": ["framework": .null]], type: "application/merge-patch+json")
            #expect(patched.status == 422)
            #expect(patched.body["message"] == "Model.example.com \"a\" is invalid: spec.framework: Required value")
            let applied = try await raw.send(
                .patch, "\(Self.models)/b?fieldManager=test", Self.model("b", ["framework": "caffe"]),
                type: "application/apply-patch+yaml")
            #expect(applied.status == 422)
            let status = try await raw.send(
                .patch, "\(Self.models)/a/status", ["status": ["ready": "yes"]], type: "application/merge-patch+json")
            #expect(status.status == 422)
            #expect(
                status.body["message"]
                    == "Model.example.com \"a\" is invalid: status.ready: Invalid value: \"string\": status.ready in body must be of type boolean: \"string\""
            )
        }
    }

    @Test func `a default is nobody's after an apply`() async throws {
        try await Self.withModels { raw in
            let applied = try await raw.send(
                .patch, "\(Self.models)/a?fieldManager=test", Self.model("a", ["framework": "onnx"]),
                type: "application/apply-patch+yaml")
            #expect(applied.status == 201)
            #expect(applied.body[path: "spec", "replicas"] == 1)
            let owned = applied.body[path: "metadata", "managedFields"]?.array?.first?["fieldsV1"]
            #expect(owned == ["f:spec": ["f:framework": [:]]])
        }
    }

    @Test func `a custom resource is selected by the fields that its definition names`() async throws {
        try await Self.withModels { raw in
            for (name, framework) in [("a", "onnx"), ("b", "sklearn")] {
                _ = try await raw.send(.post, Self.models, Self.model(name, ["framework": .string(framework)]))
            }
            let found = try await raw.send(.get, "\(Self.models)?fieldSelector=spec.framework%3Donnx")
            #expect(found.body["items"]?.array?.count == 1)
            let refused = try await raw.send(.get, "\(Self.models)?fieldSelector=spec.replicas%3D1")
            #expect(refused.status == 400)
            #expect(refused.body["message"] == "field label not supported: spec.replicas")
        }
    }

    @Test(arguments: [
        ("application/merge-patch+json", #" "" is invalid: patch: Invalid value: "{\"apiVersion\":\"v1\""#),
        (
            "application/strategic-merge-patch+json",
            #" "" is invalid: patch: Invalid value: "map[datum:map[a:1]]": strict decoding error: unknown field "datum""#
        ),
    ])
    func `a patch with unknown fields is refused under Strict`(type: String, words: String) async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            let path = "/api/v1/namespaces/default/configmaps"
            _ = try await raw.send(
                .post, path, ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a"]])
            let patch: Value = ["datum": ["a": 1]]
            let strict = try await raw.send(.patch, "\(path)/a?fieldValidation=Strict", patch, type: type)
            #expect(strict.status == 422)
            #expect(strict.body["message"]?.string?.hasPrefix(words) ?? false, "\(JSON.string(strict.body))")
            let warned = try await raw.send(.patch, "\(path)/a", patch, type: type)
            #expect(warned.warnings == ["299 - \"unknown field \\\"datum\\\"\""])
            await raw.shutdown()
        }
    }
}
