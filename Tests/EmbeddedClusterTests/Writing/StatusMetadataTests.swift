import Manifests
import Testing
import Transport

@testable import EmbeddedCluster

/// What a write of the status makes of the metadata, over the real socket.
@Suite struct StatusMetadataTests {
    private static let apply = "application/apply-patch+yaml"
    private static let workload = "/apis/apps/v1/namespaces/default/deployments/d"

    private static func deployment(_ metadata: Object = [:]) -> Value {
        var object: Value = ["apiVersion": "apps/v1", "kind": "Deployment", "metadata": .object(metadata)]
        object.metadata["name"] = "d"
        return object
    }

    private static var whole: Value {
        var object = deployment()
        object[field: "spec"] = [
            "selector": ["matchLabels": ["a": "b"]],
            "template": ["metadata": ["labels": ["a": "b"]], "spec": ["containers": [["name": "c", "image": "i"]]]],
        ]
        return object
    }

    private func withDeployment(_ body: @escaping @Sendable (RawClient) async throws -> Void) async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            let made = try await raw.send(.patch, "\(Self.workload)?fieldManager=one", Self.whole, type: Self.apply)
            #expect(made.status == 201)
            try await body(raw)
            await raw.shutdown()
        }
    }

    private static func owned(_ manager: String, _ object: Value) -> Value? {
        object.metadata["managedFields"]?.array?.first { $0["manager"]?.string == manager }?["fieldsV1"]
    }

    @Test func `what is owned through the status is stored`() async throws {
        try await withDeployment { raw in
            let answer = try await raw.send(
                .patch, "\(Self.workload)/status?fieldManager=st", Self.deployment(["annotations": ["g": "1"]]),
                type: Self.apply)
            #expect(answer.status == 200)
            #expect(answer.body.annotations == ["g": "1"])
            #expect(answer.body.generation == 1)
            #expect(Self.owned("st", answer.body) == ["f:metadata": ["f:annotations": ["f:g": [:]]]])
            let other = try await raw.send(
                .patch, "\(Self.workload)?fieldManager=two", Self.deployment(["annotations": ["g": "2"]]),
                type: Self.apply)
            #expect(other.status == 409)
            let replaced = try await raw.send(.put, "\(Self.workload)/status?fieldManager=put", Self.whole)
            #expect(replaced.status == 200)
            #expect(replaced.body.annotations == [:])
            #expect(Self.owned("st", replaced.body) == nil)
        }
    }

    @Test func `what the strategy of the kind keeps is neither stored nor owned`() async throws {
        try await withDeployment { raw in
            let answer = try await raw.send(
                .patch, "\(Self.workload)/status?fieldManager=st", Self.deployment(["labels": ["l": "1"]]),
                type: Self.apply)
            #expect(answer.status == 200)
            #expect(answer.body.metadata["labels"] == nil)
            #expect(Self.owned("st", answer.body) == nil)
            let path = "/apis/apiregistration.k8s.io/v1/apiservices/v1.g.io"
            var service: Value = [
                "apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService", "metadata": ["name": "v1.g.io"],
                "spec": ["group": "g.io", "version": "v1", "groupPriorityMinimum": 1, "versionPriority": 1],
            ]
            #expect(try await raw.send(.patch, "\(path)?fieldManager=a", service, type: Self.apply).status == 201)
            service.metadata["annotations"] = ["g": "1"]
            let kept = try await raw.send(.patch, "\(path)/status?fieldManager=st", service, type: Self.apply)
            #expect(kept.status == 200)
            #expect(kept.body.annotations == [:])
            #expect(Self.owned("st", kept.body) == nil)
        }
    }

    @Test func `metadata that cannot be is refused with the status too`() async throws {
        try await withDeployment { raw in
            let answer = try await raw.send(
                .patch, "\(Self.workload)/status", ["metadata": ["annotations": ["a b": "1"]]],
                type: "application/merge-patch+json")
            #expect(answer.status == 422)
            #expect(answer.message.contains(#"metadata.annotations: Invalid value: "a b""#), "\(answer.message)")
        }
    }
}
