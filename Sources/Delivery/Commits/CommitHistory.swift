package import Repository
package import Trust

/// The commits behind a checkout, as their signatures are asked for.
package protocol CommitHistory: Sendable {
    /// What `head` has and `base` has not, children before parents; nil takes all of it.
    func range(after base: String?, to head: String) async throws -> [CommitRange.Commit]

    /// Whether a commit is, or descends from, another one; false also where the other is not in the repository.
    func descends(_ commit: String, from ancestor: String) async throws -> Bool

    /// - Returns: nil where the commit has no such file.
    func file(_ path: String, at commit: String) async throws -> [UInt8]?

    /// The trust policies that the branch has had, the newest first, each once; at most 10,000 commits are looked at.
    func policies(before head: String) async throws -> [SignedTrustPolicy]
}

/// A repository's commits, from a store on this machine.
package struct StoredHistory: CommitHistory {
    private static let mostCommits = 100_000
    private static let mostLookedAt = 10_000

    private let store: GitStore

    package init(store: GitStore) { self.store = store }

    package func range(after base: String?, to head: String) async throws -> [CommitRange.Commit] {
        let commits = try await store.commits(
            from: base.flatMap { ObjectID($0) }, to: try await store.resolve(head), limit: Self.mostCommits + 1)
        guard commits.count <= Self.mostCommits else {
            throw RepositoryError.tooManyEntries(limit: Self.mostCommits, commit: try await store.resolve(head))
        }
        var range: [CommitRange.Commit] = []
        for commit in commits {
            range.append(
                CommitRange.Commit(
                    name: "\(commit.id)", content: try await store.content(ofCommit: commit.id),
                    trust: try await policy(of: commit.id)))
        }
        return range
    }

    package func descends(_ commit: String, from ancestor: String) async throws -> Bool {
        guard let old = ObjectID(ancestor) else { return false }
        do {
            return try await store.descends(try await store.resolve(commit), from: old)
        } catch RepositoryError.objectNotFound {
            return false
        }
    }

    package func file(_ path: String, at commit: String) async throws -> [UInt8]? {
        do {
            return try await store.file(path, of: try await store.resolve(commit))
        } catch RepositoryError.pathNotFound, RepositoryError.objectNotFound {
            return nil
        }
    }

    package func policies(before head: String) async throws -> [SignedTrustPolicy] {
        var found: [SignedTrustPolicy] = []
        let commits = try await store.commits(
            from: nil, to: try await store.resolve(head), firstParentOnly: true, limit: Self.mostLookedAt)
        for commit in commits {
            guard let policy = try await policy(of: commit.id), policy.digest != found.last?.digest else { continue }
            found.append(policy)
        }
        return found
    }

    private func policy(of commit: ObjectID) async throws -> SignedTrustPolicy? {
        do {
            let bytes = try await store.file(TrustPolicy.path, of: commit)
            let signatures = try await store.file(TrustPolicy.signaturesPath, of: commit)
            return try SignedTrustPolicy(bytes: bytes, signatureFile: signatures)
        } catch RepositoryError.pathNotFound, RepositoryError.notAFile, RepositoryError.tooLarge {
            return nil
        } catch is TrustError {
            return nil
        }
    }
}
