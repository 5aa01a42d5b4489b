import Manifests
import Releases
import Repository
import Trust

/// Edits what a kustomization draws together, so that it renders to the objects that are planned.
///
/// A change is made where a file of the kustomization's own folder declares the object; bases that other environments share
/// are never touched. A revert may first put back the files of the folder that the candidate's commit changed and nobody
/// has changed since. None of it is believed: the edit is committed on this machine, rendered, and taken only if it gives
/// the planned objects and leaves all others as they were.
struct RenderedEdit {
    let git: any ReleaseGit
    let reading: ReleaseReading
    /// The candidate's commit, for a revert; nil for all else.
    let reverting: String?
    /// What is changed in plain files.
    let plain: [String: [UInt8]]

    static func isRendered(_ path: String) -> Bool { Checkout.kustomizationFileNames.contains(path.fileName) }

    /// An object of the release, and the kustomization that it comes from.
    struct Part {
        var named: ReleaseSpec.Workload
        var folder: String
        var new: Value
    }

    /// - Throws: ``ReleaseFault`` where no edit renders to what is planned; what Git throws.
    func edit(_ parts: [Part], to new: ReleaseObjects) async throws -> TreeEdit {
        var starts: [[String: [UInt8]]] = [plain]
        let restored = try await restored(Set(parts.map(\.folder)))
        if !restored.isEmpty { starts.append(plain.merging(restored) { $1 }) }
        let before = try await environment(at: reading.revision)
        for start in starts {
            if let files = try await attempt(parts, from: start, to: new, before: before) {
                return TreeEdit(files: files)
            }
        }
        let first = parts.first
        throw ReleaseFault.notRendered(
            kind: first?.named.kind ?? "", name: first?.named.name ?? "", folder: first?.folder ?? "")
    }

    /// - Returns: nil where the edit does not render to what is planned.
    private func attempt(
        _ parts: [Part], from start: [String: [UInt8]], to new: ReleaseObjects, before: Environment
    ) async throws -> [String: [UInt8]]? {
        var files = start
        let rendered = start.isEmpty ? before : try await draft(start)
        for part in parts {
            guard let old = rendered.resource(part.named)?.object else { return nil }
            if old == part.new { continue }
            guard let file = try await source(of: part, in: files),
                case .success(let bytes) = file.applying(ManifestEdits.from(old, to: part.new))
            else { return nil }
            files[file.path] = bytes
        }
        guard !files.isEmpty else { return nil }
        let after = try await draft(files)
        guard after.objects(of: reading.spec) == new,
            after.objects(differingFrom: before).isSubset(of: allowed(in: before))
        else { return nil }
        return files
    }

    /// What the release may change, of an environment's objects.
    private func allowed(in environment: Environment) -> Set<ResourceIdentity> {
        Set(
            reading.spec.objects.compactMap { environment.resource($0) }.map {
                ResourceIdentity(
                    groupKind: $0.kind.groupKind, namespace: $0.namespace ?? environment.spec.namespace, name: $0.name)
            })
    }

    /// The one file of the folder that declares an object.
    private func source(of part: Part, in files: [String: [UInt8]]) async throws -> ManifestFile? {
        let all = try await git.files(below: part.folder, at: reading.revision).merging(files) { $1 }
        let found = all.filter { $0.key.hasPrefix(part.folder + "/") && !Self.isRendered($0.key) }
            .compactMap { ManifestFile(part.named, in: $0.value, path: $0.key) }
        return found.count == 1 ? found.first : nil
    }

    /// The files of the folders as they were before the candidate, where only the candidate has changed them.
    private func restored(_ folders: Set<String>) async throws -> [String: [UInt8]] {
        guard let candidate = reverting, let parent = try await git.ancestors(of: candidate, limit: 1).first
        else { return [:] }
        var files: [String: [UInt8]] = [:]
        for path in try await git.changedPaths(of: candidate)
        where folders.contains(where: { path.hasPrefix($0 + "/") }) {
            let then = try await git.file(path, at: candidate)
            guard try await git.file(path, at: reading.revision) == then else { continue }
            files[path] = try await git.file(path, at: parent)
        }
        return files
    }

    // MARK: Rendering

    private func draft(_ files: [String: [UInt8]]) async throws -> Environment {
        let revision = try await git.commit(
            TreeEdit(files: files), onto: reading.revision, message: CommitMessage(subject: "Render a draft"),
            allowsEmpty: true, at: Instant.now())
        return try await environment(at: revision)
    }

    private func environment(at revision: String) async throws -> Environment {
        let checkout = try await git.checkout(at: revision)
        switch await Environment.load(reading.key.environment, from: checkout) {
        case .loaded(let environment, _): return environment
        case .invalid(_, let faults):
            // Another file at fault keeps nothing from being taken back.
            if reverting != nil,
                case .loaded(let environment, _) = await Environment.load(
                    reading.key.environment, from: checkout.limited(to: reading.paths.all))
            {
                return environment
            }
            throw faults.first { $0.severity == .error }
                ?? ReleaseFault.noObject(kind: reading.spec.workload.kind, name: reading.spec.workload.name)
        }
    }
}
