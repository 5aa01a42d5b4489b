import Judging
import Manifests
import Releases
import Testing

@testable import Delivery

/// Candidates that fail while the head may not run, or cannot be read.
@Suite(.timeLimit(.minutes(2))) struct RefusedHeadTests {
    private static let config = "environments/staging/config.yaml"
    private static let policy = [
        "policies/clean.policy.swift": """
        import PolicyV1

        admission("clean", kinds: [.configMap]) { review in
            require(review.object.at("data.value")?.string != "denied", "a denied value")
        }

        """,
        "policies/use.yaml":
            "apiVersion: lockstep/v1\nkind: PolicyUse\nmetadata: { name: clean }\nspec: { policy: clean }\n",
    ]

    private func opened(_ scene: CanaryScene) async throws {
        await scene.environment { $0.applied == scene.scene.first }
        try await scene.push(CanaryScene.service("v2"))
        await scene.release { $0.step == 1 }
        await scene.environment { _ in scene.livePercent == 10 }
    }

    private func isBack(_ scene: CanaryScene) async {
        await scene.environment { _ in scene.livePercent == 0 && scene.liveVersion?.hasSuffix("v1") == true }
    }

    @Test(
        "another file at fault, or what a policy denies, keeps no failing candidate: it is reverted in Git and cluster",
        arguments: ["kind: ConfigMap\n  broken: {{\n", Sample.configMap("a", "denied")])
    func badHead(_ config: String) async throws {
        let scene = try await CanaryScene(files: Self.policy)
        try await scene.withDaemon { scene in
            try await opened(scene)
            try await scene.push(config, to: Self.config)
            await scene.environment { $0.phase == .invalid }
            scene.checks.answer(.fail)
            await isBack(scene)
            #expect(!scene.cluster.names(of: SimulatedCluster.configMap).contains("a"))
            let subjects = try scene.scene.subjects()
            #expect(subjects.first == "staging/fraud: revert the candidate: availability has failed")
            // Once the head is good again, what was taken back comes to rest, and stays rejected.
            try await scene.push(Sample.configMap("a", "good"), to: Self.config)
            await scene.release { $0.decision == .idle && $0.weight == nil }
            try await scene.settled()
            #expect(scene.liveVersion?.hasSuffix("v1") == true && scene.livePercent == nil)
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.decision == .rejected }
        }
        #expect(try scene.scene.subjects().filter { $0.contains("revert") }.count == 1)
    }

    @Test("nothing rises on a head that cannot be read whole")
    func noRise() async throws {
        let scene = try await CanaryScene()
        try await scene.withDaemon { scene in
            try await opened(scene)
            try await scene.push("kind: [\n", to: Self.config)
            await scene.environment { $0.phase == .invalid }
            scene.checks.answer(.pass)
            await scene.release {
                $0.decision == .hold(until: nil, .cluster) && $0.checks.first?.contains("pass") == true
            }
            #expect(try scene.scene.subjects().filter { $0.contains("raise") }.isEmpty)
        }
    }

    @Test("with its own manifest at fault a candidate is taken back in the cluster, and in Git when that can be read")
    func ownFault() async throws {
        let scene = try await CanaryScene()
        try await scene.withDaemon { scene in
            try await opened(scene)
            let good = try scene.scene.file(CanaryScene.path)
            try await scene.push("kind: [\n", to: CanaryScene.path)
            await scene.environment { $0.phase == .invalid }
            scene.checks.answer(.fail)
            await isBack(scene)
            #expect(try scene.scene.subjects().filter { $0.contains("revert") }.isEmpty)
            try await scene.push(good)
            await scene.release { $0.decision == .idle && $0.weight == nil }
            try await scene.settled()
        }
        #expect(try scene.scene.subjects().filter { $0.contains("revert") }.count == 1)
        #expect(scene.liveVersion?.hasSuffix("v1") == true)
    }

    @Test("a daemon that starts on a head that cannot be read judges the candidate that runs")
    func start() async throws {
        let scene = try await CanaryScene()
        try await scene.withDaemon { try await opened($0) }
        try await scene.push("kind: [\n", to: Self.config)
        scene.checks.answer(.fail)
        try await scene.withNextDaemon { scene in
            await isBack(scene)
        }
        #expect(try scene.scene.subjects().filter { $0.contains("revert") }.count == 1)
    }
}
