import Manifests
import Testing
import Transport

/// Bodies that do not say what they are, or say something else, over the real socket.
@Suite struct BodyIdentityTests {
    private static let configMaps = "/api/v1/namespaces/default/configmaps"
    private static let things = "/apis/example.com/v1/namespaces/default/things"

    private static let definition: Value = [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": "things.example.com"],
        "spec": [
            "group": "example.com", "scope": "Namespaced", "names": ["plural": "things", "kind": "Thing"],
            "versions": [
                [
                    "name": "v1", "served": true, "storage": true,
                    "schema": [
                        "openAPIV3Schema": ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
                    ],
                ]
            ],
        ],
    ]

    @Test func `a built-in kind may be left out, and its version`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            let made = try await raw.send(.post, Self.configMaps, ["metadata": ["name": "a"], "data": ["k": "1"]])
            #expect(made.status == 201)
            #expect(made.body["kind"] == "ConfigMap")
            #expect(made.body["apiVersion"] == "v1")
            let put = try await raw.send(
                .put, "\(Self.configMaps)/a", ["metadata": ["name": "a"], "data": ["k": "2"]])
            #expect(put.status == 200)
            #expect(put.body[path: "data", "k"] == "2")
            await raw.shutdown()
        }
    }

    @Test func `a custom kind may not, nor one that is applied`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            let definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
            #expect(try await raw.send(.post, definitions, Self.definition).status == 201)
            let refused = try await raw.send(.post, Self.things, ["metadata": ["name": "a-name-that-is-long"]])
            #expect(refused.status == 400)
            #expect(
                refused.message
                    == #"the object provided is unrecognized (must be of type Thing): Object 'Kind' is missing in '{"metadata":{"name":"a-name-that-is-long"}}' ({"metadata":{"name":"a-name-th ...)"#
            )
            let applied = try await raw.send(
                .patch, "\(Self.configMaps)/a?fieldManager=test", ["metadata": ["name": "a"]],
                type: "application/apply-patch+yaml")
            #expect(applied.status == 400)
            #expect(applied.message == #"Object 'Kind' is missing in '{"metadata":{"name":"a"}}'"#)
            await raw.shutdown()
        }
    }

    @Test func `another kind or version is refused`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            let definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
            #expect(try await raw.send(.post, definitions, Self.definition).status == 201)
            for (path, apiVersion, kind, code, words) in [
                (
                    Self.configMaps, "v1", "Secret", 400,
                    #"Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion"#
                ),
                (
                    "/apis/apps/v1/namespaces/default/deployments", "extensions/v1beta1", "Deployment", 400,
                    #"Deployment in version "v1beta1" cannot be handled as a Deployment: no kind "Deployment" is registered for version "extensions/v1beta1" in scheme "pkg/api/legacyscheme/scheme.go:30""#
                ),
                (
                    "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", "autoscaling/v1",
                    "HorizontalPodAutoscaler", 400,
                    "the API version in the data (autoscaling/v1) does not match the expected API version (autoscaling/v2)"
                ),
                (
                    Self.things, "example.com/v1", "Other", 422,
                    #"Other.example.com "a" is invalid: kind: Invalid value: "Other": must be Thing"#
                ),
                (
                    Self.things, "example.com/v2", "Thing", 400,
                    "the API version in the data (example.com/v2) does not match the expected API version (example.com/v1)"
                ),
            ] {
                let answer = try await raw.send(
                    .post, path,
                    ["apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": ["name": "a"]])
                #expect(answer.status == code, "\(kind) at \(path)")
                #expect(answer.message == words, "\(kind) at \(path)")
            }
            await raw.shutdown()
        }
    }

    @Test func `what is no JSON is shown in part`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            let answer = try await raw.send(
                .post, Self.configMaps, bytes: Array("nothing".utf8), type: "application/json")
            #expect(answer.status == 400)
            #expect(answer.message.hasPrefix("the object provided is unrecognized (must be of type ConfigMap): "))
            #expect(answer.message.hasSuffix(" (6e6f7468696e67)"))
            await raw.shutdown()
        }
    }
}
