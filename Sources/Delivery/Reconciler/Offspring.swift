import Cluster
import Manifests

/// What controllers made of an environment's objects, by their metadata alone.
struct Offspring {
    /// Of one kind in one namespace.
    struct Place: Hashable {
        var kind: GroupVersionKind
        var namespace: String
    }

    private static let core: [GroupKind: [GroupVersionKind]] = {
        let pod = GroupVersionKind(group: "", version: "v1", kind: "Pod")
        let job = GroupVersionKind(group: "batch", version: "v1", kind: "Job")
        let replicaSet = GroupVersionKind(group: "apps", version: "v1", kind: "ReplicaSet")
        return [
            GroupKind(group: "apps", kind: "Deployment"): [replicaSet, pod],
            GroupKind(group: "apps", kind: "StatefulSet"): [pod],
            GroupKind(group: "apps", kind: "DaemonSet"): [pod],
            GroupKind(group: "apps", kind: "ReplicaSet"): [pod],
            GroupKind(group: "batch", kind: "Job"): [pod],
            GroupKind(group: "batch", kind: "CronJob"): [job, pod],
        ]
    }()

    private var index = OwnerIndex()

    /// What must be followed to know what objects of these kinds made.
    static func places(of identities: some Sequence<ResourceIdentity>) -> Set<Place> {
        var places: Set<Place> = []
        for identity in identities {
            guard let namespace = identity.namespace, let kinds = core[identity.groupKind] else { continue }
            for kind in kinds { places.insert(Place(kind: kind, namespace: namespace)) }
        }
        return places
    }

    mutating func take(_ event: LiveEvent, _ place: Place) {
        switch event {
        case .synced(let list, _):
            let known = index.identities.filter {
                $0.groupKind == place.kind.groupKind && $0.namespace == place.namespace
            }
            for identity in known { index.remove(identity) }
            for object in list { put(object, place) }
        case .changed(let object): put(object, place)
        case .deleted(let object):
            if let identity = LiveState.identity(of: object, kind: place.kind.groupKind) { index.remove(identity) }
        // What is known grows old; it serves for names alone.
        case .lost: break
        }
    }

    private mutating func put(_ object: Value, _ place: Place) {
        guard let identity = LiveState.identity(of: object, kind: place.kind.groupKind) else { return }
        index.put(object, as: identity)
    }

    /// The Pods that an object made, by itself or by what it made.
    func pods(of object: Value) -> [String] {
        guard let uid = object[path: "metadata", "uid"]?.string else { return [] }
        return index.descendants(of: uid).filter { $0.groupKind.kind == "Pod" && $0.groupKind.group.isEmpty }.map(
            \.name)
    }
}
