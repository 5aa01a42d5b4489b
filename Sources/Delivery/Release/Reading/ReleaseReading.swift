package import Manifests
package import Releases

/// Where one release stands at one commit, with all that a transition of it needs.
package struct ReleaseReading: Sendable {
    package var key: ReleaseEvent.Key
    package var spec: ReleaseSpec
    package var state: ReleaseState
    package var carrier: TrafficCarrier
    package var objects: ReleaseObjects
    /// The files that hold them, from the repository's root.
    package var paths: Paths
    package var workload: ResourceIdentity
    package var environment: EnvironmentSpec
    /// The newest transition; nil before the first.
    package var last: ReleaseHistory.Entry?
    /// In hexadecimal.
    package var revision: String
    /// Whether the cluster runs these manifests, admitted; false until somebody has asked it.
    package var isApplied = false
    /// Whether all of the environment could be read there; otherwise these are the release's own objects, and the spec is
    /// that of the commit before: nothing rises by it.
    package var isWhole = true

    package struct Paths: Sendable {
        package var workload: String
        package var stable: String?
        package var route: String?

        var all: Set<String> { Set([workload, stable, route].compactMap(\.self)) }
    }

    /// `environment/release`.
    package var name: String { "\(key.environment)/\(key.release)" }

    package var step: Int { state.step }

    /// What runs the candidate and the stable version: the workload, and its twin where it has one.
    var runners: [ResourceIdentity] {
        guard let twin = spec.stableTwin else { return [workload] }
        return [
            workload,
            ResourceIdentity(groupKind: workload.groupKind, namespace: workload.namespace, name: twin.name),
        ]
    }

    /// When the present step began; nil where nothing is running.
    package var since: Instant? {
        if case .running(_, let since) = state.phase { Instant(seconds: since) } else { nil }
    }
}

extension ReleaseObjects {
    /// Under the identities that an environment of that namespace gives them.
    func byIdentity(in namespace: String) -> [ResourceIdentity: Value] {
        Dictionary(
            [workload, stable, route].compactMap(\.self).map { object in
                let kind = GroupVersionKind(
                    apiVersion: object["apiVersion"]?.string ?? "", kind: object["kind"]?.string ?? "")
                return (
                    ResourceIdentity(
                        groupKind: kind.groupKind,
                        namespace: object[path: "metadata", "namespace"]?.string ?? namespace,
                        name: object[path: "metadata", "name"]?.string ?? ""), object
                )
            }
        ) { first, _ in first }
    }
}

extension Environment {
    /// The object that a release names.
    func resource(_ named: ReleaseSpec.Workload) -> Resource? {
        resources.first { $0.kind.kind == named.kind && $0.name == named.name }
    }

    /// The objects of a release as this environment declares them; nil where one is missing.
    func objects(of release: ReleaseSpec) -> ReleaseObjects? { DeclaredObjects(self).objects(of: release) }
}

/// The objects of an environment by what releases call them.
struct DeclaredObjects {
    private let resources: [ReleaseSpec.Workload: Resource]

    init(_ environment: Environment) {
        resources = Dictionary(
            environment.resources.map { (ReleaseSpec.Workload(kind: $0.kind.kind, name: $0.name), $0) }
        ) { first, _ in first }
    }

    subscript(named: ReleaseSpec.Workload) -> Resource? { resources[named] }

    /// The objects of a release; nil where one is missing.
    func objects(of release: ReleaseSpec) -> ReleaseObjects? {
        guard let workload = self[release.workload] else { return nil }
        let stable = release.stableTwin.map { self[$0]?.object }
        let route = release.route.map { self[$0]?.object }
        guard stable != .some(nil), route != .some(nil) else { return nil }
        return ReleaseObjects(workload: workload.object, stable: stable ?? nil, route: route ?? nil)
    }
}
