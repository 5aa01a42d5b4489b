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

    /// Reads the record of an environment, and what it left in other namespaces: where `spec.namespace` has changed, or a
    /// change of it was taken back half-way, the objects there are still its own.
    ///
    /// - Parameter held: what was read or written before. Where the object is gone since, as with its namespace, that is
    ///   what it said, and it is to be written again: what it names alone could not be found without it.
    func read(
        _ set: ApplySet, repository: String, held: ApplySet? = nil
    ) async throws(ClusterUnreachable) -> Reading {
        async let listed = Self.records(on: cluster)
        let found = try await home(set, repository: repository, held: held)
        if case .refused = found { return found }
        let parents: [Value]
        switch try await listed.get() {
        case .objects(let objects): parents = objects
        case .unknown(let reason):
            return .refused(
                "expected to look through all namespaces for inventories of '\(set.environment)': \(reason)")
        }
        let others = parents.compactMap { parent -> ApplySet? in
            guard parent[path: "metadata", "name"]?.string == set.parentName,
                let namespace = parent[path: "metadata", "namespace"]?.string, namespace != set.namespace
            else { return nil }
            return ApplySet(parent: parent, environment: set.environment, namespace: namespace)
        }.filter { $0.repository == repository }.sorted { $0.namespace < $1.namespace }
        return others.isEmpty ? found : .recorded((found.recorded ?? set).joining(others))
    }

    private static func records(on cluster: any LiveCluster) async -> Result<ListAnswer, ClusterUnreachable> {
        do throws(ClusterUnreachable) {
            return .success(try await cluster.list(kind, namespace: nil, selector: ApplySet.managedSelector))
        } catch {
            return .failure(error)
        }
    }

    /// What is recorded in the namespace of now.
    private func home(
        _ set: ApplySet, repository: String, held: ApplySet?
    ) async throws(ClusterUnreachable) -> Reading {
        let place = "ConfigMap '\(set.namespace)/\(set.parentName)'"
        switch try await cluster.get(Self.kind, namespace: set.namespace, name: set.parentName) {
        case .absent:
            guard var held, held.id == set.id, held.repository == repository else { return .absent }
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

    enum Writing: Sendable {
        /// As it is known from now on.
        case done(ApplySet)
        case refused(String)

        var fault: String? { if case .refused(let reason) = self { reason } else { nil } }
    }

    /// - Parameters:
    ///   - isHomeDeclared: Git has the namespace.
    ///   - dryRun: only tries it.
    func write(
        _ set: ApplySet, isHomeDeclared: Bool = false, dryRun: Bool = false
    ) async throws(ClusterUnreachable) -> Writing {
        switch try await cluster.apply(set.parent, kind: Self.kind, force: true, dryRun: dryRun) {
        case .applied(let parent):
            var set = set
            set.version = LiveCache.version(of: parent)
            return .done(set)
        case .conflict(let conflicts): return .refused(conflicts.inWords)
        case .premature(let reason): return .refused(isHomeDeclared ? reason : MissingNamespace.inWords(reason))
        case .refused(let reason), .unavailable(let reason), .immutable(let reason): return .refused(reason)
        }
    }
}
