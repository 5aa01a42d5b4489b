import Releases
import Repository
import Trust

/// Who brought a candidate: whoever wrote, signed or committed a change of its version since what is stable, over all
/// parents, so that a merge hides nobody; and who brought it into the environments that it was promoted from, also where
/// those have released others since.
///
/// An author is a name that anybody may write. So each of these commits must bear the signature of a key that the trust
/// policy knows: only then it is known that who approves is somebody else.
struct CandidateAuthors {
    enum Finding: Sendable, Hashable {
        /// Names, addresses and principals.
        case known(Set<String>)
        /// A commit that may be anybody's, in hexadecimal; or more of them than are looked at.
        case unknown(commit: String)
        case tooMany
        /// An environment before has released so many others since that nobody looks for who brought it there.
        case tooLongAgo

        var reason: String {
            switch self {
            case .known: ""
            case .unknown(let commit):
                "commit \(commit.prefix(12)) changed the version, and no key that the trust policy knows has signed it: "
                    + "who approves may be its author"
            case .tooMany: "more than \(CandidateAuthors.mostLookedAt) commits lie between the stable version and it"
            case .tooLongAgo:
                "what it brings came into an environment before it too many releases ago to say who brought it there"
            }
        }
    }

    private static let mostLookedAt = 2_000
    private static let mostEnvironments = 10

    let git: any ReleaseGit
    let reader: ReleaseReader
    let policy: TrustPolicy
    /// Of each environment before, so many releases are looked at, the newest.
    var mostReleases = 200

    /// Commits by which a version came into an environment.
    private struct Path {
        var reading: ReleaseReading
        var candidate: String
        var stable: String
        /// Whether all of its authors must be known; else it adds those that are.
        var isNeeded = true
    }

    /// - Parameter candidate: the commit that brought the version of a reading.
    func find(_ reading: ReleaseReading, candidate: String) async throws -> Finding {
        var people: Set<String> = []
        var place = reading
        var paths = [Path(reading: reading, candidate: candidate, stable: reading.state.stable)]
        var brought: Set<String>?
        for _ in 0..<Self.mostEnvironments {
            for path in paths {
                if let doubt = try await find(&people, along: path), path.isNeeded { return doubt }
            }
            guard let name = place.environment.promotion.from,
                let upstream = try await reader.release(
                    .init(environment: name, release: place.key.release), at: place.revision)
            else { return .known(people) }
            place = upstream
            if brought == nil { brought = try await self.brought(by: reading) }
            guard let found = try await self.paths(of: brought ?? [], in: upstream) else { return .tooLongAgo }
            paths = found
        }
        return .tooMany
    }

    /// The artifacts that the stable version does not have; all where nobody can tell.
    private func brought(by reading: ReleaseReading) async throws -> Set<String> {
        let artifacts = ArtifactReferences(of: reading.objects.workload).artifacts
        return artifacts.subtracting(try await reader.artifacts(of: reading, at: reading.state.stable) ?? [])
    }

    /// How some artifacts came into an environment that has finished their release, together or one after another, once
    /// or again and again. Where none of its releases had any of them, the newest counts: what it verified may bear other
    /// names here.
    ///
    /// Of each, what must be known is who brought it there last. Who had brought it before counts, too, but that somebody
    /// is unknown there says nothing of what came later.
    ///
    /// - Returns: nil where one of them came further back than is looked.
    private func paths(of artifacts: Set<String>, in upstream: ReleaseReading) async throws -> [Path]? {
        let finished = try await reader.history(at: upstream.revision)[upstream.key].filter { $0.event.kind == .finish }
        let newest = finished.suffix(mostReleases)
        var sought = artifacts
        var held: [Set<String>] = []
        for entry in newest { held.append(try await self.held(of: artifacts, by: entry, of: upstream)) }
        // Before the oldest that is looked at, all may have been there.
        var before: [Set<String>] = [newest.count < finished.count ? artifacts : []] + held.dropLast()
        var paths: [Path] = []
        for (entry, held) in zip(newest, held).reversed() {
            let earlier = before.popLast() ?? []
            guard !held.isEmpty else { continue }
            paths.append(
                Path(
                    reading: upstream, candidate: entry.event.candidate, stable: entry.event.stable,
                    isNeeded: !held.isDisjoint(with: sought)))
            sought.subtract(held.subtracting(earlier))
        }
        let found = held.reduce(into: Set()) { $0.formUnion($1) }
        guard newest.count == finished.count || sought.isDisjoint(with: found) else { return nil }
        if paths.isEmpty, let newest = finished.last {
            paths.append(Path(reading: upstream, candidate: newest.event.candidate, stable: newest.event.stable))
        }
        return paths
    }

