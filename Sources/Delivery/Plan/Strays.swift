import Manifests

/// Objects that left Git after somebody had taken the environment's labels from them: nothing else would tell of them.
enum Strays {
    /// Without the label that makes an object one of a set.
    private static let selector = "!\(ApplySet.partOfLabel)"
    /// Jobs of checks bear no such label from the start.
    private static let job = GroupKind(group: "batch", kind: "Job")

    /// Looks where the environment's objects are, and only where its objects have become others since the last sync.
    static func look(
        for environment: AdmittedEnvironment, recorded: ApplySet?, kinds: [GroupVersionKind],
        on cluster: any LiveCluster
    ) async throws(ClusterUnreachable) -> [ResourceIdentity: Value] {
        guard let recorded, recorded.members != environment.members else { return [:] }
        let scopes = try await cluster.scopes(refresh: false)
        let namespaces = Set(environment.resources.compactMap(\.identity.namespace)).union([
            environment.spec.namespace
        ])
        let places = kinds.filter { $0.groupKind != job }.flatMap { kind in
            scopes.isNamespaced(kind) ? namespaces.sorted().map { (kind, Optional($0)) } : [(kind, nil)]
        }
        let answers = try await Parallel.map(places, limit: Planner.parallelRequests) {
            (kind, namespace) throws(ClusterUnreachable) in
            try await cluster.list(kind, namespace: namespace, selector: selector)
        }
        let declared = Set(environment.resources.map(\.identity))
        var strays: [ResourceIdentity: Value] = [:]
        for ((kind, _), answer) in zip(places, answers) {
            guard case .objects(let objects) = answer else { continue }
            for object in objects where isStray(object) {
                guard let identity = LiveState.identity(of: object, kind: kind.groupKind) else { continue }
                if !declared.contains(identity) { strays[identity] = object }
            }
        }
        return strays
    }

    static func changes(_ live: LiveState) -> [PlannedChange] {
        live.strays.sorted { $0.key < $1.key }.map { identity, object in
            PlannedChange(
                identity: identity,
                kind: GroupVersionKind(
                    apiVersion: object["apiVersion"]?.string ?? "", kind: identity.groupKind.kind),
                action: .keep(
                    reason:
                        "lockstep applied it, and it no longer carries the label '\(ApplySet.partOfLabel)': it stays "
                        + "until somebody deletes it"),
                desired: nil, live: object)
        }
    }

    private static func isStray(_ object: Value) -> Bool {
        let labels = object[path: "metadata", "labels"]
        return labels?[ApplySet.partOfLabel] == nil && labels?[ApplySet.idLabel] == nil
            && (object[path: "metadata", "ownerReferences"]?.array ?? []).isEmpty && Ownership.isApplied(object)
    }
}
