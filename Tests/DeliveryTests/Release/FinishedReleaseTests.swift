import Judging
import Manifests
import Releases
import Repository
import Testing
import Trust

@testable import Delivery

/// What becomes of a version after its release is over.
@Suite(.timeLimit(.minutes(2))) struct FinishedReleaseTests {
    private static let twin = "environments/staging/fraud/stable.yaml"

    private static func deployment(_ name: String, image: String, replicas: Int) -> String {
        Sample.deployment(name, image: image).replacing("spec:\n  sel", with: "spec:\n  replicas: \(replicas)\n  sel")
    }

    /// A Deployment with a twin behind one Service.
    private static func twinned() async throws -> CanaryScene {
        try await CanaryScene(files: [
            CanaryScene.path: deployment("fraud", image: "m:1", replicas: 0),
            twin: deployment("fraud-stable", image: "m:1", replicas: 4),
            CanaryScene.release: """
            apiVersion: lockstep/v1
            kind: Release
            metadata: { name: fraud }
            spec:
              workload: { kind: Deployment, name: fraud }
              traffic: { stable: fraud-stable, replicas: 4 }
              steps: [{ weight: 50 }, { weight: 100 }]
              interval: 1s

            """,
        ])
    }

    /// The controller looks at the newest head, and again once that runs.
    private func look(_ scene: CanaryScene, _ controller: ReleaseController) async throws {
        let head = try await scene.head()
        var status = EnvironmentStatus(name: "staging", at: .now())
        status.applied = head
        await controller.step(.head(try await scene.scene.source.checkout(at: head))) { _ in }
        await controller.step(.status(status)) { _ in }
    }

    @Test(
        "a finished release is rolled back with its twin, before and after the traffic is at rest", arguments: [0, 1])
    func twinRollback(settles: Int) async throws {
        let scene = try await Self.twinned()
        let (controller, _) = scene.controller()
        let before = (try scene.scene.file(CanaryScene.path), try scene.scene.file(Self.twin))
        try await scene.push(before.0.replacing("m:1", with: "m:2") + "\n")
        for _ in 0..<(2 + settles) { try await look(scene, controller) }
        let last = settles == 0 ? "finish, the candidate is stable" : "set the traffic at rest"
        #expect(try scene.scene.subjects().first == "staging/fraud: \(last)")
        #expect(try scene.scene.file(Self.twin).contains("m:2"))
        try await scene.ask(.rollback(reason: "too dear"), of: CanaryScene.key)
        #expect(try scene.scene.file(Self.twin) == before.1)
        #expect(try scene.scene.file(CanaryScene.path) == before.0)
        let origin = "\(scene.scene.folder)/origin.git"
        let said = try scene.scene.tool("git", "-C", origin, "log", "-1", "--format=%b", "main")
        #expect(said.hasPrefix("back to commit \(scene.scene.first.prefix(12)): m:1\n"), "\(said)")
        // Once: what was stable before that is not rolled back to by the same word.
        await #expect(throws: RequestRefusal.self) {
            try await scene.ask(.rollback(reason: "too dear"), of: CanaryScene.key)
        }
        try await look(scene, controller)
        #expect(try scene.scene.subjects().first == "staging/fraud: roll back: too dear")
    }

    @Test("what staging has finished may be promoted though a later candidate has failed there")
    func upstreamAfterFailure() async throws {
        let scene = try await CanaryScene.withProduction()
        let key = CanaryScene.productionKey
        scene.checks.answer(.pass)
        try await scene.withDaemon { scene in
            await scene.environment { $0.name == "production" && $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { _ in (try? scene.scene.subjects().first?.contains("finish")) == true }
            scene.checks.answer(.fail)
            try await scene.push(CanaryScene.service("v3"))
            await scene.release { _ in (try? scene.scene.subjects().first?.contains("at rest")) == true }
            scene.checks.answer(.pass)
            try await scene.ask(.promote(from: "staging"), of: key)
            await scene.release {
                $0.key == key
                    && ($0.decision == .hold(until: nil, .upstream)
                        || (try? scene.scene.subjects().first?.contains("finish")) == true)
            }
        }
        #expect(try scene.scene.subjects().first == "production/fraud: finish, the candidate is stable")
    }

    @Test("a candidate that people took out begins anew when it is brought again")
    func takenOut() async throws {
        let scene = try await CanaryScene()
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.step == 1 }
            try await scene.push(CanaryScene.service("v1"))
            await scene.release { $0.decision == .idle && $0.step == 0 }
            try await scene.settled()
            #expect(scene.liveVersion?.hasSuffix("v1") == true && scene.livePercent == nil)
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.step == 1 }
        }
        let subjects = try scene.scene.subjects()
        #expect(subjects.filter { $0.contains("open the canary") }.count == 2, "\(subjects)")
        #expect(try scene.scene.file(CanaryScene.path).contains("canaryTrafficPercent: 10"))
    }

    @Test("a candidate that several commits brought is taken back whole, scaling of its own components too")
    func severalCommits() async throws {
        let scene = try await CanaryScene()
        let transformer = "  transformer: { minReplicas: 1, containers: [{ name: t, image: \"t:1\" }] }\n"
        try await scene.push(CanaryScene.service("v1") + transformer)
        try await scene.push(CanaryScene.service("v1", replicas: 3) + transformer)
        try await scene.push(CanaryScene.service("v2", replicas: 3) + transformer)
        _ = try await scene.scene.store.fetch(scene.scene.remote)
        scene.checks.answer(.fail)
        try await scene.withDaemon { scene in
            await scene.release { $0.decision == .idle && $0.weight == nil }
        }
        #expect(try scene.scene.subjects().filter { $0.contains("open") }.count == 1)
        #expect(try scene.scene.file(CanaryScene.path) + "\n" == CanaryScene.service("v1", replicas: 3))
    }

    @Test("who takes a Release away has the workload in their own hands, whatever was kept of it")
    func releaseTakenAway() async throws {
        struct Outage: Error {}
        let scene = try await CanaryScene()
        let git = WatchedGit(scene.scene.git) { push, _ in if push.subject.contains("revert") { throw Outage() } }
        try await scene.withDaemon(git: git) { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.step == 1 }
            await scene.environment { _ in scene.livePercent == 10 }
            scene.checks.answer(.fail)
            await scene.environment { _ in scene.livePercent == 0 && scene.liveVersion?.hasSuffix("v1") == true }
            try await scene.push(Sample.configMap("a"), to: CanaryScene.release)
            try await scene.settled()
            await scene.environment { _ in scene.livePercent == 10 && scene.liveVersion?.hasSuffix("v2") == true }
            #expect(try await scene.scene.git.kept(below: "") == [:])
        }
    }

    @Test(
        "a Release that was taken away and comes back begins with what runs then",
        arguments: [true, false])
    func declaredAgain(wasReleased: Bool) async throws {
        let scene = try await CanaryScene()
        let (controller, holds) = scene.controller()
        scene.checks.answer(.pass)
        try await look(scene, controller)
        if wasReleased {
            try await scene.push(CanaryScene.service("v2"))
            for _ in 0..<3 { try await look(scene, controller) }
            #expect(try scene.scene.subjects().first?.contains("finish") == true)
        }
        try await scene.push(Sample.configMap("a"), to: CanaryScene.release)
        try await scene.push(CanaryScene.service("v4"))
        try await scene.push(CanaryScene.service("v5"))
        let head = try await scene.push(CanaryScene.releaseFile(), to: CanaryScene.release)
        _ = try await scene.scene.store.fetch(scene.scene.remote)
        #expect(try await holds.held(in: "staging", at: head).isEmpty)
        try await look(scene, controller)
        let words = "staging/fraud: begin anew with what runs, the Release was away"
        #expect(try scene.scene.subjects().contains(words) == wasReleased)
        // The next candidate is compared with that.
        try await scene.push(CanaryScene.service("v6"))
        try await look(scene, controller)
        #expect(try scene.scene.subjects().first == "staging/fraud: open the canary at 10 %")
        scene.checks.answer(.fail)
        try await look(scene, controller)
        #expect(try scene.scene.file(CanaryScene.path).contains("fraud/v5"))
    }

    @Test("who has approved a candidate that left approves it anew when it is back, at the same gate")
    func approvedAgain() async throws {
        let release = CanaryScene.releaseFile().replacing(
            "{ weight: 50 }", with: "{ approval: managers }, { weight: 50 }")
        let scene = try await CanaryScene(
            environment: Sample.environmentFile() + "  approvals: { from: managers }\n",
            files: [CanaryScene.release: release])
        let signer = SigningKey.memory(.ed25519(try .generate()))
        var candidate = ""
        for version in ["v2", "v1", "v2"] {
            candidate = try await scene.push(CanaryScene.service(version))
            guard version == "v2" else { continue }
            try await scene.ask(.approve(group: "managers", signer), of: CanaryScene.key)
        }
        let head = try await scene.head()
        let files = try await scene.scene.git.files(below: Approval.folder(of: CanaryScene.key), at: head)
        let approvals = try files.values.compactMap { Approval(try Envelope.parse($0)) }
        #expect(approvals.map(\.gate) == [.opening] && approvals.map(\.candidate) == [candidate])
    }
}
