import Cluster
import Manifests
import Rules

/// What policies may ask of the world when they judge an environment: read before, never fetched while they judge.
///
/// What could not be read is unavailable, and a policy that asks for it denies.
package struct PolicyEvidence: Sendable {
    /// What the cluster has of the environment's objects: those are updated, the others created.
    var live: [ResourceIdentity: Value] = [:]
    var inventory: Finding<Value> = .unavailable("the inventory")
    var artifacts = ArtifactEvidence()
    /// What brought the environment to where it stands, as ``ChangeRange`` tells; nil where that is not known.
    var change: Value?
    /// Milliseconds since 1970.
    var time: Int?

    /// The kinds that policies count and compare.
    static let inventoryKinds: [(group: String, kind: String)] = [
        ("", "PersistentVolumeClaim"), ("", "Pod"), ("", "Service"), ("apps", "DaemonSet"), ("apps", "Deployment"),
        ("apps", "ReplicaSet"),
        ("apps", "StatefulSet"), ("autoscaling", "HorizontalPodAutoscaler"), ("batch", "CronJob"), ("batch", "Job"),
        ("networking.k8s.io", "Ingress"),
        ("networking.k8s.io", "NetworkPolicy"), ("policy", "PodDisruptionBudget"),
        ("serving.kserve.io", "InferenceService"), ("serving.kubeflow.org", "InferenceService"),
        ("storage.k8s.io", "StorageClass"),
    ]

    /// Asks the cluster for what the bundle needs; nothing where no policy is in force.
    static func gather(
        for candidates: [Candidate], applySet: ApplySet, bundle: PolicyBundle, demandsArtifacts: Bool,
        cluster: any LiveCluster, time: Int
    ) async throws(ClusterUnreachable) -> PolicyEvidence {
        var evidence = PolicyEvidence()
        evidence.time = time
        guard !bundle.uses.isEmpty || demandsArtifacts else { return evidence }
        for kind in Set(candidates.map { $0.resource.kind }) {
            let answer = try await cluster.list(kind, namespace: nil, selector: applySet.selector)
            // Of a kind that cannot be listed nothing is applied later on: its objects are judged as new ones.
            guard case .objects(let objects) = answer else { continue }
            for object in objects {
                if let identity = LiveState.identity(of: object, kind: kind.groupKind) {
                    evidence.live[identity] = object
                }
            }
        }
        if bundle.asksInventory { evidence.inventory = try await inventory(with: candidates, cluster: cluster) }
        return evidence
    }

    /// What the objects in the cluster were pinned to: a tag is resolved once, not each time it is looked at.
    var pins: [String: String] {
        live.values.reduce(into: [:]) { pins, object in
            pins.merge(ArtifactReview.pins(of: object)) { first, _ in first }
        }
    }

    /// What the cluster will have once the environment is applied: its objects, and those that are declared in place of
    /// what is there of them. Objects that another one controls are left out, so that none counts twice.
    private static func inventory(
        with candidates: [Candidate], cluster: any LiveCluster
    ) async throws(ClusterUnreachable) -> Finding<Value> {
        var objects: [ResourceIdentity: Value] = [:]
        for (group, kind) in inventoryKinds {
            let groupKind = GroupKind(group: group, kind: kind)
            guard let version = try await cluster.preferredVersion(of: groupKind) else { continue }
            switch try await cluster.list(version, namespace: nil, selector: nil) {
            case .unknown(let reason): return .unavailable("the inventory of \(groupKind) (\(reason))")
            case .objects(let found):
                for var object in found {
                    guard let identity = LiveState.identity(of: object, kind: groupKind) else { continue }
                    if case .object(var root) = object {
                        // Lists leave out what their items are.
                        root["apiVersion"] = .string(version.apiVersion)
                        root["kind"] = .string(kind)
                        object = .object(root)
                    }
                    objects[identity] = object
                }
            }
        }
        var owners = ObjectOwners(objects, cluster: cluster)
        for (identity, object) in objects where try await owners.control(object, identity) {
            objects[identity] = nil
        }
        for candidate in candidates where candidate.options.hook == nil {
            objects[candidate.identity] = candidate.object
        }
        return .found(objects.sorted { $0.key.description < $1.key.description }.map(\.value))
    }
}
