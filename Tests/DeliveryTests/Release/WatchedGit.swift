import Manifests
import Releases
import Repository
import Synchronization

@testable import Delivery

/// Watches the pushes of a release controller, lets somebody else act before each, or refuses them as a code host
/// refuses direct pushes to a protected branch.
final class WatchedGit: ReleaseGit {
    struct Push: Sendable {
        /// The subject of its newest commit.
        let subject: String
        let commits: Int
    }

    private let git: any ReleaseGit
    private let isProtected: Bool
    private let beforePush: @Sendable (_ push: Push, _ earlier: [Push]) async throws -> Void
    private let made = Mutex<[Push]>([])
    private let reads = Mutex(0)
    private let files = Mutex<[String: Int]>([:])

    init(
        _ git: any ReleaseGit, isProtected: Bool = false,
        beforePush: @escaping @Sendable (_ push: Push, _ earlier: [Push]) async throws -> Void = { _, _ in }
    ) {
        self.git = git
        self.isProtected = isProtected
        self.beforePush = beforePush
    }

    /// Those that were tried, also if they lost a race.
    var pushes: [Push] { made.withLock { $0 } }

    /// How many commits were read whole.
    var checkouts: Int { reads.withLock { $0 } }

    func publish(_ revision: String, onto base: String) async throws -> Repository.Publication {
        if isProtected { return .protected(reason: "protected branch") }
        let commits = try await git.commits(from: base, to: revision, limit: 100)
        let push = Push(subject: commits.first?.message.subject ?? "", commits: commits.count)
        let earlier = made.withLock { made in
            defer { made.append(push) }
            return made
        }
        try await beforePush(push, earlier)
        return try await git.publish(revision, onto: base)
    }

    /// How often a file of a commit was read.
    func reads(of path: String, at revision: String) -> Int { files.withLock { $0["\(path)@\(revision)"] ?? 0 } }

    func commits(from base: String?, to head: String, limit: Int) async throws -> [Commit] {
        try await git.commits(from: base, to: head, limit: limit)
    }
    func file(_ path: String, at revision: String) async throws -> [UInt8]? {
        files.withLock { $0["\(path)@\(revision)", default: 0] += 1 }
        return try await git.file(path, at: revision)
    }
    func files(below folder: String, at revision: String) async throws -> [String: [UInt8]] {
        try await git.files(below: folder, at: revision)
    }
    func commit(
        _ edit: TreeEdit, onto base: String, message: CommitMessage, allowsEmpty: Bool, at time: Instant
    ) async throws -> String {
        try await git.commit(edit, onto: base, message: message, allowsEmpty: allowsEmpty, at: time)
    }
    func propose(_ revision: String, as request: PullRequest) async throws -> PullRequestOutcome {
        try await git.propose(revision, as: request)
    }
    func keep(_ revision: String, as name: String) async throws { try await git.keep(revision, as: name) }
    func kept(below prefix: String) async throws -> [String: String] { try await git.kept(below: prefix) }
    func letGo(of name: String) async throws { try await git.letGo(of: name) }
    func changedPaths(of revision: String) async throws -> [String] { try await git.changedPaths(of: revision) }
    func descends(_ revision: String, from ancestor: String) async throws -> Bool {
        try await git.descends(revision, from: ancestor)
    }
    func ancestors(of revision: String, limit: Int) async throws -> [String] {
        try await git.ancestors(of: revision, limit: limit)
    }
    func checkout(at revision: String) async throws -> Checkout {
        reads.withLock { $0 += 1 }
        return try await git.checkout(at: revision)
    }
}
