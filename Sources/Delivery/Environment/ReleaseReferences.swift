import Manifests
import Releases

/// What the releases of an environment name must be there, once.
struct ReleaseReferences {
    var releases: [ReleaseSpec]
    var resources: [Resource]

    var faults: [Diagnostic] {
        var faults: [Diagnostic] = []
        for (index, release) in releases.enumerated() {
            for object in release.objects where !isDeclared(object) {
                faults.append(
                    .error(
                        "release '\(release.name)': expected a manifest of \(object.kind) '\(object.name)' in the environment, found none",
                        at: release.location, hint: nearest(to: object)))
            }
            for other in releases[..<index] {
                if other.name == release.name {
                    faults.append(
                        .error("expected a name for each release, found '\(release.name)' twice", at: release.location))
                }
                for object in release.written where other.written.contains(object) {
                    faults.append(
                        .error(
                            "expected one release of \(object.kind) '\(object.name)', found '\(other.name)' and '\(release.name)'",
                            at: release.location))
                }
            }
        }
        return faults
    }

    private func isDeclared(_ object: ReleaseSpec.Workload) -> Bool {
        resources.contains { $0.kind.kind == object.kind && $0.name == object.name }
    }

    private func nearest(to object: ReleaseSpec.Workload) -> String? {
        let names = resources.filter { $0.kind.kind == object.kind }.map(\.name)
        return NearestName.suggest(object.name, among: names).map { "did you mean '\($0)'?" }
    }
}
