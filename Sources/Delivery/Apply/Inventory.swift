import Manifests

/// Reads and writes the ApplySet parent of an environment in its cluster.
struct Inventory: Sendable {
    private static let kind = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")

    let cluster: any LiveCluster

    enum Reading: Sendable {
        /// Nothing was recorded yet.
        case absent
        case recorded(ApplySet)
        /// The record is another repository's, or the object is no record; or the cluster will not show it.
        /// An unread inventory is not an empty one.
        case refused(String)
    }

    func read(_ set: ApplySet, repository: String) async throws(ClusterUnreachable) -> Reading {
        let place = "ConfigMap '\(set.namespace)/\(set.parentName)'"
        switch try await cluster.get(Self.kind, namespace: set.namespace, name: set.parentName) {
        case .absent: return .absent
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

    /// - Returns: why it could not be written; nil once it is.
    func write(_ set: ApplySet) async throws(ClusterUnreachable) -> String? {
        switch try await cluster.apply(set.parent, kind: Self.kind, force: true, dryRun: false) {
        case .applied: nil
        case .conflict(let conflicts): conflicts.joined(separator: "; ")
        case .refused(let reason), .premature(let reason), .immutable(let reason): reason
        }
    }
}
