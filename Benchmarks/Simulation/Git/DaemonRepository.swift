import Delivery
import Repository
import Synchronization
import Trust

/// The repository as one daemon has it: what it keeps on its disk outlives the process, the network may not answer,
/// and a push may be lost on its way there or back.
struct DaemonRepository: ReleaseGit {
    /// What outlives a crash.
    final class Disk: Sendable {
        let kept = Mutex([String: String]())
        let reachesRemote = Mutex(true)
        let known = KnownManifests()
    }

    let remote: SimulatedRemote
    let disk: Disk
    let life: Life
    let chance: Chance
    let key: SigningKey
    let known: KnownManifests
    /// Whether the branch takes no push but a person's.
    let isProtected: Bool
    /// What people do between a decision and its push.
    let meanwhile: @Sendable () -> Void
    let onPublished: @Sendable (_ revision: String) -> Void

    // MARK: Reading

    func commits(from base: String?, to head: String, limit: Int) async throws -> [Commit] {
        try life.go()
        return remote.commits(from: base, to: head, limit: limit)
    }

    func file(_ path: String, at revision: String) async throws -> [UInt8]? {
        try life.go()
        return remote[revision]?.files[path]
    }

    func files(below folder: String, at revision: String) async throws -> [String: [UInt8]] {
        try life.go()
        return remote[revision]?.files.filter { $0.key.hasPrefix(folder + "/") } ?? [:]
    }

    func changedPaths(of revision: String) async throws -> [String] {
        try life.go()
        let after = remote[revision]?.files ?? [:]
        let before = remote.ancestors(of: revision, limit: 1).first.flatMap { remote[$0]?.files } ?? [:]
        return Set(after.keys).union(before.keys).filter { after[$0] != before[$0] }.sorted()
    }

    func descends(_ revision: String, from ancestor: String) async throws -> Bool {
        try life.go()
        return remote.descends(revision, from: ancestor)
    }

    func ancestors(of revision: String, limit: Int) async throws -> [String] {
        try life.go()
        return remote.ancestors(of: revision, limit: limit)
    }

    func checkout(at revision: String) async throws -> Checkout {
        try life.go()
        guard let entry = remote[revision] else { throw SimulationFault("no commit \(revision)") }
        func files(_ folder: String) -> [Checkout.File] {
            entry.files.filter { $0.key.hasPrefix(folder + "/") }.map {
                Checkout.File(path: $0.key, bytes: $0.value, blob: entry.blobs[$0.key])
            }
        }
        var checkout = Checkout(
            revision: revision, repository: "git.example.com/models", files: files("environments"),
            policies: files("policies"))
        checkout.known = known
        checkout.grounds = entry.blobs.filter { !$0.key.hasPrefix("environments/") }.sorted { $0.key < $1.key }
            .map(\.value)
        return checkout
    }

    // MARK: Writing

    func commit(
        _ edit: TreeEdit, onto base: String, message: CommitMessage, allowsEmpty: Bool, at time: Instant
    ) async throws -> String {
        try life.go()
        return try remote.commit(
            edit, onto: base, message: message, allowsEmpty: allowsEmpty, time: time.seconds, isPersons: false
        ) { try CommitSigning.sign($0, with: key) }
    }

    func publish(_ revision: String, onto base: String) async throws -> Repository.Publication {
        try life.go()
        let lost = RepositoryError.unreachable(remote: "origin", reason: "connection reset")
        guard disk.reachesRemote.withLock({ $0 }), !chance.fails(5) else { throw lost }
        if chance.fails(10) { meanwhile() }
        if isProtected { return .protected(reason: "protected branch") }
        let outcome = try remote.push(revision, onto: base)
        if case .published = outcome {
            for commit in remote.commits(from: base, to: revision, limit: .max) { onPublished("\(commit.id)") }
        }
        chance.note("push \(revision.prefix(8)) onto \(base.prefix(8)): \(outcome)")
        try life.go()
        if chance.fails(5) { throw lost }
        return outcome
    }

    func propose(_ revision: String, as request: PullRequest) async throws -> PullRequestOutcome {
        try life.go()
        if chance.fails(5) { return .unreachable(reason: "connection reset") }
        remote.propose(revision, as: request.source)
        chance.note("propose \(revision.prefix(8)) as \(request.source)")
        try life.go()
        return .opened(url: "https://git.example.com/\(request.source)")
    }

    // MARK: Keeping

    func keep(_ revision: String, as name: String) async throws {
        try life.go()
        disk.kept.withLock { $0[name] = revision }
        try life.go()
    }

    func kept(below prefix: String) async throws -> [String: String] {
        try life.go()
        return disk.kept.withLock { $0.filter { $0.key.hasPrefix(prefix) } }
    }

    func letGo(of name: String) async throws {
        try life.go()
        disk.kept.withLock { $0[name] = nil }
    }
}
