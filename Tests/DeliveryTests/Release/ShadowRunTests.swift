import Foundation
import Manifests
import Measurement
import Releases
import Testing
import Trust
import Transport

@testable import Delivery

/// A CronJob that is released after a run of its candidate, over a real remote; the test is the Job controller.
@Suite(.timeLimit(.minutes(2))) struct ShadowRunTests {
    private static let path = "environments/staging/scores/cron-job.yaml"
    private static let stable = "environments/staging/scores/stable.yaml"

    private static let cronJob = GroupVersionKind(apiVersion: "batch/v1", kind: "CronJob")
    private static let job = GroupVersionKind(apiVersion: "batch/v1", kind: "Job")

    private static func cronJob(_ name: String, image: String, output: String, suspend: Bool) -> String {
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: { name: \(name) }
        spec:
          schedule: 0 3 * * *
          suspend: \(suspend)
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - { name: score, image: "\(image)", env: [{ name: OUT, value: \(output) }] }

        """
    }

    private static let release = """
        apiVersion: lockstep/v1
        kind: Release
        metadata: { name: scores }
        spec:
          workload: { kind: CronJob, name: scores }
          interval: 1s
          traffic: { stable: scores-stable, shadow: { keep: [OUT] } }
          steps: [{ weight: 0 }, { weight: 100 }]
          checks: [{ name: run, shadow: { timeout: 1h } }]

        """

    /// A daemon over a scene whose candidate has been pushed.
    private func run(
        _ policies: [String: String] = [:],
        _ body: @Sendable (ReleaseScene, SimulatedCluster, StatusBoard) async throws -> Void
    ) async throws -> ReleaseScene {
        let files = [
            "environments/staging/environment.yaml": Sample.environmentFile(prune: false),
            "environments/staging/namespace.yaml": Sample.namespaceFile,
            Self.path: Self.cronJob("scores", image: "b:1", output: "/shadow", suspend: true),
            Self.stable: Self.cronJob("scores-stable", image: "b:1", output: "/real", suspend: false),
            "environments/staging/scores/release.yaml": Self.release,
        ]
        let scene = try await ReleaseScene(files: files.merging(policies) { $1 })
        let cluster = SimulatedCluster(kinds: [
            SimulatedCluster.namespace: .cluster, Self.cronJob: .namespaced, Self.job: .namespaced,
        ])
        let client = HTTPClient()
        let checks = MeasuredChecks(
            sources: { _ in MetricsSources(client: client) },
            connect: { (_: ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster in cluster },
            states: CheckStates(folder: "\(scene.folder)/checks", logger: ReleaseScene.logger),
            jobs: GatedJobs(gate: Gate()) { try await scene.git.checkout(at: $0) })
        let board = StatusBoard()
        let clock = WallReleaseClock()
        let reader = ReleaseReader(git: scene.git, trust: TransitionTrust(ownKey: scene.key.publicKey.ed25519))
        let controller = ReleaseController(
            reader: reader, git: scene.git,
            writer: TransitionWriter(git: scene.git, log: nil, clock: clock, logger: ReleaseScene.logger),
            checks: checks, approvals: nil, board: board, clock: clock, logger: ReleaseScene.logger)
        let daemon = Daemon(
            source: scene.source,
            connect: { (_: ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster in cluster },
            holds: OpeningHolds(reader: reader), releases: controller, board: board, logger: ReleaseScene.logger)
        let task = Task { try await daemon.run() }
        for await status in await board.updates() where status.applied == scene.first { break }
        try await scene.push(
            Self.cronJob("scores", image: "b:2", output: "/shadow", suspend: true), to: Self.path)
        scene.source.poke()
        try await body(scene, cluster, board)
        task.cancel()
        _ = await task.result
        await client.shutdown()
        return scene
    }

    @Test(arguments: [
        ("Complete", "staging/scores: finish, the candidate is stable", "b:2"),
        ("Failed", "staging/scores: revert the candidate: run has failed", "b:1"),
    ])
    func `a candidate runs once to the shadow place, and its schedule follows or it is reverted`(
        condition: String, subject: String, image: String
    ) async throws {
        let scene = try await run { scene, cluster, board in
            for await status in await board.releaseUpdates()
            where status.checks.contains(where: { $0.contains("running") }) { break }
            let run = try #require(cluster.objects.first { $0.key.groupKind.kind == "Job" }).value
            let name = try #require(run[path: "metadata", "name"]?.string)
            let container = run[path: "spec", "template", "spec", "containers"]?.array?.first
            #expect(container?["image"] == "b:2")
            #expect(container?["env"]?.array?.first?["value"] == "/shadow")
            // Not one of the environment's own, which are pruned when Git does not declare them.
            #expect(run[path: "metadata", "labels"] == nil)
            let live = cluster.objects.first { $0.key.name == "scores-stable" }?.value
            #expect(Self.image(live) == "b:1")
            cluster.setStatus(
                ["conditions": [["type": .string(condition), "status": "True"]]], of: name, kind: Self.job)
            for await _ in await board.releaseUpdates() where (try? scene.subjects().first) == subject { break }
        }
        #expect(
            try scene.file(Self.stable) + "\n"
                == Self.cronJob("scores-stable", image: image, output: "/real", suspend: false))
    }

    private static let idle = """
        import PolicyV1

        admission("idle", kinds: [.job]) { review in
            require(!review.pod.allContainers.contains { $0.image.text == "b:2" }, "no Jobs of b:2")
        }

        """
    private static let use =
        "apiVersion: lockstep/v1\nkind: PolicyUse\nmetadata: { name: idle }\nspec: { policy: idle }\n"

    @Test func `a candidate whose check's Job policies would deny is refused before it is opened`() async throws {
        let scene = try await run([
            "policies/idle.policy.swift": Self.idle, "policies/uses.yaml": Self.use,
        ]) { _, cluster, board in
            for await status in await board.updates()
            where status.diagnostics.contains(where: {
                "\($0)".hasPrefix(
                    "environments/staging/scores/release.yaml:9:12: error: policy 'idle': no Jobs of b:2")
            }) { break }
            #expect(!cluster.objects.contains { $0.key.groupKind.kind == "Job" })
        }
        #expect(try scene.subjects().first?.hasPrefix("Change ") == true)
    }

    @Test func `what policies deny in a manifest does not run as the Job of a check either`() async throws {
        let scene = try await ReleaseScene(files: [
            "environments/staging/environment.yaml": Sample.environmentFile(prune: false),
            Self.path: Self.cronJob("scores", image: "b:1", output: "/shadow", suspend: true),
            Self.stable: Self.cronJob("scores-stable", image: "b:1", output: "/real", suspend: false),
            "environments/staging/scores/release.yaml": Self.release,
            "policies/idle.policy.swift": Self.idle, "policies/uses.yaml": Self.use,
        ])
        let cluster = SimulatedCluster(kinds: [Self.cronJob: .namespaced, Self.job: .namespaced])
        let reader = ReleaseReader(git: scene.git, trust: TransitionTrust(ownKey: nil))
        let found = try await reader.releases(of: "staging", at: scene.first).releases
        let reading = try #require(found.first)
        let jobs = GatedJobs(gate: Gate()) { try await scene.git.checkout(at: $0) }
        for (image, words) in [("b:2", "the Job may not run: policy 'idle': no Jobs of b:2"), ("b:3", "")] {
            let job: Value = [
                "apiVersion": "batch/v1", "kind": "Job", "metadata": ["name": "smoke", "namespace": "ml"],
                "spec": ["template": ["spec": ["containers": [["name": "a", "image": .string(image)]]]]],
            ]
            switch await jobs.review(job, of: reading, on: cluster) {
            case .refused(let reason): #expect(reason == words)
            // As it was, without the labels of what the environment declares.
            case .admitted(let admitted): #expect(words.isEmpty && admitted == job)
            }
        }
    }

    private static func image(_ object: Value?) -> String? {
        object?[path: "spec", "jobTemplate", "spec", "template", "spec", "containers"]?.array?.first?["image"]?.string
    }
}
