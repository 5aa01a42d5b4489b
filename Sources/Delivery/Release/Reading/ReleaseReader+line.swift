import Manifests
import Releases
import Repository

/// What earlier commits declare, along the branch.
extension ReleaseReader {
    /// What a commit says of an object.
    enum Declared: Hashable, Sendable {
        case object(Value)
        case absent
        /// Its kustomization does not render there: nobody can tell.
        case unrendered
    }

    /// What counts as stable before the first transition: the workload as it was when the release was declared.
    ///
    /// A commit that does not render is passed by: it never ran, and what lies before it may still be the release's.
    ///
    /// - Throws: ``ReleaseFault`` where that lies further back than is looked.
    func baseline(
        of spec: ReleaseSpec, _ key: ReleaseEvent.Key, at revision: String, path: String, now: VersionDigest
    ) async throws -> (revision: String, version: VersionDigest) {
        if var known = baselines[key] {
            let since = try await descends(revision, from: known.seen) ? known.seen : known.revision
            if try await descends(revision, from: since), try await !isAway(spec, key, since: since, at: revision) {
                known.seen = revision
                baselines[key] = known
                return (known.revision, known.version)
            }
        }
        let files: Set<String> = [spec.location.file, path]
        let limit = files.contains(where: RenderedEdit.isRendered) ? renderedLimit : Self.historyLimit
        var oldest = (revision: revision, version: now)
        var (place, isReadable) = (revision, true)
        for _ in 0..<limit {
            let change = try await newestChange(of: files, from: place)
            if isReadable { oldest.revision = change.revision }
            guard let parent = change.parent else { return keep(oldest, of: key, at: revision) }
            switch try await workload(of: spec, path: path, at: parent) {
            case .absent: return keep(oldest, of: key, at: revision)
            case .object(let workload): (isReadable, oldest.version) = (true, VersionDigest(of: workload))
            case .unrendered: isReadable = false
            }
            place = parent
        }
        throw ReleaseFault.noDeclaration(release: spec.name, commits: limit)
    }

    private func keep(
        _ found: (revision: String, version: VersionDigest), of key: ReleaseEvent.Key, at revision: String
    ) -> (revision: String, version: VersionDigest) {
        baselines[key] = Baseline(revision: found.revision, version: found.version, seen: revision)
        return found
    }

    /// A release's workload at a commit that declares the Release, too.
    private func workload(of spec: ReleaseSpec, path: String, at revision: String) async throws -> Declared {
        let release = try await declared(
            .init(kind: Environment.release, name: spec.name), path: spec.location.file, at: revision)
        guard case .object = release else { return release }
        return try await declared(spec.workload, path: path, at: revision)
    }

    func isDeclared(_ spec: ReleaseSpec, at revision: String) async throws -> Bool {
        try await object(
            .init(kind: Environment.release, name: spec.name), path: spec.location.file, at: revision) != nil
    }

    /// The newest commit, from this one back, that may have changed what some files say or are rendered to.
    func newestChange(
        of files: Set<String>, from revision: String, to last: String? = nil
    ) async throws -> BranchLine.Change {
        var sources: Set<String> = []
        for path in files where RenderedEdit.isRendered(path) {
            sources.formUnion(try await RenderedSources(git: git).paths(of: path.folder, at: revision))
        }
        return try await line.change(of: files, below: sources, from: revision, to: last)
    }

    func declared(_ named: ReleaseSpec.Workload, path: String, at revision: String) async throws -> Declared {
        do {
            return try await object(named, path: path, at: revision).map(Declared.object) ?? .absent
        } catch is UnrenderedManifests { return .unrendered }
    }

    /// An object as a commit's file has it; nil where the file does not hold it.
    ///
    /// - Throws: ``UnrenderedManifests`` where that cannot be told.
    func object(_ named: ReleaseSpec.Workload, path: String, at revision: String) async throws -> Value? {
        try await text(path, at: revision).flatMap { ManifestFile(named, in: $0, path: path)?.object }
    }

    /// A file as it is read: of a kustomization what it renders to.
    private func text(_ path: String, at revision: String) async throws -> [UInt8]? {
        guard RenderedEdit.isRendered(path) else { return try await git.file(path, at: revision) }
        let checkout = try await git.checkout(at: revision)
        if let reason = checkout.renderFailures[path.folder]?.first?.message {
            throw UnrenderedManifests(folder: path.folder, revision: revision, reason: reason)
        }
        return checkout.files.first { $0.path == path }?.bytes
    }

    /// The person's commit that brought the version at the head: the newest along the branch before which it was another,
    /// or before which nobody can tell.
    package func candidate(of reading: ReleaseReading) async throws -> String {
        try await candidate(
            of: reading.spec, path: reading.paths.workload, reading.state, at: reading.revision)
    }

    func candidate(
        of spec: ReleaseSpec, path: String, _ state: ReleaseState, at revision: String
    ) async throws -> String {
        var revision = revision
        while true {
            let change = try await newestChange(of: [path], from: revision, to: state.stable)
            guard change.revision != state.stable, let parent = change.parent,
                case .object(let object) = try await declared(spec.workload, path: path, at: parent),
                VersionDigest(of: object) == state.version
            else { return change.revision }
            revision = parent
        }
    }

    /// What led from the stable version to the one of a reading, the newest first: of a work tree its own change before
    /// all that is committed. Commits that do not render are passed by.
    func versionChanges(of reading: ReleaseReading, since stable: VersionDigest) async throws -> [VersionChange] {
        let (named, path) = (reading.spec.workload, reading.paths.workload)
        var changes: [VersionChange] = []
        var after = reading.objects.workload
        var next: String? = reading.revision
        while let revision = next, VersionDigest(of: after) != stable {
            switch try await declared(named, path: path, at: revision) {
            case .absent: return changes
            case .unrendered: break
            case .object(let before):
                if VersionDigest(of: before) != VersionDigest(of: after) {
                    changes.append(VersionChange(before: before, after: after))
                }
                after = before
            }
            next = try await newestChange(of: [path], from: revision).parent
        }
        return changes
    }
}
