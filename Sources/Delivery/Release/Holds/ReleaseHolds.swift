import Manifests

/// What a reconciler asks before it lets an environment run.
package protocol ReleaseHolds: Sendable {
    /// What must not run as the head has it.
    ///
    /// - Throws: where that cannot be told; the environment is then refused, and its last good state stays.
    func held(in environment: String, at revision: String) async throws -> [HeldWorkload]

    /// What must not run as an earlier commit has it, where the head may not run: what is held back there, and what has
    /// been taken back since, on the branch up to the head or by this machine.
    func held(in environment: String, at revision: String, before head: String) async throws -> [HeldWorkload]
}

/// Reverts that this machine has made and the branch does not have yet: traffic is back while Git is out of reach.
package struct KeptReverts: ReleaseHolds {
    private let git: any ReleaseGit

    package init(git: any ReleaseGit) { self.git = git }

    package func held(in environment: String, at revision: String) async throws -> [HeldWorkload] {
        var held: [HeldWorkload] = []
        let kept = try await git.kept(below: "\(environment)/").sorted { $0.key < $1.key }
        for (name, revert) in kept {
            if try await git.descends(revision, from: revert) {
                try await git.letGo(of: name)
                continue
            }
            let release = String(name.dropFirst(environment.utf8.count + 1))
            guard let parent = try await git.ancestors(of: revert, limit: 1).first else { continue }
            async let after = git.checkout(at: revert)
            async let before = git.checkout(at: parent)
            if case .loaded(let reverted, _) = await Environment.load(environment, from: try await after),
                case .loaded(let failed, _) = await Environment.load(environment, from: try await before)
            {
                held.append(
                    HeldWorkload(release: release, objects: reverted.objects(differingFrom: failed), revision: revert))
                continue
            }
            // It was made on a head that cannot be read whole: what it has changed can.
            let files = Set(try await git.changedPaths(of: revert))
            guard
                case .loaded(let reverted, _) = await Environment.load(
                    environment, from: try await after.limited(to: files))
            else { throw UnreadableRevert(release: release, revision: revert) }
            held.append(HeldWorkload(release: release, values: reverted.values))
        }
        return held
    }

    /// The reader of releases tells of kept reverts, too, where the head may not run.
    package func held(
        in environment: String, at revision: String, before head: String
    ) async throws -> [HeldWorkload] { [] }
}

extension Environment {
    fileprivate var values: [ResourceIdentity: Value] {
        Dictionary(resources.map { (heldIdentity(of: $0), $0.object) }) { first, _ in first }
    }
}

/// A kept revert that cannot be read: what must be held back is not known.
struct UnreadableRevert: Error, CustomStringConvertible {
    var release: String
    var revision: String

    var description: String {
        "expected the kept revert \(revision.prefix(12)) of release '\(release)' to hold a well-formed environment"
    }
}
