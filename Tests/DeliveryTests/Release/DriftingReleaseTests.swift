import Judging
import Releases
import Retraining
import Testing
import Trust

@testable import Delivery

@Suite(.timeLimit(.minutes(2))) struct DriftingReleaseTests {
    private func scene(_ onDrift: String) async throws -> CanaryScene {
        let text = CanaryScene.releaseFile("onDrift: \(onDrift)")
            .replacing("all_total } }]", with: "all_total } }, { name: inputs, drift: { reference: a, current: b } }]")
        return try await CanaryScene(files: [CanaryScene.release: text])
    }

    @Test("drift holds the candidate, is one signed commit that changes no file, and training is asked for")
    func retrain() async throws {
        let scene = try await scene("{ action: retrain, triggers: [nightly] }")
        scene.checks.answer(.inconclusive)
        var candidate = ""
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            candidate = try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.step == 1 }
            scene.checks.answer(drift: .fail)
            await scene.release { $0.training == ["nightly: told"] && $0.decision == .hold(until: nil, .checks) }
            // It stays where it is when the data are well again, and goes on from there.
            scene.checks.answer(drift: .pass)
            scene.checks.answer(.pass)
            await scene.release { $0.decision == .idle && $0.step == 0 && $0.weight == nil }
        }
        #expect(
            try scene.scene.subjects().prefix(4) == [
                "staging/fraud: finish, the candidate is stable", "staging/fraud: raise the canary to 50 %",
                "staging/fraud: hold the candidate, its data have drifted; ask for training",
                "staging/fraud: open the canary at 10 %",
            ])
        #expect(try scene.scene.tool("git", "-C", "\(scene.scene.folder)/origin.git", "diff", "main~2", "main~3") == "")
        #expect(scene.log.entries.compactMap(\.version) == ["open 1/3", "retrain 1/3", "step 2/3", "finish 3/3"])
        let told = scene.training.told
        #expect(Set(told.map(\.event.id)).count == 1)
        let first = try #require(told.first)
        #expect(first.names == ["nightly"])
        #expect(first.event.candidate == candidate)
        #expect(first.event.columns == ["amount"])
        #expect(first.event.reason == "inputs: as scripted")
        #expect(first.event.evidence.hasPrefix("sha256:"))
    }

    @Test("drift that reverts asks for training where triggers are named")
    func revert() async throws {
        let scene = try await scene("{ action: revert, triggers: [nightly] }")
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.step == 1 }
            scene.checks.answer(drift: .fail)
            await scene.release { $0.decision == .idle && $0.step == 0 && $0.weight == nil }
        }
        #expect(scene.liveVersion?.hasSuffix("v1") == true)
        #expect(scene.training.told.map(\.event.reason).first == "inputs: as scripted")
    }
}
