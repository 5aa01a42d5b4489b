import Manifests
import Testing
import Transport

@testable import EmbeddedCluster

/// Paths below an object that need no container.
@Suite struct SubresourceTests {
    private static let requests = "/apis/certificates.k8s.io/v1/certificatesigningrequests"

    private func condition(_ type: String) -> Value {
        [
            "type": .string(type), "status": "True", "reason": "KubectlApprove",
            "lastUpdateTime": "2026-01-31T09:30:00Z",
        ]
    }

    @Test func `a request for a certificate is approved, once and for all`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            var request: Value = [
                "apiVersion": "certificates.k8s.io/v1", "kind": "CertificateSigningRequest", "metadata": ["name": "a"],
                "spec": ["request": "YQ==", "signerName": "example.com/a", "usages": ["client auth"]],
            ]
            request = try await raw.send(.post, Self.requests, request).body
            request.setSpec("signerName", "example.com/b")
            request[field: "status"] = ["conditions": [self.condition("Approved")], "certificate": "YQ=="]
            let approved = try await raw.send(.put, Self.requests + "/a/approval", request)
            #expect(approved.status == 200)
            let condition = approved.body.status["conditions"]?.array?.first
            #expect(condition?["type"] == "Approved")
            #expect(condition?["lastTransitionTime"] == "2026-01-31T09:30:00Z")
            #expect(approved.body.status["certificate"] == nil)
            #expect(approved.body.spec["signerName"] == "example.com/a")
            let owned = approved.body.metadata["managedFields"]?.array?.last
            #expect(owned?["subresource"] == "approval")
            #expect(owned?["fieldsV1"]?["f:spec"] == nil)

            let both: Value = ["status": ["conditions": [self.condition("Approved"), self.condition("Denied")]]]
            let denied = try await raw.send(
                .patch, Self.requests + "/a/approval", both, type: "application/merge-patch+json")
            #expect(denied.status == 422)
            #expect(denied.message.contains("Approved and Denied conditions are mutually exclusive"))
            let taken = try await raw.send(
                .patch, Self.requests + "/a/approval", ["status": ["conditions": []]],
                type: "application/merge-patch+json")
            #expect(taken.message.hasSuffix("updates may not remove a condition of type \"Approved\""))

            let issued = try await raw.send(
                .patch, Self.requests + "/a/status", ["status": ["conditions": [], "certificate": "YQ=="]],
                type: "application/merge-patch+json")
            #expect(issued.body.status["certificate"] == "YQ==")
            #expect(issued.body.status["conditions"]?.array?.count == 1)
            await raw.shutdown()
        }
    }

    @Test func `a container to debug with gets a container's defaults, and a gated pod no node`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            let pods = "/api/v1/namespaces/default/pods"
            let pod: Value = [
                "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "a"],
                "spec": ["containers": [["name": "a", "image": "a:1"]], "schedulingGates": [["name": "b.c/d"]]],
            ]
            #expect(try await raw.send(.post, pods, pod).status == 201)
            let patched = try await raw.send(
                .patch, pods + "/a/ephemeralcontainers",
                ["spec": ["ephemeralContainers": [["name": "debug", "image": "busybox"]]]],
                type: "application/strategic-merge-patch+json")
            let debugging = patched.body.spec["ephemeralContainers"]?.array?.first
            #expect(debugging?["imagePullPolicy"] == "Always")
            #expect(debugging?["terminationMessagePath"] == "/dev/termination-log")
            #expect(debugging?["terminationMessagePolicy"] == "File")

            let binding: Value = [
                "apiVersion": "v1", "kind": "Binding", "metadata": ["name": "a"],
                "target": ["kind": "Node", "name": "embedded"],
            ]
            let bound = try await raw.send(.post, pods + "/a/binding", binding)
            #expect(bound.status == 409)
            #expect(bound.message.hasSuffix("pod a has non-empty .spec.schedulingGates"))
            await raw.shutdown()
        }
    }
}
