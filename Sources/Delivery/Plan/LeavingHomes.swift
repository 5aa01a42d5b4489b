import Manifests

/// Declared namespaces and definitions whose deletion has begun: nothing can be made in them until they are made anew.
struct LeavingHomes {
    private(set) var namespaces: Set<String> = []
    private var kinds: Set<GroupKind> = []

    /// - Parameter objects: of declared resources, as the cluster has them.
    init(_ objects: some Sequence<(ResourceIdentity, Value)>) {
        for (identity, object) in objects where Termination.hasBegun(object) {
            switch identity.groupKind {
            case GroupKind(group: "", kind: "Namespace"): namespaces.insert(identity.name)
            case .customResourceDefinition: if let kind = GroupKind(definedBy: object) { kinds.insert(kind) }
            default: break
            }
        }
    }

    /// - Returns: nil for what can be made.
    func obstacle(for identity: ResourceIdentity) -> String? {
        if let namespace = identity.namespace, namespaces.contains(namespace) {
            return "its namespace '\(namespace)' is being deleted"
        }
        return kinds.contains(identity.groupKind) ? "the definition of its kind is being deleted" : nil
    }
}
