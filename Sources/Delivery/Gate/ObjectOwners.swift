import Manifests

/// Which objects of an inventory another one of it made, so that none counts twice.
///
/// An object's word for its owner is not enough: whoever may create it may write any owner into it, and would be
/// counted nowhere. An owner must be there under the uid that is named; where Kubernetes itself makes objects of a kind
/// from another, it must be of that kind; and the owners must end at an object that is counted.
struct ObjectOwners {
    private static let longestChain = 8
    /// What Kubernetes' own controllers make.
    private static let makes: [String: Set<String>] = [
        "ReplicaSet.apps": ["Pod"], "StatefulSet.apps": ["Pod"], "DaemonSet.apps": ["Pod"], "Job.batch": ["Pod"],
        "Deployment.apps": ["ReplicaSet.apps"], "CronJob.batch": ["Job.batch"],
        "Pod": [], "Service": [], "PersistentVolumeClaim": [], "NetworkPolicy.networking.k8s.io": [],
        "Ingress.networking.k8s.io": [], "PodDisruptionBudget.policy": [], "StorageClass.storage.k8s.io": [],
        "HorizontalPodAutoscaler.autoscaling": [],
    ]

    private let counted: [ResourceIdentity: Value]
    private let cluster: any LiveCluster
    /// Owners of kinds that are not counted, as the cluster has them; nil for those that it has not.
    private var others: [ResourceIdentity: Value?] = [:]

    init(_ counted: [ResourceIdentity: Value], cluster: any LiveCluster) {
        self.counted = counted
        self.cluster = cluster
    }

    /// Whether an object that is counted made this one, by itself or by what it made.
    mutating func control(_ object: Value, _ identity: ResourceIdentity) async throws(ClusterUnreachable) -> Bool {
        var (object, identity) = (object, identity)
        for _ in 0..<Self.longestChain {
            guard let reference = Self.controller(of: object), let uid = reference["uid"]?.string,
                let version = reference["apiVersion"]?.string, let kind = reference["kind"]?.string,
                let name = reference["name"]?.string
            else { return false }
            let type = GroupVersionKind(apiVersion: version, kind: kind)
            if let made = Self.makes[type.groupKind.description], !made.contains(identity.groupKind.description) {
                return false
            }
            let owner = ResourceIdentity(groupKind: type.groupKind, namespace: identity.namespace, name: name)
            if let found = counted[owner] { return found[path: "metadata", "uid"]?.string == uid }
            guard let found = try await other(owner, type), found[path: "metadata", "uid"]?.string == uid else {
                return false
            }
            (object, identity) = (found, owner)
        }
        return false
    }

    private mutating func other(
        _ identity: ResourceIdentity, _ kind: GroupVersionKind
    ) async throws(ClusterUnreachable) -> Value? {
        if let known = others[identity] { return known }
        var found: Value?
        if try await cluster.scopes(refresh: false).contains(kind),
            case .object(let object) = try await cluster.get(
                kind, namespace: identity.namespace, name: identity.name)
        {
            found = object
        }
        others[identity] = .some(found)
        return found
    }

    private static func controller(of object: Value) -> Value? {
        (object[path: "metadata", "ownerReferences"]?.array ?? []).first { $0["controller"]?.bool == true }
    }
}
