package import Manifests
import Releases

/// What releases hold back of an environment that is planned or synced once: at a commit, or in a work tree on top of one.
package struct SingleSyncHolds: Sendable {
    private let reader: ReleaseReader
    private let head: String

    /// - Parameter head: the commit, or the one that the work tree was made from.
    package init(reader: ReleaseReader, head: String) {
        self.reader = reader
        self.head = head
    }

    /// The environment as it may run: a candidate that is not opened does not, and none has more than its share.
    package func applied(
        to environment: Environment
    ) async throws -> (environment: Environment, warnings: [Diagnostic]) {
        guard !environment.releases.isEmpty else { return (environment, []) }
        let found = try await reader.releases(of: environment.name, at: head)
        let known =
            found.isWellFormed ? found.releases : try await reader.lastReadable(of: environment.name, before: head)
        var result = environment
        var warnings: [Diagnostic] = []
        if reader.trust.isUnjudged, let moved = known.first(where: { $0.last != nil }) {
            warnings.append(
                .warning(
                    "nothing here tells who may move releases: any good signature counts", at: moved.spec.location,
                    hint: "trust the policy with 'lockstep trust update', or name the key that signs with --release-key"
                ))
        }
        for reading in known {
            guard let spec = environment.releases.first(where: { $0.name == reading.spec.name }),
                let objects = environment.objects(of: reading.spec)
            else { continue }
            let now = try await reader.reading(reading, objects: objects, at: head)
            guard let held = try await reader.held(now), case .values(let values) = held.source else { continue }
            result = result.holding(values)
            warnings.append(
                .warning(
                    now.state.phase == .waiting
                        ? "release '\(spec.name)' has not opened the version in the manifests: what is stable is kept"
                        : "release '\(spec.name)' has not given the share in the manifests: that of its step is kept",
                    at: spec.location, hint: "'lockstep serve' opens it, and raises its share step by step"))
        }
        return (result, warnings)
    }
}
