import Manifests
import Releases

/// What the releases of an environment name must be there, once.
struct ReleaseReferences {
    var releases: [ReleaseSpec]
    var resources: [Resource]

    var faults: [Diagnostic] {
        var faults: [Diagnostic] = []
        let declared = Set(resources.map { ReleaseSpec.Workload(kind: $0.kind.kind, name: $0.name) })
        var names: Set<String> = []
        var owners: [ReleaseSpec.Workload: Int] = [:]
        for (index, release) in releases.enumerated() {
            for object in release.objects where !declared.contains(object) {
                faults.append(
                    .error(
                        "release '\(release.name)': expected a manifest of \(object.kind) '\(object.name)' in the environment, found none",
                        at: release.location, hint: nearest(to: object)))
            }
            if !names.insert(release.name).inserted {
                faults.append(
                    .error("expected a name for each release, found '\(release.name)' twice", at: release.location))
            }
            for object in release.written {
                guard let other = owners.updateValue(index, forKey: object), other != index else { continue }
                faults.append(
                    .error(
                        "expected one release of \(object.kind) '\(object.name)', found '\(releases[other].name)' and '\(release.name)'",
                        at: release.location))
            }
        }
        return faults
    }

    private func nearest(to object: ReleaseSpec.Workload) -> String? {
        let names = resources.filter { $0.kind.kind == object.kind }.map(\.name)
        return NearestName.suggest(object.name, among: names).map { "did you mean '\($0)'?" }
    }
}
