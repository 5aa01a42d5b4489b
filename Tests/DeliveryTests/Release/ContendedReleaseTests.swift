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
        let git = WatchedGit(scene.scene.git) { push, earlier in
            let subjects = Set(earlier.map(\.subject))
            guard !subjects.contains(push.subject) else { return }
            let number = subjects.count + 1
            try await scene.scene.push("note \(number)\n", to: "notes/\(number).txt")
        }
        try await scene.withDaemon(git: git) { scene in
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
        try await scene.withDaemon(git: WatchedGit(scene.scene.git, isProtected: true)) { scene in
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
        try await scene.withDaemon(git: WatchedGit(scene.scene.git, isProtected: true)) { scene in
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
