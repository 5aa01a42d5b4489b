import Foundation
import Testing

/// Kinds that the cluster keeps and does not act on, its node, and what stands behind a Service, as `kubectl` sees them.
@Suite(.enabled(if: Place.hasKubectl, "needs .venv/bin/kubectl: run scripts/setup-tests.sh"))
struct KubectlKindsTests {
    private static let kept = """
        apiVersion: node.k8s.io/v1
        kind: RuntimeClass
        metadata: { name: nvidia }
        handler: nvidia
        ---
        apiVersion: storage.k8s.io/v1
        kind: CSIDriver
        metadata: { name: models.example.com }
        spec: { attachRequired: false }
        ---
        apiVersion: resource.k8s.io/v1
        kind: DeviceClass
        metadata: { name: gpu }
        spec: { selectors: [{ cel: { expression: "true" } }] }
        ---
        apiVersion: resource.k8s.io/v1
        kind: ResourceClaimTemplate
        metadata: { name: gpu, namespace: default }
        spec: { spec: { devices: { requests: [{ name: a, exactly: { deviceClassName: gpu } }] } } }
        ---
        apiVersion: flowcontrol.apiserver.k8s.io/v1
        kind: PriorityLevelConfiguration
        metadata: { name: serving }
        spec: { type: Limited, limited: { nominalConcurrencyShares: 10, limitResponse: { type: Reject } } }
        ---
        apiVersion: flowcontrol.apiserver.k8s.io/v1
        kind: FlowSchema
        metadata: { name: serving }
        spec: { priorityLevelConfiguration: { name: serving } }
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: { name: no-latest }
        spec: { failurePolicy: Fail, validations: [{ expression: "true" }] }
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicyBinding
        metadata: { name: no-latest }
        spec: { policyName: no-latest, validationActions: [Deny] }
        ---
        apiVersion: apiregistration.k8s.io/v1
        kind: APIService
        metadata: { name: v1.metrics.example.com }
        spec: { group: metrics.example.com, version: v1, groupPriorityMinimum: 100, versionPriority: 100 }
        ---
        apiVersion: certificates.k8s.io/v1
        kind: CertificateSigningRequest
        metadata: { name: scorer }
        spec: { request: Zm9v, signerName: example.com/models, usages: [client auth] }

        """

    @Test(arguments: ["--server-side", ""])
    func `manifests of kinds that nothing acts on are kept`(mode: String) async throws {
        let kubectl = try await KubectlCluster.start()
        let count = Self.kept.split(separator: "\n").count { $0.hasPrefix("kind: ") }
        try Self.kept.write(toFile: "\(kubectl.scratch.path)/kept.yaml", atomically: true, encoding: .utf8)
        let verb = mode.isEmpty ? "created" : "serverside-applied"
        let first = try await kubectl("apply \(mode) -f kept.yaml".replacing("  ", with: " "))
        #expect(first.split(separator: "\n").count { $0.hasSuffix(" \(verb)") } == count, "\(first)")
        let changed = Self.kept.replacing("nominalConcurrencyShares: 10", with: "nominalConcurrencyShares: 20")
        try changed.write(toFile: "\(kubectl.scratch.path)/kept.yaml", atomically: true, encoding: .utf8)
        try await kubectl("apply \(mode) -f kept.yaml".replacing("  ", with: " "))
        let shares = "get prioritylevelconfiguration serving -o jsonpath={.spec.limited.nominalConcurrencyShares}"
        #expect(try await kubectl(shares) == "20")
        try await kubectl("wait --for=condition=Available --timeout=60s apiservice/v1.metrics.example.com")
        try await kubectl("delete -f kept.yaml")
    }

    @Test func `pods are on a node that there is, and a Service has the endpoints that it selects`() async throws {
        let kubectl = try await KubectlCluster.start()
        try await kubectl("create deployment web --image=web:1 --replicas=2 --port=8080")
        try await kubectl("expose deployment web --port=80 --target-port=8080")
        try await kubectl("rollout status deployment/web --timeout=60s")
        let node = try await kubectl("get pods -l app=web -o jsonpath={.items[0].spec.nodeName}")
        #expect(
            try await kubectl("get node \(node) -o jsonpath={.status.conditions[?(@.type==\"Ready\")].status}")
                == "True")
        #expect(try await kubectl("get nodes").contains("Ready"))
        try await kubectl(
            "wait --for=jsonpath={.endpoints[1].conditions.ready}=true --timeout=60s endpointslice -l kubernetes.io/service-name=web"
        )
        #expect(try await kubectl("describe service web").contains(":8080"))
        #expect(try await kubectl.refusal("delete namespace default").contains("this namespace may not be deleted"))
    }
}
