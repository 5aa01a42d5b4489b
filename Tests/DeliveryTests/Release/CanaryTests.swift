import Judging
import Manifests
import Releases
import Repository
import Testing
import Trust

@testable import Delivery

/// The whole loop: a real remote, a real second writer, a cluster in memory, scripted checks.
@Suite(.timeLimit(.minutes(2))) struct CanaryTests {
    @Test("a new version is opened, raised on passes and finished, each by one signed commit that says so")
    func passes() async throws {
        let scene = try await CanaryScene()
        scene.checks.answer(.pass)
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.decision == .idle && $0.version != "" && $0.weight == nil && $0.step == 0 }
            await scene.environment { $0.applied != nil && (try? scene.scene.subjects().count) == 5 }
        }
        #expect(
            try scene.scene.subjects() == [
                "staging/fraud: finish, the candidate is stable", "staging/fraud: raise the canary to 50 %",
                "staging/fraud: open the canary at 10 %", "Change \(CanaryScene.path)", "Declare staging",
            ])
        #expect(scene.log.entries.compactMap(\.version) == ["open 1/3", "step 2/3", "finish 3/3"])
        #expect(try scene.scene.file(CanaryScene.path) + "\n" == CanaryScene.service("v2"))
    }

    @Test("a failure is one revert that keeps what people changed since, and the version is remembered")
    func fails() async throws {
        let scene = try await CanaryScene()
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.step == 1 }
            #expect(try scene.scene.file(CanaryScene.path).contains("canaryTrafficPercent: 10"))
            try await scene.push(
                try scene.scene.file(CanaryScene.path).replacing("minReplicas: 1", with: "minReplicas: 3"))
            scene.checks.answer(.fail)
            await scene.release { $0.decision == .idle && $0.step == 0 }
            await scene.environment { _ in scene.liveVersion?.hasSuffix("v1") == true && scene.livePercent == nil }
            #expect(try scene.scene.file(CanaryScene.path) + "\n" == CanaryScene.service("v1", replicas: 3))
            // The same version again stays where it is.
            try await scene.push(CanaryScene.service("v2", replicas: 3))
            await scene.release { $0.decision == .rejected }
        }
        let subjects = try scene.scene.subjects()
        #expect(subjects.filter { $0.contains("revert") }.count == 1)
        #expect(subjects.first == "Change \(CanaryScene.path)")
        #expect(scene.liveVersion?.hasSuffix("v1") == true)
    }

    @Test("what runs stays what was stable until the candidate is opened")
    func heldBeforeOpening() async throws {
        let scene = try await CanaryScene(spec: "paused: true")
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            let revision = try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.decision == .paused }
            await scene.environment { $0.applied == revision }
            #expect(scene.liveVersion?.hasSuffix("v1") == true)
            try await scene.push(CanaryScene.releaseFile(), to: CanaryScene.release)
            await scene.release { $0.step == 1 }
            await scene.environment { _ in scene.livePercent == 10 }
            #expect(scene.liveVersion?.hasSuffix("v2") == true)
        }
    }

    @Test("no data, no answer and nothing to say hold; people who take the version back end the release")
    func holdsAndWithdraws() async throws {
        let scene = try await CanaryScene()
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            for verdict in [CheckVerdict.noData, .providerError, .inconclusive] {
                scene.checks.answer(verdict)
                await scene.release {
                    $0.decision == .hold(until: nil, .checks) && $0.checks.first?.contains(verdict.rawValue) == true
                }
            }
            try await scene.push(CanaryScene.service("v1", percent: 10))
            await scene.release { $0.decision == .idle }
            #expect(try scene.scene.file(CanaryScene.path) + "\n" == CanaryScene.service("v1"))
        }
    }

    @Test("a newer version starts over with the first share, also where that is the share it finds")
    func superseded() async throws {
        let scene = try await CanaryScene()
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.step == 1 }
            let v3 = try scene.scene.file(CanaryScene.path).replacing("fraud/v2", with: "fraud/v3")
            try await scene.push(v3)
            await scene.release { $0.step == 1 && $0.checks.isEmpty == false && $0.decision != .open(step: 1) }
            try await scene.settled()
            await scene.environment { _ in scene.liveVersion?.hasSuffix("v3") == true }
            scene.checks.answer(.pass)
            await scene.release { $0.decision == .idle }
        }
        #expect(try scene.scene.subjects().filter { $0.contains("open") }.count == 2)
        #expect(try scene.scene.file(CanaryScene.path) + "\n" == CanaryScene.service("v3"))
    }

    @Test("with Git out of reach a failure takes traffic back in the cluster first, and the commit follows")
    func outage() async throws {
        let scene = try await CanaryScene()
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.step == 1 }
            await scene.environment { _ in scene.livePercent == 10 }
            try scene.scene.setOutage(true)
            scene.checks.answer(.fail)
            await scene.release { $0.fault != nil }
            await scene.environment { _ in scene.livePercent == 0 }
            #expect(scene.liveVersion?.hasSuffix("v1") == true)
            // By now nothing fails any more, as nothing reaches the candidate.
            scene.checks.answer(.noData)
            try scene.scene.setOutage(false)
            await scene.release { $0.decision == .idle }
        }
        #expect(try scene.scene.subjects().filter { $0.contains("revert") }.count == 1)
    }
}
