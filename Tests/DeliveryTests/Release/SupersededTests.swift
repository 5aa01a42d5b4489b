import Judging
import Manifests
import Releases
import Synchronization
import Testing

@testable import Delivery

/// Candidates whose place another version takes before they are done.
@Suite(.timeLimit(.minutes(2))) struct SupersededTests {
    private func opened(_ scene: CanaryScene) async throws {
        await scene.environment { $0.applied == scene.scene.first }
        try await scene.push(CanaryScene.service("v2"))
        await scene.release { $0.step == 1 }
        await scene.environment { _ in scene.livePercent == 10 }
    }

    private func version(_ name: String, in scene: CanaryScene) throws -> String {
        let file = try scene.scene.file(CanaryScene.path)
        return file.replacing(/fraud\/v\d/, with: "fraud/\(name)") + "\n"
    }

    @Test("a candidate that another one has taken the place of keeps no share while that one waits")
    func waits() async throws {
        let scene = try await CanaryScene()
        try await scene.withDaemon { scene in
            try await opened(scene)
            try await scene.push(CanaryScene.releaseFile("paused: true"), to: CanaryScene.release)
            try await scene.push(try version("v3", in: scene))
            await scene.release { $0.decision == .paused }
            // With a share of 0: without one, KServe gives everything to the newest ready revision.
            #expect(scene.liveVersion?.hasSuffix("v1") == true && scene.livePercent == 0)
            try await scene.push(CanaryScene.releaseFile(), to: CanaryScene.release)
            await scene.environment { _ in scene.liveVersion?.hasSuffix("v3") == true && scene.livePercent == 10 }
        }
    }

    @Test("who goes from a candidate back to a rejected version gets the stable one, with a share of 0 for it")
    func rejectedAgain() async throws {
        let scene = try await CanaryScene()
        try await scene.withDaemon { scene in
            try await opened(scene)
            scene.checks.answer(.fail)
            await scene.release { $0.decision == .idle && $0.weight == nil }
            scene.checks.answer(.noData)
            try await scene.push(try version("v3", in: scene))
            await scene.environment { _ in scene.liveVersion?.hasSuffix("v3") == true }
            try await scene.push(try version("v2", in: scene))
            await scene.release { $0.decision == .rejected }
            try await scene.settled()
            #expect(scene.liveVersion?.hasSuffix("v1") == true && scene.livePercent == 0)
        }
    }

    @Test("what failed while Git was out of reach is rejected, whatever people have put in its place meanwhile")
    func outage() async throws {
        struct Outage: Error {}
        let scene = try await CanaryScene()
        let isOut = Mutex(false)
        let git = WatchedGit(scene.scene.git) { _, _ in if isOut.withLock({ $0 }) { throw Outage() } }
        try await scene.withDaemon(git: git) { scene in
            try await opened(scene)
            let v3 = try version("v3", in: scene)
            isOut.withLock { $0 = true }
            scene.checks.answer(.fail)
            await scene.release { $0.fault != nil }
            await scene.environment { _ in scene.livePercent == 0 && scene.liveVersion?.hasSuffix("v1") == true }
            scene.checks.answer(.noData)
            try await scene.push(v3)
            isOut.withLock { $0 = false }
            await scene.environment { _ in scene.liveVersion?.hasSuffix("v3") == true && scene.livePercent == 10 }
            let subjects = try scene.scene.subjects()
            #expect(
                subjects.contains("staging/fraud: reject a candidate that failed before another took its place"),
                "\(subjects)")
            #expect(!subjects.contains { $0.contains("revert") })
            try await scene.push(try version("v2", in: scene))
            await scene.release { $0.decision == .rejected }
            #expect(try await scene.scene.git.kept(below: "") == [:])
        }
    }
}
