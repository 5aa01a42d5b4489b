package import Manifests

/// What an API server serves: which kinds, under which names, in which versions.
package struct Discovery: Sendable {
    /// What is known of a kind. ``unavailable(_:)`` is never to be taken for ``absent``.
    package enum Answer: Sendable, Hashable {
        case served(APIResource)
        case absent
        /// The group exists and could not be asked: the reason.
        case unavailable(String)
    }

    /// In the server's order of preference: groups, and versions within a group.
    package private(set) var resources: [APIResource]
    /// `metrics.k8s.io/v1beta1` → why it could not be asked.
    package private(set) var unavailable: [GroupVersion: String]

    private var byKind: [GroupVersionKind: APIResource] = [:]

    package struct GroupVersion: Sendable, Hashable, CustomStringConvertible {
        package var group: String
        package var version: String

        package init(group: String, version: String) {
            self.group = group
            self.version = version
        }

        package var description: String { group.isEmpty ? version : "\(group)/\(version)" }
    }

    package init(resources: [APIResource], unavailable: [GroupVersion: String] = [:]) {
        self.resources = resources
        self.unavailable = unavailable
        for resource in resources where byKind[resource.kind] == nil { byKind[resource.kind] = resource }
    }

    /// The kind in exactly that version.
    package func resource(for kind: GroupVersionKind) -> Answer {
        if let resource = byKind[kind] { return .served(resource) }
        let version = GroupVersion(group: kind.group, version: kind.version)
        return unavailable[version].map { .unavailable($0) } ?? .absent
    }

    /// The kind in the version that the server prefers of those that have it.
    package func preferred(_ kind: GroupKind) -> Answer {
        if let found = resources.first(where: { $0.kind.groupKind == kind }) { return .served(found) }
        let reason = unavailable.filter { $0.key.group == kind.group }.min { $0.key.version < $1.key.version }
        return reason.map { .unavailable($0.value) } ?? .absent
    }
}
