import Manifests

/// Reads and writes the ApplySet parent of an environment in its cluster.
struct Inventory: Sendable {
    static let kind = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")

    let cluster: any LiveCluster

    enum Reading: Sendable {
        /// Nothing was recorded yet.
        case absent
        case recorded(ApplySet)
        /// The record is another repository's, or the object is no record; or the cluster will not show it.
        /// An unread inventory is not an empty one.
        case refused(String)

        var recorded: ApplySet? { if case .recorded(let set) = self { set } else { nil } }
        var isKnown: Bool { if case .refused = self { false } else { true } }
    }

    /// - Parameter held: what was read or written before. Where the object is gone since, as with its namespace, that is
    ///   what it said, and it is to be written again: what it names alone could not be found without it.
    func read(
        _ set: ApplySet, repository: String, held: ApplySet? = nil
    ) async throws(ClusterUnreachable) -> Reading {
        let place = "ConfigMap '\(set.namespace)/\(set.parentName)'"
        switch try await cluster.get(Self.kind, namespace: set.namespace, name: set.parentName) {
        case .absent:
            guard var held, held.id == set.id, held.repository == repository else {
                return try await former(set, repository: repository)
            }
            held.isInPlace = false
            return .recorded(held)
        case .unknown(let reason): return .refused("expected to read the inventory \(place): \(reason)")
        case .object(let parent):
            guard let recorded = ApplySet(parent: parent, environment: set.environment, namespace: set.namespace) else {
                return .refused(
                    "expected \(place) to be the inventory of '\(set.environment)', found another object of that name")
            }
            if let other = recorded.repository, other != repository {
                return .refused(
                    "expected environment '\(set.environment)' of repository '\(repository)', found that \(place) "
                        + "belongs to repository '\(other)'; if that one is given up, remove the annotation "
                        + "'\(ApplySet.repositoryAnnotation)' from it")
            }
            return .recorded(recorded)
        }
    }

    /// What was recorded in other namespaces, where the environment's has changed since: its objects are still its own.
    private func former(_ set: ApplySet, repository: String) async throws(ClusterUnreachable) -> Reading {
        let parents: [Value]
        switch try await cluster.list(Self.kind, namespace: nil, selector: ApplySet.managedSelector) {
        case .objects(let found): parents = found
        case .unknown(let reason):
            return .refused(
                "expected to look through all namespaces for an inventory of '\(set.environment)', which has none in "
                    + "'\(set.namespace)': \(reason)")
        }
        let found = parents.compactMap { parent -> ApplySet? in
            guard parent[path: "metadata", "name"]?.string == set.parentName,
                let namespace = parent[path: "metadata", "namespace"]?.string
            else { return nil }
            return ApplySet(parent: parent, environment: set.environment, namespace: namespace)
        }.filter { $0.repository == repository }.sorted { $0.namespace < $1.namespace }
        guard let first = found.first else { return .absent }
        var result = set
        result.isInPlace = false
        (result.repository, result.revision, result.generation) = (repository, first.revision, first.generation)
        (result.members, result.attempt) = (first.members, first.attempt)
        result.hooks = found.reduce(into: [:]) { $0.merge($1.hooks) { first, _ in first } }
        result.kinds = found.reduce(into: []) { $0.formUnion($1.kinds) }
        result.former = found.reduce(into: []) { $0.formUnion($1.former.union([$1.namespace])) }
        return .recorded(result)
    }

    /// - Returns: why it could not be written; nil once it is.
    func write(_ set: ApplySet) async throws(ClusterUnreachable) -> String? {
        switch try await cluster.apply(set.parent, kind: Self.kind, force: true, dryRun: false) {
        case .applied: nil
        case .conflict(let conflicts): conflicts.inWords
        case .premature(let reason): MissingNamespace.inWords(reason)
        case .refused(let reason), .immutable(let reason): reason
        }
    }
}
