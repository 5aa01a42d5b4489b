import Judging
import Manifests
import Releases
import Repository
import Testing

@testable import Delivery

/// Candidates that fail while a proposal waits to be merged, or what was pushed has not been fetched.
@Suite(.timeLimit(.minutes(2))) struct ProposedReleaseTests {
    private func branch(_ label: String, in scene: CanaryScene) throws -> String? {
        try scene.scene.branches().first { $0.hasPrefix("lockstep/staging/fraud/\(label)-") }
    }

    private func isBack(_ scene: CanaryScene) async {
        await scene.environment { _ in scene.livePercent == 0 && scene.liveVersion?.hasSuffix("v1") == true }
    }

    @Test(
        "a candidate that fails while its next step waits for a merge is taken back, and stays so when that is merged")
    func failsWhileProposed() async throws {
        let scene = try await CanaryScene()
        try await scene.withDaemon(git: WatchedGit(scene.scene.git, isProtected: true)) { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.decision == .open(step: 1) }
            try scene.scene.merge(try #require(try branch("open", in: scene)))
            scene.scene.source.poke()
            await scene.release { $0.step == 1 }
            scene.checks.answer(.pass)
            await scene.release { $0.decision == .step(2) }
            await scene.environment { _ in scene.livePercent == 10 }
            scene.checks.answer(.fail)
            await isBack(scene)
            await scene.release { _ in (try? branch("revert", in: scene)) != nil }
            // Somebody merges the step all the same.
            try scene.scene.merge(try #require(try branch("step-2", in: scene)))
            scene.scene.source.poke()
            try await scene.settled()
            #expect(scene.livePercent == 0 && scene.liveVersion?.hasSuffix("v1") == true)
        }
    }

    @Test("a candidate that fails before what was pushed last is fetched is taken back")
    func failsBeforeFetch() async throws {
        let scene = try await CanaryScene(
            environment: Sample.environmentFile().replacing("interval: 30s", with: "interval: 1h"))
        // Fetches when it is told to.
        let source = GitSource(
            store: scene.scene.store, remote: scene.scene.remote, interval: .seconds(3600), kustomize: nil,
            scratch: "\(scene.scene.folder)/scratch-3", logger: ReleaseScene.logger)
        try await scene.withDaemon(source: source) { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            source.poke()
            await scene.release { $0.decision == .open(step: 1) }
            source.poke()
            await scene.environment { _ in scene.livePercent == 10 }
            scene.checks.answer(.pass)
            await scene.release { $0.decision == .step(2) }
            #expect(try scene.scene.file(CanaryScene.path).contains("canaryTrafficPercent: 50"))
            scene.checks.answer(.fail)
            await isBack(scene)
        }
        #expect(try scene.scene.subjects().filter { $0.contains("revert") }.count == 1)
    }
}
