import Foundation
import Repository
import Synchronization
import Manifests
import Testing
import Trust

@testable import Delivery

@Suite(.timeLimit(.minutes(2))) struct TransitionWriterTests {
    @Test("a transition is one signed commit that git verifies, and is in the log")
    func published() async throws {
        let scene = try await ReleaseScene()
        let log = RecordingLog()
        let outcome = try await scene.writer(log: log).carryOut(from: scene.first) { _ in
            try ReleaseScene.transition(to: "model:2", label: "step-1")
        }
        guard case .published(let revision) = outcome else {
            Issue.record("expected a published commit, found \(outcome)")
            return
        }
        #expect(try scene.subjects() == ["Move to model:2", "Declare staging"])
        #expect(log.entries.map(\.commit) == [revision])
        let blob = try #require(scene.key.publicKey.ed25519).sshBlob
        let allowed = "\(scene.folder)/allowed"
        try Data("lockstep@example.com ssh-ed25519 \(Data(blob).base64EncodedString())\n".utf8)
            .write(to: URL(fileURLWithPath: allowed))
        let said = try scene.tool(
            "git", "-C", "\(scene.folder)/origin.git", "-c", "gpg.format=ssh", "-c",
            "gpg.ssh.allowedSignersFile=\(allowed)", "verify-commit", revision)
        #expect(said.contains("Good \"git\" signature for lockstep@example.com"))
    }

    @Test("a second writer who pushes during every try loses nothing, and each try is decided on their head")
    func races() async throws {
        let scene = try await ReleaseScene()
        let heads = Mutex<[String]>([])
        let outcome = try await scene.writer().carryOut(from: scene.first) { head in
            let round = heads.withLock { heads in
                heads.append(head)
                return heads.count
            }
            if round <= 5 { try await scene.push("round: \(round)\n", to: "notes/\(round).yaml") }
            return try ReleaseScene.transition(to: "model:2", label: "step-1")
        }
        guard case .published = outcome else {
            Issue.record("expected a published commit, found \(outcome)")
            return
        }
        #expect(Set(heads.withLock { $0 }).count == 6)
        #expect(try scene.subjects().count == 7)
        for round in 1...5 { #expect(try scene.file("notes/\(round).yaml") == "round: \(round)") }
        #expect(try scene.file(ReleaseScene.path).contains("model:2"))
    }

    @Test("a revert that was kept and not logged, because the log or the process was gone, is logged before it is sent")
    func keptIsLogged() async throws {
        let scene = try await ReleaseScene()
        func tryOnce(_ log: RecordingLog) async throws -> TransitionOutcome {
            try await scene.writer(log: log).carryOut(from: scene.first) { _ in
                try ReleaseScene.transition(to: "model:0", label: "revert", isRevert: true)
            }
        }
        guard case .postponed = try await tryOnce(RecordingLog(isBroken: true)) else {
            Issue.record("expected a revert that waits for the log")
            return
        }
        let log = RecordingLog()
        guard case .published(let revision) = try await tryOnce(log) else {
            Issue.record("expected a published revert")
            return
        }
        #expect(log.entries.map(\.commit) == [revision])
    }

    @Test("what somebody else did meanwhile is not done again")
    func unneeded() async throws {
        let scene = try await ReleaseScene()
        let by = try await scene.push(Sample.deployment("model", image: "model:2"), to: ReleaseScene.path)
        let outcome = try await scene.writer().carryOut(from: scene.first) { head in
            head == by ? nil : try ReleaseScene.transition(to: "model:2", label: "step-1")
        }
        #expect(outcome == .unneeded)
        #expect(try scene.subjects().count == 2)
    }

    @Test("a rewritten branch halts")
    func rewritten() async throws {
        let scene = try await ReleaseScene()
        try scene.rewrite()
        let outcome = try await scene.writer().carryOut(from: scene.first) { _ in
            try ReleaseScene.transition(to: "model:2", label: "step-1")
        }
        guard case .halted(let reason) = outcome else {
            Issue.record("expected a halt, found \(outcome)")
            return
        }
        #expect(reason.contains("it was rewritten"))
        #expect(try scene.subjects() == ["other"])
    }

    @Test("what the log does not take is not sent")
    func logFirst() async throws {
        let scene = try await ReleaseScene()
        let outcome = try await scene.writer(log: RecordingLog(isBroken: true)).carryOut(
            from: scene.first
        ) { _ in try ReleaseScene.transition(to: "model:2", label: "step-1") }
        guard case .postponed = outcome else {
            Issue.record("expected a postponement, found \(outcome)")
            return
        }
        #expect(try scene.subjects() == ["Declare staging"])
    }

    @Test("a revert that Git does not take holds on this machine, and is the same commit when Git answers")
    func outage() async throws {
        let scene = try await ReleaseScene()
        let log = RecordingLog()
        let writer = scene.writer(log: log)
        let holds = KeptReverts(git: scene.git)
        let decide: TransitionWriter.Decide = { _ in
            try ReleaseScene.transition(to: "model:0", label: "revert", isRevert: true)
        }
        try scene.setOutage(true)
        guard case .postponed = try await writer.carryOut(from: scene.first, decide: decide) else {
            Issue.record("expected a postponement")
            return
        }
        let held = try await holds.held(in: "staging", at: scene.first)
        #expect(held.map(\.release) == ["model"])
        #expect(held.flatMap { $0.objects.map(\.description) } == ["Deployment.apps ml/model"])
        let kept = try await scene.git.kept(below: "")
        try scene.setOutage(false)
        let outcome = try await writer.carryOut(from: scene.first, decide: decide)
        let revert = try #require(kept["staging/model"])
        #expect(outcome == .published(revision: revert))
        #expect(log.entries.count == 1)
        _ = try await scene.store.fetch(scene.remote)
        #expect(try await holds.held(in: "staging", at: revert).isEmpty)
        #expect(try await scene.git.kept(below: "") == [:])
    }

    @Test("people who changed things during the outage keep their work, and the revert is made on it")
    func outageWithEdits() async throws {
        let scene = try await ReleaseScene()
        let decide: TransitionWriter.Decide = { _ in
            try ReleaseScene.transition(to: "model:0", label: "revert", isRevert: true)
        }
        try scene.setOutage(true)
        _ = try await scene.writer().carryOut(from: scene.first, decide: decide)
        try scene.setOutage(false)
        try await scene.push(Sample.configMap("a", "2"), to: "environments/staging/config.yaml")
        guard
            case .published = try await scene.writer().carryOut(from: scene.first, decide: decide)
        else {
            Issue.record("expected a published commit")
            return
        }
        #expect(try scene.subjects().filter { $0 == "Move to model:0" }.count == 1)
        #expect(try scene.file("environments/staging/config.yaml").contains("\"2\""))
        #expect(try scene.file(ReleaseScene.path).contains("model:0"))
    }
}
