import Foundation
import Judging
import Manifests
import Releases
import Repository
import Testing
import Trust

@testable import Delivery

/// Releases while others write to the same branch, and while the branch is protected or rewritten.
@Suite(.timeLimit(.minutes(3))) struct ContendedReleaseTests {
    @Test("two daemons on one branch make each transition once")
    func twoDaemons() async throws {
        let scene = try await CanaryScene()
        scene.checks.answer(.pass)
        let second = try await scene.scene.anotherStore()
        let (controller, holds) = scene.controller(git: second.git)
        let cluster = scene.cluster
        let other = Daemon(
            source: second.source,
            connect: { (_: ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster in cluster },
            holds: holds, releases: controller, board: scene.board, logger: ReleaseScene.logger)
        let task = Task { try await other.run() }
        defer { task.cancel() }
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            for version in ["v2", "v3", "v4"] {
                let before = try scene.scene.subjects().count
                try await scene.push(CanaryScene.service(version))
                second.source.poke()
                await scene.release { _ in
                    (try? scene.scene.subjects()).map { $0.count >= before + 4 && $0[0].contains("finish") } == true
                }
                try await scene.settled()
            }
        }
        let subjects = try scene.scene.subjects()
        for words in ["open", "raise", "finish"] { #expect(subjects.filter { $0.contains(words) }.count == 3) }
    }

    @Test("a person who pushes before every transition loses nothing, and the candidate still fails once")
    func busyBranch() async throws {
        let scene = try await CanaryScene()
        try await scene.withDaemon(git: ContendedGit(scene, isProtected: false)) { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.step == 1 }
            scene.checks.answer(.fail)
            await scene.release { $0.decision == .idle }
        }
        let subjects = try scene.scene.subjects()
        #expect(subjects.filter { $0.contains("revert") }.count == 1)
        let notes = subjects.filter { $0.contains("notes/") }.count
        #expect(notes >= 3)
        for note in 1...notes { #expect(try scene.scene.file("notes/\(note).txt") == "note \(note)") }
    }

    @Test("on a protected branch each transition is proposed once, and the release goes on with the merge")
    func protected() async throws {
        let scene = try await CanaryScene()
        scene.checks.answer(.pass)
        try await scene.withDaemon(git: ContendedGit(scene, isProtected: true)) { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.decision == .open(step: 1) }
            let branch = try #require(try scene.scene.branches().first { $0.hasPrefix("lockstep/staging/fraud/open-") })
            try scene.scene.merge(branch)
            scene.scene.source.poke()
            await scene.release { $0.decision == .step(2) }
        }
        #expect(try scene.scene.branches().filter { $0.contains("step-2") }.count == 1)
    }

    @Test("heads that do not concern a release bring no further proposals of what is proposed already")
    func proposedOnce() async throws {
        let scene = try await CanaryScene()
        try await scene.withDaemon(git: ContendedGit(scene, isProtected: true)) { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.decision == .open(step: 1) }
            for note in 1...3 {
                let head = try await scene.push("note \(note)\n", to: "notes/\(note).txt")
                await scene.environment { $0.applied == head }
                await scene.release { $0.decision == .open(step: 1) }
            }
        }
        #expect(try scene.scene.branches().filter { $0.hasPrefix("lockstep/") }.count == 1)
    }

    @Test("a rewritten branch moves nothing and says so")
    func rewritten() async throws {
        let scene = try await CanaryScene()
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.step == 1 }
            try scene.scene.rewrite()
            scene.checks.answer(.pass)
            scene.scene.source.poke()
            await scene.environment { $0.diagnostics.contains { "\($0)".contains("the branch was rewritten") } }
        }
        #expect(try scene.scene.subjects() == ["other"])
    }
}

/// A person pushes a note right before each transition is sent; or the server refuses direct pushes, as a code host does.
private actor ContendedGit: ReleaseGit {
    private let scene: ReleaseScene
    private let git: any ReleaseGit
    private var notes = 0
    private var raced: Set<String> = []

    private let isProtected: Bool

    init(_ scene: CanaryScene, isProtected: Bool) {
        self.scene = scene.scene
        self.isProtected = isProtected
        git = scene.scene.git
    }

    func publish(_ revision: String, onto base: String) async throws -> Repository.Publication {
        if isProtected { return .protected(reason: "protected branch") }
        let message = try await git.commits(from: nil, to: revision, limit: 1).first?.message.subject ?? ""
        if raced.insert(message).inserted {
            notes += 1
            try await scene.push("note \(notes)\n", to: "notes/\(notes).txt")
        }
        return try await git.publish(revision, onto: base)
    }

    func commits(from base: String?, to head: String, limit: Int) async throws -> [Commit] {
        try await git.commits(from: base, to: head, limit: limit)
    }
    func file(_ path: String, at revision: String) async throws -> [UInt8]? { try await git.file(path, at: revision) }
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
    func checkout(at revision: String) async throws -> Checkout { try await git.checkout(at: revision) }
}
