import Manifests
import Testing
import Transport

/// A kind that is served in two versions, over the real socket.
@Suite struct VersionTests {
    private static let definition: Value = [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": "widgets.example.com"],
        "spec": [
            "group": "example.com", "scope": "Namespaced", "names": ["plural": "widgets", "kind": "Widget"],
            "versions": [version("v1", isStored: true), version("v1beta1", isStored: false)],
        ],
    ]

    private static func version(_ name: Value, isStored: Bool) -> Value {
        // The old version takes the list as one value.
        var parts: Object = ["type": "array", "items": ["type": "object", "properties": ["name": ["type": "string"]]]]
        if isStored {
            parts["x-kubernetes-list-type"] = "map"
            parts["x-kubernetes-list-map-keys"] = ["name"]
            parts["items"] = ["type": "object", "required": ["name"], "properties": ["name": ["type": "string"]]]
        }
        let spec: Value = ["type": "object", "properties": ["size": ["type": "integer"], "parts": .object(parts)]]
        return [
            "name": name, "served": true, "storage": .bool(isStored),
            "schema": ["openAPIV3Schema": ["type": "object", "properties": ["spec": spec]]],
        ]
    }

    private func path(_ version: String, _ manager: String) -> String {
        "/apis/example.com/\(version)/namespaces/default/widgets/w?fieldManager=\(manager)"
    }

    private func widget(_ version: String, _ spec: Value) -> Value {
        ["apiVersion": .string("example.com/\(version)"), "kind": "Widget", "metadata": ["name": "w"], "spec": spec]
    }

    @Test func `the same applied in another version changes nothing but who applied it in which`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            let definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
            #expect(try await raw.send(.post, definitions, Self.definition).status == 201)
            func apply(_ version: String, _ manager: String, _ spec: Value) async throws -> RawClient.Answer {
                try await raw.send(
                    .patch, path(version, manager), widget(version, spec), type: "application/apply-patch+yaml")
            }
            let spec: Value = ["size": 1, "parts": [["name": "a"]]]
            let first = try await apply("v1beta1", "one", spec)
            #expect(first.status == 201)
            let again = try await apply("v1beta1", "one", spec)
            #expect(again.body.resourceVersion == first.body.resourceVersion)
            let other = try await apply("v1", "one", spec)
            #expect(other.body["apiVersion"] == "example.com/v1")
            #expect(other.body.generation == first.body.generation)
            let merge = try await raw.send(
                .patch, path("v1beta1", "two"), ["metadata": ["labels": [:]]],
                type: "application/merge-patch+json")
            #expect(merge.body["apiVersion"] == "example.com/v1beta1")
            #expect(merge.body.resourceVersion == other.body.resourceVersion)
            // To whoever applied the list as one value, a second item is another list.
            #expect(try await apply("v1beta1", "old", ["parts": [["name": "a"]]]).status == 200)
            let refused = try await apply("v1", "new", ["parts": [["name": "b"]]])
            #expect(refused.status == 409)
            #expect(refused.body["message"]?.string?.contains("conflict with \"old\": .spec.parts") == true)
            await raw.shutdown()
        }
    }

    private static let autoscalers = "namespaces/default/horizontalpodautoscalers/h"

    @Test func `an autoscaler is the same in both of its versions`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            let (old, new) = ("/apis/autoscaling/v1/\(Self.autoscalers)", "/apis/autoscaling/v2/\(Self.autoscalers)")
            func apply(_ percent: Value, _ manager: String) async throws -> RawClient.Answer {
                let spec: Value = [
                    "scaleTargetRef": ["apiVersion": "apps/v1", "kind": "Deployment", "name": "d"], "maxReplicas": 3,
                    "targetCPUUtilizationPercentage": percent,
                ]
                let body: Value = [
                    "apiVersion": "autoscaling/v1", "kind": "HorizontalPodAutoscaler", "metadata": ["name": "h"],
                    "spec": spec,
                ]
                return try await raw.send(
                    .patch, "\(old)?fieldManager=\(manager)", body, type: "application/apply-patch+yaml")
            }
            let made = try await apply(60, "one")
            #expect(made.status == 201)
            #expect(made.body["apiVersion"] == "autoscaling/v1")
            #expect(made.body[path: "spec", "targetCPUUtilizationPercentage"] == 60)
            #expect(try await apply(60, "one").body == made.body)
            let read = try await raw.send(.get, new).body
            #expect(read["apiVersion"] == "autoscaling/v2")
            #expect(
                read[path: "spec", "metrics"] == [
                    [
                        "type": "Resource",
                        "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": 60]],
                    ]
                ])
            #expect(try await raw.send(.get, old).body == made.body)
            // Another's metrics in the new version are a conflict with the old version's field.
            let other: Value = [
                "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": ["name": "h"],
                "spec": [
                    "metrics": [
                        [
                            "type": "Resource",
                            "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": 70]],
                        ]
                    ]
                ],
            ]
            let refused = try await raw.send(
                .patch, "\(new)?fieldManager=two", other, type: "application/apply-patch+yaml")
            #expect(refused.status == 409)
            #expect(
                refused.body["message"]?.string
                    == #"Apply failed with 1 conflict: conflict with "one": .spec.targetCPUUtilizationPercentage"#)
            await raw.shutdown()
        }
    }
}

extension Value {
    fileprivate var resourceVersion: Value? { self[path: "metadata", "resourceVersion"] }
    fileprivate var generation: Value? { self[path: "metadata", "generation"] }
}
