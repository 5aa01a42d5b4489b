import Cluster
import Delivery
import Foundation
import Manifests
import Releases

/// Everything that the demo plays with: a remote, a person's clone, a cluster, models, and the daemon's board.
struct DemoStage: Sendable {
    let git: DemoRepository
    let source: GitSource
    let board: StatusBoard
    let client: ClusterClient
    let models: DemoModel
    let clients: DemoClients
    let inbox: DemoInbox
    /// The cluster's address with `/serving`.
    let serving: String

    static let release = ReleaseEvent.Key(environment: "staging", release: "fraud-detection")

    private static let deployments = APIResource(
        kind: GroupVersionKind(group: "apps", version: "v1", kind: "Deployment"), plural: "deployments",
        isNamespaced: true)
    private static let services = APIResource(
        kind: GroupVersionKind(group: "serving.kubeflow.org", version: "v1beta1", kind: "InferenceService"),
        plural: "inferenceservices",
        isNamespaced: true)
    private static let monitors = APIResource(
        kind: GroupVersionKind(group: "monitoring.coreos.com", version: "v1", kind: "ServiceMonitor"),
        plural: "servicemonitors", isNamespaced: true)

    /// The version that the cluster's manifest names: `v2`.
    func runningVersion() async throws -> String {
        let object = try await client.get(Self.services, namespace: "staging", name: "fraud-detection")
        let uri = object[path: "spec", "predictor", "model", "storageUri"]?.string
        return uri?.split(separator: "/").last.map(String.init) ?? "?"
    }

    func replicas(_ name: String, in namespace: String) async throws -> Int64 {
        try await client.get(Self.deployments, namespace: namespace, name: name)[path: "spec", "replicas"]?.integer ?? 0
    }

    /// What `kubectl scale` does.
    func scale(_ name: String, in namespace: String, to replicas: Int64) async throws {
        _ = try await client.patch(
            ["spec": ["replicas": .integer(replicas)]], Self.deployments, namespace: namespace, name: name,
            subresource: "scale",
            options: WriteOptions(fieldManager: "kubectl"))
    }

    func monitorExists(_ namespace: String) async throws -> Bool {
        do {
            _ = try await client.get(Self.monitors, namespace: namespace, name: "model-monitor")
            return true
        } catch {
            if error.kind == .notFound { return false }
            throw error
        }
    }
}
