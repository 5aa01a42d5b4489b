import Foundation
import Logging
import Repository
import Synchronization
import Testing
import Transport
import Trust

@testable import Delivery

/// A bare repository, the store that Lockstep follows it with, and a second writer with a store of their own.
final class ReleaseScene: Sendable {
    static let path = "environments/staging/model/deployment.yaml"
    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    let folder: String
    let remote: Remote
    let source: GitSource
    let store: GitStore
    let git: RemoteReleases
    let key: SigningKey
    private let other: GitStore
    let first: String

    static let files = [
        "environments/staging/environment.yaml": Sample.environmentFile(selfHeal: false),
        "environments/staging/namespace.yaml": Sample.namespaceFile,
        "environments/staging/config.yaml": Sample.configMap("a"),
        path: Sample.deployment("model", image: "model:1"),
    ]

    init(files: [String: String] = ReleaseScene.files, kustomize: Kustomize? = nil) async throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-release-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let (_, commit) = try await GitStore.initialise(
            "\(folder)/origin.git", files: files.mapValues { Array($0.utf8) },
            message: CommitMessage(subject: "Declare staging"), author: Self.author("Ada"), logger: Self.logger)
        first = "\(commit.id)"
        remote = Remote(address: RemoteAddress(folder: "\(folder)/origin.git"), branch: "main")
        store = try await GitStore.open("\(folder)/store.git", logger: Self.logger)
        other = try await GitStore.open("\(folder)/other.git", logger: Self.logger)
        _ = try await store.fetch(remote)
        source = GitSource(
            store: store, remote: remote, interval: .seconds(30), kustomize: kustomize, scratch: "\(folder)/scratch",
            logger: Self.logger)
        let key = SigningKey.memory(.ed25519(try Ed25519PrivateKey.generate()))
        self.key = key
        git = Self.releases(
            store: store, remote: remote, source: source, name: "Lockstep", email: "lockstep@example.com", key: key)
    }

    /// The repository as somebody else writes to it.
    func releases(as email: String, key: SigningKey) -> RemoteReleases {
        Self.releases(store: store, remote: remote, source: source, name: email, email: email, key: key)
    }

    private static func releases(
        store: GitStore, remote: Remote, source: GitSource, name: String, email: String, key: SigningKey
    ) -> RemoteReleases {
        RemoteReleases(
            store: store, remote: remote, source: source, name: name, email: email,
            sign: { try CommitSigning.sign($0, with: key) },
            pullRequests: PullRequestClient(host: nil, token: nil, http: HTTPClient()))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func writer(log: (any ReleaseLog)? = nil) -> TransitionWriter {
        TransitionWriter(git: git, log: log, clock: StoppedClock(), logger: Self.logger)
    }

    /// The second writer changes a file and pushes.
    @discardableResult
    func push(
        _ text: String, to path: String, message: CommitMessage? = nil, by author: String = "Bob",
        key: SigningKey? = nil
    ) async throws -> String {
        let head = try await other.fetch(remote).head
        let commit = try await other.commit(
            TreeEdit(files: [path: Array(text.utf8)]), onto: head,
            message: message ?? CommitMessage(subject: "Change \(path)"), author: Self.author(author),
            sign: key.map(Self.signer))
        #expect(try await other.push(commit.id, to: remote, expecting: head) == .pushed(commit.id))
        return "\(commit.id)"
    }

    /// Somebody changes a file on a branch, and somebody else merges that.
    func merge(
        _ text: String, to path: String, by key: SigningKey, email: String, isSigned: Bool, mergedBy merger: SigningKey
    ) async throws {
        let head = try await other.fetch(remote).head
        let name = isSigned ? email : "x@example.com"
        let edit = TreeEdit(files: [path: Array(text.utf8)])
        let change = try await other.commit(
            edit, onto: head, message: CommitMessage(subject: "Change \(path)"),
            author: Authorship(name: name, email: name, time: 1_700_000_000), sign: isSigned ? Self.signer(key) : nil)
        let merge = try await other.commit(
            edit, onto: head, mergedParents: [change.id], message: CommitMessage(subject: "Merge a change"),
            author: Self.author("Carol"), sign: Self.signer(merger))
        #expect(try await other.push(merge.id, to: remote, expecting: head) == .pushed(merge.id))
    }

    /// Moves the branch to a commit that does not lead on from where it is.
    func rewrite() throws {
        try tool("git", "-C", "\(folder)/origin.git", "update-ref", "refs/heads/main", orphan())
    }

    private func orphan() throws -> String {
        try tool(
            "git", "-C", "\(folder)/origin.git", "-c", "user.name=Eve", "-c", "user.email=eve@example.com",
            "commit-tree", "-m", "other", "main^{tree}")
    }

    /// Takes the remote away, and puts it back.
    func setOutage(_ isOut: Bool) throws {
        let (here, away) = ("\(folder)/origin.git", "\(folder)/away.git")
        try FileManager.default.moveItem(atPath: isOut ? here : away, toPath: isOut ? away : here)
    }

    /// Another machine's view of the same remote.
    func anotherStore() async throws -> (source: GitSource, git: RemoteReleases) {
        let store = try await GitStore.open("\(folder)/second.git", logger: Self.logger)
        let source = GitSource(
            store: store, remote: remote, interval: .seconds(1), kustomize: nil, scratch: "\(folder)/scratch-2",
            logger: Self.logger)
        let git = Self.releases(
            store: store, remote: remote, source: source, name: "Lockstep", email: "lockstep@example.com", key: key)
        return (source, git)
    }

    func branches() throws -> [String] {
        try tool("git", "-C", "\(folder)/origin.git", "for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads")
            .split(separator: "\n").map(String.init)
    }

    /// Merges as a code host does that moves the branch forward.
    func merge(_ branch: String) throws {
        try tool("git", "-C", "\(folder)/origin.git", "update-ref", "refs/heads/main", "refs/heads/\(branch)")
    }

    func file(_ path: String) throws -> String { try tool("git", "-C", "\(folder)/origin.git", "show", "main:\(path)") }

    func subjects() throws -> [String] {
        try tool("git", "-C", "\(folder)/origin.git", "log", "--format=%s", "main").split(separator: "\n")
            .map(String.init)
    }

    @discardableResult
    func tool(_ command: String...) throws -> String {
        // Foundation's `Process` would wait for every child that was started meanwhile, too: each holds the others' pipes.
        let output = "\(folder)/output-\(UUID())"
        let words = command.map { "'" + $0.replacing("'", with: "'\\''") + "'" }.joined(separator: " ")
        let status = system("\(words) > '\(output)' 2>&1 < /dev/null")
        let text = try String(contentsOfFile: output, encoding: .utf8).trimmingCharacters(in: .newlines)
        try #require(status == 0, "\(words): \(text)")
        return text
    }

    /// A commit that sets the model's image.
    static func transition(to image: String, label: String, isRevert: Bool = false) throws -> ReleaseTransition {
        var entry = LogEntry(.promotionVerdict, at: try #require(LogTime(seconds: 1_700_000_000)))
        entry.environment = "staging"
        entry.reason = label
        return ReleaseTransition(
            environment: "staging", release: "model", label: label, isRevert: isRevert,
            edit: TreeEdit(files: [path: Array(Sample.deployment("model", image: image).utf8)]),
            message: CommitMessage(
                subject: "Move to \(image)", trailers: [.init(key: "Lockstep-Release", value: "model")]),
            entry: entry)
    }

    private static func signer(_ key: SigningKey) -> CommitSigner { { try CommitSigning.sign($0, with: key) } }

    private static func author(_ name: String) -> Authorship {
        Authorship(name: name, email: "\(name.lowercased())@example.com", time: 1_700_000_000)
    }
}

struct StoppedClock: ReleaseClock {
    var now: Instant { Instant(seconds: 1_700_000_100) }
    func sleep(until instant: Instant) async throws {}
}

/// A log that remembers, or refuses.
final class RecordingLog: ReleaseLog {
    struct Refusal: Error {}

    private let state: Mutex<(entries: [LogEntry], isBroken: Bool)>

    init(isBroken: Bool = false) { state = Mutex(([], isBroken)) }

    var entries: [LogEntry] { state.withLock { $0.entries } }

    func record(_ entry: LogEntry) async throws {
        try state.withLock { state in
            if state.isBroken { throw Refusal() }
            state.entries.append(entry)
        }
    }
}
