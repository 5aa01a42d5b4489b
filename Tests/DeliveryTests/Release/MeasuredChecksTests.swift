import Foundation
import Judging
import Manifests
import Measurement
import Releases
import Synchronization
import Testing
import Transport
import Trust

@testable import Delivery

/// The loop with measured checks: counters in memory, everything else as in ``CanaryTests``.
@Suite(.timeLimit(.minutes(2))) struct MeasuredChecksTests {
    /// Counters of two revisions that rise with every look.
    private final class Counters: MetricsSource {
        let name = "counters of a test"
        let remembers = false
        private let canaryFailures: Double
        private let looks = Mutex(0.0)

        init(canaryFailures: Double) { self.canaryFailures = canaryFailures }

        func samples(
            of selectors: [Selector], since start: Double, until end: Double
        ) async throws(MeasurementError) -> FoundSamples {
            let look = looks.withLock { looks in
                looks += 1
                return looks
            }
            let counts = [
                ("fraud-00001", "200", 9_900.0), ("fraud-00001", "500", 100),
                ("fraud-00002", "200", 2_000 * (1 - canaryFailures)), ("fraud-00002", "500", 2_000 * canaryFailures),
            ]
            var found = FoundSamples(series: [:], queries: selectors.map { "\($0)" })
            for (revision, code, count) in counts {
                let labels = [Series.Label("revision", revision), Series.Label("code", code)]
                guard let series = Series(name: "requests_total", labels: labels),
                    selectors.contains(where: { $0.predicate(series) })
                else { continue }
                found.series[series] = [.init(time: end, value: look * count)]
            }
            return found
        }
    }

    private static let release = """
        apiVersion: lockstep/v1
        kind: Release
        metadata: { name: fraud }
        spec:
          workload: { kind: InferenceService, name: fraud }
          interval: 1s
          steps: [{ weight: 10, hold: 0s }, { weight: 100 }]
          checks:
            - name: availability
              slo:
                objective: 98
                good: requests_total{revision="{{revision}}",code!~"5.."}
                total: requests_total{revision="{{revision}}"}
        """

    private func run(
        _ scene: CanaryScene, _ counters: Counters, _ body: @Sendable (CanaryScene) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "checks-\(UUID().uuidString)").path
        let cluster = scene.cluster
        let checks = MeasuredChecks(
            sources: { _ in MetricsSources(fallback: counters, client: HTTPClient()) },
            connect: { (_: ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster in cluster },
            states: CheckStates(folder: folder, logger: ReleaseScene.logger))
        let git = scene.scene.git
        let reader = ReleaseReader(git: git, trust: TransitionTrust(ownKey: scene.scene.key.publicKey.ed25519))
        let controller = ReleaseController(
            reader: reader, git: git,
            writer: TransitionWriter(git: git, log: scene.log, clock: scene.clock, logger: ReleaseScene.logger),
            checks: checks, approvals: nil, board: scene.board, clock: scene.clock, logger: ReleaseScene.logger)
        let daemon = Daemon(
            source: scene.scene.source,
            connect: { (_: ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster in cluster },
            holds: AllHolds([OpeningHolds(reader: reader), KeptReverts(git: git)]), releases: controller,
            board: scene.board, logger: ReleaseScene.logger)
        let task = Task { try await daemon.run() }
        defer {
            task.cancel()
            try? FileManager.default.removeItem(atPath: folder)
        }
        try await body(scene)
        task.cancel()
        _ = await task.result
    }

    private static let divided: Value = [
        "components": [
            "predictor": [
                "latestCreatedRevision": "fraud-00002", "latestReadyRevision": "fraud-00002",
                "traffic": [
                    ["revisionName": "fraud-00002", "percent": 10, "latestRevision": true],
                    ["revisionName": "fraud-00001", "percent": 90, "latestRevision": false, "tag": "prev"],
                ],
            ]
        ],
        "conditions": [["type": "Ready", "status": "True"]],
    ]

    @Test(arguments: [
        (0.2, "staging/fraud: revert the candidate: availability has failed", "revert"),
        (0.005, "staging/fraud: finish, the candidate is stable", "finish"),
    ])
    func `a canary is judged by the counters of its revision against the stable one's`(
        _ failures: Double, _ subject: String, _ transition: String
    ) async throws {
        let scene = try await CanaryScene()
        try await run(scene, Counters(canaryFailures: failures)) { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(Self.release, to: CanaryScene.release)
            try await scene.push(CanaryScene.service("v2"))
            // Before the cluster has divided the traffic there is nothing to judge.
            await scene.release { $0.step == 1 && $0.checks.contains { $0.contains("noData") } }
            await scene.environment { _ in scene.livePercent == 10 }
            scene.cluster.setStatus(Self.divided, of: "fraud", kind: CanaryScene.kind)
            await scene.environment { _ in (try? scene.scene.subjects().contains(subject)) == true }
        }
        #expect(try scene.scene.subjects().contains(subject))
        // Setting the traffic at rest may have followed.
        let reasons = scene.log.entries.compactMap(\.reason)
        let evidence = reasons.last { $0.contains("\"transition\":\"\(transition)\"") } ?? ""
        #expect(evidence.contains("\"measured\""))
        #expect(evidence.contains("requests_total{revision=\\\"fraud-00002\\\"}"))
    }

    @Test func `a check at fault is told when the environment is loaded, at its place`() async throws {
        let scene = try await CanaryScene()
        try await run(scene, Counters(canaryFailures: 0)) { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(
                Self.release.replacing("objective: 98", with: "objective: 98\n        godo: 1"),
                to: CanaryScene.release)
            await scene.environment { $0.diagnostics.contains { "\($0)".contains("unknown field 'godo'") } }
        }
    }

    @Test(arguments: [
        (SimulatedCluster.complete, JobOutcome.succeeded), (SimulatedCluster.failed, .failed("no such table")),
    ])
    func `a check's job is made once and its end is read`(_ status: Value, _ outcome: JobOutcome) async {
        let cluster = SimulatedCluster()
        let early = ClusterJobs(cluster: cluster, isApplied: false) { .admitted($0) }
        let denied = ClusterJobs(cluster: cluster, isApplied: true) { _ in .refused("no") }
        let jobs = ClusterJobs(cluster: cluster, isApplied: true) { .admitted($0) }
        let spec: Value = ["template": ["spec": ["containers": [["name": "smoke", "image": "smoke:1"]]]]]
        for (runner, outcome) in [
            (early, JobOutcome.waiting("the cluster does not run the step's manifests yet")), (denied, .unknown("no")),
        ] {
            let found = await runner.outcome(of: "smoke-1", spec: spec, namespace: "models", environment: "staging")
            #expect(found == outcome)
        }
        for _ in 0..<2 {
            let first = await jobs.outcome(of: "smoke-1", spec: spec, namespace: "models", environment: "staging")
            #expect(first == .running)
        }
        #expect(cluster.requests.filter { $0 == "apply Job smoke-1" }.count == 1)
        let job = cluster.objects.values.first
        #expect(job?[path: "spec", "template", "spec", "restartPolicy"] == "Never")
        #expect(job?[path: "spec", "backoffLimit"] == 0)
        cluster.setStatus(status, of: "smoke-1", kind: SimulatedCluster.job)
        #expect(await jobs.outcome(of: "smoke-1", spec: spec, namespace: "models", environment: "staging") == outcome)
    }
}
