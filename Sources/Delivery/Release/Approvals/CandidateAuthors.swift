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

        var reason: String {
            switch self {
            case .known: ""
            case .unknown(let commit):
                "commit \(commit.prefix(12)) changed the version, and no key that the trust policy knows has signed it: "
                    + "who approves may be its author"
            case .tooMany: "more than \(CandidateAuthors.mostLookedAt) commits lie between the stable version and it"
            }
        }
    }

    private static let mostLookedAt = 2_000
    private static let mostEnvironments = 10

    let git: any ReleaseGit
    let reader: ReleaseReader
    let policy: TrustPolicy

    /// Commits by which a version came into an environment.
    private struct Path {
        var reading: ReleaseReading
        var candidate: String
        var stable: String
    }

    /// - Parameter candidate: the commit that brought the version of a reading.
    func find(_ reading: ReleaseReading, candidate: String) async throws -> Finding {
        let artifacts = ArtifactReferences(of: reading.objects.workload).artifacts
        var people: Set<String> = []
        var place = reading
        var paths = [Path(reading: reading, candidate: candidate, stable: reading.state.stable)]
        for _ in 0..<Self.mostEnvironments {
            for path in paths {
                switch try await find(path.reading, from: path.stable, to: path.candidate) {
                case .known(let found): people.formUnion(found)
                case let other: return other
                }
            }
            guard let name = place.environment.promotion.from,
                let upstream = try await reader.release(
                    .init(environment: name, release: place.key.release), at: place.revision)
            else { return .known(people) }
            place = upstream
            paths = try await self.paths(of: artifacts, in: upstream)
        }
        return .tooMany
    }

    /// How some artifacts came into an environment that has finished their release, once or again and again. Where none
    /// of its releases had them, the newest counts: what it verified may bear other names here.
    private func paths(of artifacts: Set<String>, in upstream: ReleaseReading) async throws -> [Path] {
        let finished = try await reader.history(at: upstream.revision)[upstream.key].filter { $0.event.kind == .finish }
        var paths: [Path] = []
        for entry in finished where try await released(entry, of: upstream, contains: artifacts) {
            paths.append(Path(reading: upstream, candidate: entry.event.candidate, stable: entry.event.stable))
        }
        if paths.isEmpty, let newest = finished.last {
            paths.append(Path(reading: upstream, candidate: newest.event.candidate, stable: newest.event.stable))
        }
        return paths
    }

    private func released(
        _ entry: ReleaseHistory.Entry, of upstream: ReleaseReading, contains artifacts: Set<String>
    ) async throws -> Bool {
        let (named, path) = (upstream.spec.workload, upstream.paths.workload)
        switch try await reader.declared(named, path: path, at: entry.revision) {
        // It may have been the one.
        case .unrendered: return true
        case .absent: return false
        case .object(let workload):
            let released = ReleasedArtifacts(of: workload, digests: entry.event.artifacts)
            // What is verified there and not pinned here is taken for the same: it is about people, not about what may run.
            return !artifacts.isEmpty
                && artifacts.allSatisfy { text in
                    released.contain(text, digest: entry.event.artifacts[text])
                }
        }
    }

    private func find(
        _ reading: ReleaseReading, from stable: String, to candidate: String
    ) async throws -> Finding {
        let commits = try await git.commits(from: stable, to: candidate, limit: Self.mostLookedAt)
        guard commits.count < Self.mostLookedAt else { return .tooMany }
        var people: Set<String> = []
        var signed: Set<Version> = []
        var merged: [(commit: String, version: Version)] = []
        for commit in commits {
            let revision = "\(commit.id)"
            let version = try await version(of: reading, at: revision)
            var parents: [Version] = []
            for parent in commit.parents { parents.append(try await self.version(of: reading, at: "\(parent)")) }
            // What cannot be told may be a change.
            let isSame = version == parents.first ?? .absent && version != .unrendered
            guard revision == candidate || !isSame else { continue }
            if await reader.isOwn(commit) { continue }
            people.formUnion([commit.author.email, commit.author.name, commit.committer.email])
            if let signer = signer(of: commit) {
                people.insert(signer)
                signed.insert(version)
            } else if version != .unrendered, parents.dropFirst().contains(version) {
                merged.append((revision, version))
            } else {
                return .unknown(commit: revision)
            }
        }
        // A merge only brings in what others made; one that chooses what nobody made since is somebody's own doing.
        if let unmade = merged.first(where: { !signed.contains($0.version) }) { return .unknown(commit: unmade.commit) }
        return .known(people)
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
