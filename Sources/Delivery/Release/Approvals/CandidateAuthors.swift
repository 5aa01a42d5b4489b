import Releases
import Repository
import Trust

/// Who brought a candidate: whoever wrote, signed or committed a change of its version since what is stable, over all
/// parents, so that a merge hides nobody; and who brought it into the environments that it was promoted from.
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

    /// - Parameter candidate: the commit that brought the version of a reading.
    func find(_ reading: ReleaseReading, candidate: String) async throws -> Finding {
        var people: Set<String> = []
        var next: (reading: ReleaseReading, candidate: String, stable: String)? =
            (reading, candidate, reading.state.stable)
        for _ in 0..<Self.mostEnvironments {
            guard let (reading, candidate, stable) = next else { return .known(people) }
            switch try await find(reading, from: stable, to: candidate) {
            case .known(let found): people.formUnion(found)
            case let other: return other
            }
            next = try await upstream(of: reading)
        }
        return .tooMany
    }

    /// The newest release that the environment before has finished.
    private func upstream(
        of reading: ReleaseReading
    ) async throws -> (reading: ReleaseReading, candidate: String, stable: String)? {
        guard let name = reading.environment.promotion.from,
            let upstream = try await reader.release(
                .init(environment: name, release: reading.key.release), at: reading.revision),
            let finished = try await reader.history(at: reading.revision)[upstream.key]
                .last(where: { $0.event.kind == .finish })
        else { return nil }
        return (upstream, finished.event.candidate, finished.event.stable)
    }

    private func find(
        _ reading: ReleaseReading, from stable: String, to candidate: String
    ) async throws -> Finding {
        let commits = try await git.commits(from: stable, to: candidate, limit: Self.mostLookedAt)
        guard commits.count < Self.mostLookedAt else { return .tooMany }
        var people: Set<String> = []
        var signed: Set<VersionDigest?> = []
        var merged: [(commit: String, version: VersionDigest?)] = []
        for commit in commits {
            let revision = "\(commit.id)"
            let version = try await reader.version(of: reading, at: revision)
            var parents: [VersionDigest?] = []
            for parent in commit.parents { parents.append(try await reader.version(of: reading, at: "\(parent)")) }
            guard revision == candidate || version != parents.first ?? nil else { continue }
            if await reader.isOwn(commit) { continue }
            people.formUnion([commit.author.email, commit.author.name, commit.committer.email])
            if let signer = signer(of: commit) {
                people.insert(signer)
                signed.insert(version)
            } else if parents.dropFirst().contains(version) {
                merged.append((revision, version))
            } else {
                return .unknown(commit: revision)
            }
        }
        // A merge only brings in what others made; one that chooses what nobody made since is somebody's own doing.
        if let unmade = merged.first(where: { !signed.contains($0.version) }) { return .unknown(commit: unmade.commit) }
        return .known(people)
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
