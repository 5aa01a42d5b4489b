package import Repository

/// ``ReleaseGit`` over a real remote: the store that the daemon follows it with, and the key that it signs with.
package struct RemoteReleases: ReleaseGit {
    private let store: GitStore
    private let remote: Remote
    private let source: GitSource
    private let name: String
    private let email: String
    private let sign: CommitSigner
    private let pullRequests: PullRequestClient

    /// - Parameters:
    ///   - source: follows the same remote through the same store.
    ///   - name: the author and committer of what Lockstep commits.
    ///   - sign: every commit is signed; one that cannot be is not made.
    package init(
        store: GitStore, remote: Remote, source: GitSource, name: String, email: String, sign: @escaping CommitSigner,
        pullRequests: PullRequestClient
    ) {
        self.store = store
        self.remote = remote
        self.source = source
        self.name = name
        self.email = email
        self.sign = sign
        self.pullRequests = pullRequests
    }

    // MARK: Reading

    package func commits(from base: String?, to head: String, limit: Int) async throws -> [Commit] {
        let base = try await base.asyncMap { try await store.resolve($0) }
        return try await store.commits(from: base, to: try await store.resolve(head), limit: limit)
    }

    package func file(_ path: String, at revision: String) async throws -> [UInt8]? {
        do {
            return try await store.file(path, of: try await store.resolve(revision))
        } catch RepositoryError.pathNotFound {
            return nil
        }
    }

    package func files(below folder: String, at revision: String) async throws -> [String: [UInt8]] {
        let files = try await store.files(under: folder, of: try await store.resolve(revision))
        return Dictionary(files.map { ($0.path, $0.bytes) }) { first, _ in first }
    }

    package func changedPaths(of revision: String) async throws -> [String] {
        let id = try await store.resolve(revision)
        let parent = try await store.commit(id).parents.first
        return Set(try await store.changes(from: parent, to: id).map(\.path)).sorted()
    }

    package func descends(_ revision: String, from ancestor: String) async throws -> Bool {
        try await source.descends(revision, from: ancestor)
    }

    package func ancestors(of revision: String, limit: Int) async throws -> [String] {
        try await source.ancestors(of: revision, limit: limit)
    }

    package func checkout(at revision: String) async throws -> Checkout { try await source.checkout(at: revision) }

    // MARK: Writing

    package func commit(
        _ edit: TreeEdit, onto base: String, message: CommitMessage, allowsEmpty: Bool, at time: Instant
    ) async throws -> String {
        let author = Authorship(name: name, email: email, time: Int64(time.seconds.rounded(.down)))
        let base = try await store.resolve(base)
        let commit = try await store.commit(
            edit, onto: base, message: message, author: author, allowsEmpty: allowsEmpty, sign: sign)
        return "\(commit.id)"
    }

    package func publish(_ revision: String, onto base: String) async throws -> Publication {
        let outcome = try await store.publish(
            try await store.resolve(revision), to: remote, expecting: try await store.resolve(base))
        // The push is a new head like any other: the next fetch closes the loop.
        source.poke()
        return outcome
    }

    package func propose(_ revision: String, as request: PullRequest) async throws -> PullRequestOutcome {
        var branch = remote
        branch.branch = request.source
        if try await store.currentHead(of: branch) == nil {
            switch try await store.publish(try await store.resolve(revision), to: branch, expecting: nil) {
            case .published, .moved: break
            case .rewritten: return .unreachable(reason: "branch '\(request.source)' was removed while it was pushed")
            case .protected(let reason), .refused(let reason):
                return .byHand(reason: "the server refuses branch '\(request.source)', too: \(reason)")
            }
        }
        var request = request
        request.target = remote.branch
        return await pullRequests.open(request)
    }

    // MARK: Keeping

    package func keep(_ revision: String, as name: String) async throws {
        try await store.keep(try await store.resolve(revision), as: name)
    }

    package func kept(below prefix: String) async throws -> [String: String] {
        try await store.kept(below: prefix).mapValues { "\($0)" }
    }

    package func letGo(of name: String) async throws { try await store.letGo(of: name) }
}

extension Optional where Wrapped: Sendable {
    fileprivate func asyncMap<Result>(_ transform: (Wrapped) async throws -> Result) async rethrows -> Result? {
        if let self { try await transform(self) } else { nil }
    }
}
