import Manifests
import Releases
import Repository

/// Releases of a commit whose environment cannot be read whole: a fault in one file must not keep another's candidate.
extension ReleaseReader {
    private static let ancestorsTried = 50

    /// A release by its own objects, in the files that held them before.
    ///
    /// - Returns: nil where those cannot be read either.
    func release(_ earlier: ReleaseReading, inPartAt revision: String) async throws -> ReleaseReading? {
        guard let objects = try await objects(earlier.spec, in: earlier.paths, at: revision) else { return nil }
        var reading = try await reading(earlier, objects: objects, at: revision)
        reading.isWhole = false
        return reading
    }

    /// A release where the environment can be read, or else by its own objects.
    ///
    /// - Throws: ``UnreadableRelease`` where neither can be.
    func release(like earlier: ReleaseReading, at revision: String) async throws -> ReleaseReading? {
        let found = try await releases(of: earlier.key.environment, at: revision)
        if found.isWellFormed { return found.releases.first { $0.key == earlier.key } }
        guard let part = try await release(earlier, inPartAt: revision) else {
            throw UnreadableRelease(name: earlier.name, revision: revision)
        }
        return part
    }

    /// The releases of the newest commit before one that has a well-formed environment; none where there is no such.
    func lastReadable(of environment: String, before revision: String) async throws -> [ReleaseReading] {
        for ancestor in try await git.ancestors(of: revision, limit: Self.ancestorsTried) {
            let found = try await releases(of: environment, at: ancestor)
            if found.isWellFormed { return found.releases }
        }
        return []
    }

    private func objects(
        _ spec: ReleaseSpec, in paths: ReleaseReading.Paths, at revision: String
    ) async throws -> ReleaseObjects? {
        // What cannot be told is as good as nothing here.
        func object(_ named: ReleaseSpec.Workload, path: String, at revision: String) async throws -> Value? {
            guard case .object(let object) = try await declared(named, path: path, at: revision) else { return nil }
            return object
        }
        guard let workload = try await object(spec.workload, path: paths.workload, at: revision) else { return nil }
        var objects = ReleaseObjects(workload: workload)
        if let twin = spec.stableTwin {
            guard let path = paths.stable, let object = try await object(twin, path: path, at: revision) else {
                return nil
            }
            objects.stable = object
        }
        if let route = spec.route {
            guard let path = paths.route, let object = try await object(route, path: path, at: revision) else {
                return nil
            }
            objects.route = object
        }
        return objects
    }

    /// The version of a release's workload at a commit; nil where its file does not hold it there.
    ///
    /// - Throws: ``UnrenderedManifests`` where that cannot be told.
    func version(of reading: ReleaseReading, at revision: String) async throws -> VersionDigest? {
        let (named, path) = (reading.spec.workload, reading.paths.workload)
        let place = WorkloadPlace(workload: named, path: path, revision: revision)
        if let known = rendered[place] { return known }
        guard let version = try await object(named, path: path, at: revision).map({ VersionDigest(of: $0) }) else {
            return nil
        }
        if RenderedEdit.isRendered(path) { remember(version, as: place) }
        return version
    }

    /// Whether Lockstep made a commit.
    func isOwn(_ commit: Commit) -> Bool { trust.isOwn(commit) }

    /// The workload of a release as an earlier commit declares it: twin and route may have had other names there.
    ///
    /// - Throws: ``ReleaseFault`` where that commit does not have it.
    func workload(of reading: ReleaseReading, at revision: String) async throws -> Value {
        try await declared(reading.spec.workload, path: reading.paths.workload, of: reading, at: revision)
    }

    /// The change that takes the version of a reading back to one that was stable at a commit.
    func revert(
        of reading: ReleaseReading, to stable: (revision: String, version: VersionDigest)
    ) async throws -> ReleaseChange {
        var twin: Value?
        // A twin that has taken the version over gives it back.
        if !reading.state.isOpen, let named = reading.spec.stableTwin, let path = reading.paths.stable {
            twin = try await declared(named, path: path, of: reading, at: stable.revision)
        }
        return .revert(
            stable: try await workload(of: reading, at: stable.revision), twin: twin,
            undoing: try await versionChanges(of: reading, since: stable.version))
    }

    private func declared(
        _ named: ReleaseSpec.Workload, path: String, of reading: ReleaseReading, at revision: String
    ) async throws -> Value {
        if let object = try await object(named, path: path, at: revision) { return object }
        let checkout = try await git.checkout(at: revision)
        if case .loaded(let environment, _) = await Environment.load(reading.key.environment, from: checkout),
            let resource = environment.resource(named)
        {
            return resource.object
        }
        throw ReleaseFault.noObject(kind: named.kind, name: named.name, revision: revision)
    }
}

/// A head at which not even the objects of a release can be read.
struct UnreadableRelease: Error, CustomStringConvertible {
    var name: String
    var revision: String

    var description: String {
        "expected to read the manifests of '\(name)' at \(revision.prefix(12)), found them at fault: "
            + "what fails is taken back in the cluster, and in Git when they can be read"
    }
}