    /// Which of some artifacts a release that an environment has finished had, or may have had.
    private func held(
        of artifacts: Set<String>, by entry: ReleaseHistory.Entry, of upstream: ReleaseReading
    ) async throws -> Set<String> {
        // What is verified there and not pinned here is taken for the same: it is about people, not about what may run.
        let verified = entry.event.artifacts
        func held(_ released: ReleasedArtifacts) -> Set<String> {
            artifacts.filter { released.contain($0, digest: verified[$0]) }
        }
        // The commit itself has what was verified; only for what was not, the manifests are read.
        let recorded = held(ReleasedArtifacts(Set(verified.keys), digests: verified))
        guard recorded != artifacts else { return artifacts }
        guard let named = try await reader.artifacts(of: upstream, at: entry.revision) else { return artifacts }
        return held(ReleasedArtifacts(named, digests: verified))
    }

    /// Adds who wrote, signed or committed a change of the version.
    ///
    /// - Returns: nil where all of them are known.
    private func find(_ people: inout Set<String>, along path: Path) async throws -> Finding? {
        let commits = try await git.commits(from: path.stable, to: path.candidate, limit: Self.mostLookedAt)
        guard commits.count < Self.mostLookedAt else { return .tooMany }
        var signed: Set<Version> = []
        var merged: [(commit: String, version: Version)] = []
        var unknown: String?
        for commit in commits {
            let revision = "\(commit.id)"
            let version = try await version(of: path.reading, at: revision)
            var parents: [Version] = []
            for parent in commit.parents { parents.append(try await self.version(of: path.reading, at: "\(parent)")) }
            // What cannot be told may be a change.
            let isSame = version == parents.first ?? .absent && version != .unrendered
            guard revision == path.candidate || !isSame else { continue }
            if await reader.isOwn(commit) { continue }
            people.formUnion([commit.author.email, commit.author.name, commit.committer.email])
            if let signer = signer(of: commit) {
                people.insert(signer)
                signed.insert(version)
            } else if version != .unrendered, parents.dropFirst().contains(version) {
                merged.append((revision, version))
            } else if path.isNeeded {
                return .unknown(commit: revision)
            } else {
                unknown = unknown ?? revision
            }
        }
        // A merge only brings in what others made; one that chooses what nobody made since is somebody's own doing.
        let unmade = merged.first { !signed.contains($0.version) }?.commit
        return (unknown ?? unmade).map { .unknown(commit: $0) }
    }

    private enum Version: Hashable {
        case digest(VersionDigest)
        case absent
        case unrendered
    }

    private func version(of reading: ReleaseReading, at revision: String) async throws -> Version {
        do {
            return try await reader.version(of: reading, at: revision).map(Version.digest) ?? .absent
        } catch is UnrenderedManifests {
            return .unrendered
        }
    }

    /// Whose key has made a good signature, however long that key holds.
    private func signer(of commit: Commit) -> String? {
        guard let signature = commit.signature, let parsed = try? SSHSignature.parse(signature.armoured),
            let key = policy.keys.first(where: { $0.openSSH?.blob == parsed.publicKeyBlob }), let point = key.ed25519,
            parsed.isSignature(of: signature.payload, namespace: CommitSigning.namespace, by: point)
        else { return nil }
        return key.principal
    }
}
