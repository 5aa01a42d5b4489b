import Cluster
import Delivery
import Foundation
import Manifests

/// Everything that the demo plays with: a remote, a person's clone, a cluster, and the daemon's board.
struct DemoStage: Sendable {
    let git: DemoRepository
    let source: GitSource
    let board: StatusBoard
    let client: ClusterClient
    let connect: EnvironmentReconciler.Connect

    private static let deployments = APIResource(
        kind: GroupVersionKind(group: "apps", version: "v1", kind: "Deployment"), plural: "deployments",
        isNamespaced: true)
    private static let models = APIResource(
        kind: GroupVersionKind(group: "serving.kubeflow.org", version: "v1beta1", kind: "InferenceService"),
        plural: "inferenceservices",
        isNamespaced: true)
    private static let monitors = APIResource(
        kind: GroupVersionKind(group: "monitoring.coreos.com", version: "v1", kind: "ServiceMonitor"),
        plural: "servicemonitors", isNamespaced: true)

    /// The image that serves the model, and the revision that the cluster made of it.
    func model(_ namespace: String) async throws -> String {
        let object = try await client.get(Self.models, namespace: namespace, name: "fraud-detection")
        let image = object[path: "spec", "predictor", "containers"]?.array?.first?["image"]?.string ?? "?"
        let revision = object[path: "status", "components", "predictor", "latestReadyRevision"]?.string ?? "?"
        return "\(image.split(separator: "/").last ?? "") as \(revision)"
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
