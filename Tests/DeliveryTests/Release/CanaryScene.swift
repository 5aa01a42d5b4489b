import Foundation
import Judging
import Logging
import Manifests
import Releases
import Repository
import Retraining
import Synchronization
import Testing
import Transport
import Trust

@testable import Delivery

/// A daemon over a real remote: reconciler and releases, with a cluster in memory and scripted checks.
final class CanaryScene: Sendable {
    static let path = "environments/staging/fraud/inference-service.yaml"
    static let release = "environments/staging/fraud/release.yaml"

    let scene: ReleaseScene
    let cluster: SimulatedCluster
    let board = StatusBoard()
    let checks = ScriptedChecks()
    let log = RecordingLog()
    /// What people signed and does not count.
    let refused = RecordingLog()
    let training = RecordingTraining()
    let clock: any ReleaseClock = WallReleaseClock()
    let calls: (any StepCalls)?
    /// What the daemon trusts; nil for nothing.
    let policy: VerifiedTrustPolicy?

    init(
        spec: String = "", environment: String = Sample.environmentFile(), files: [String: String] = [:],
        policy: VerifiedTrustPolicy? = nil, calls: (any StepCalls)? = nil, kustomize: Kustomize? = nil
    ) async throws {
        self.calls = calls
        self.policy = policy
        let own = [
            "environments/staging/environment.yaml": environment,
            "environments/staging/namespace.yaml": Sample.namespaceFile,
            Self.path: Self.service("v1"), Self.release: Self.releaseFile(spec),
        ]
        scene = try await ReleaseScene(files: own.merging(files) { $1 }, kustomize: kustomize)
        cluster = SimulatedCluster(kinds: [
            SimulatedCluster.namespace: .cluster, Self.kind: .namespaced, SimulatedCluster.configMap: .namespaced,
            SimulatedCluster.deployment: .namespaced,
        ])
    }

    static let kind = GroupVersionKind(apiVersion: "serving.kserve.io/v1beta1", kind: "InferenceService")

    static func service(_ version: String, percent: Int? = nil, replicas: Int = 1) -> String {
        """
        # Serves the fraud model.
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata: { name: fraud }
        spec:
          predictor:
            minReplicas: \(replicas) # people's
            model:
              modelFormat: { name: sklearn }
              storageUri: s3://models/fraud/\(version) # the version
        \(percent.map { "    canaryTrafficPercent: \($0)\n" } ?? "")
        """
    }

    static func releaseFile(_ spec: String = "") -> String {
        """
        apiVersion: lockstep/v1
        kind: Release
        metadata: { name: fraud }
        spec:
          workload: { kind: InferenceService, name: fraud }
          interval: 1s
          steps: [{ weight: 10, hold: 0s }, { weight: 50 }, { weight: 100 }]
          checks: [{ name: availability, slo: { objective: 99, good: good_total, total: all_total } }]
          \(spec)
        """
    }

    /// - Parameter trust: whose transitions count; nil for the daemon's own and the policy's people's.
    func controller(
        git: (any ReleaseGit)? = nil, trust: TransitionTrust? = nil
    ) -> (ReleaseController, AllHolds) {
        let git = git ?? scene.git
        let journal = TrustJournal { [refused] entries in for entry in entries { try await refused.record(entry) } }
        let own = TransitionTrust(ownKey: scene.key.publicKey.ed25519, policy: { [policy] in policy })
        let reader = ReleaseReader(git: git, trust: trust ?? own, journal: journal)
        let controller = ReleaseController(
            reader: reader, git: git,
            writer: TransitionWriter(git: git, log: log, clock: clock, logger: ReleaseScene.logger), checks: checks,
            approvals: CommittedApprovals(
                git: git, reader: reader, policy: { [policy] in policy }, access: access(git), journal: journal),
            access: access(git), training: training, calls: calls, board: board,
            clock: clock, logger: ReleaseScene.logger)
        return (controller, AllHolds([OpeningHolds(reader: reader), KeptReverts(git: git)]))
    }

    private func access(_ git: any ReleaseGit) -> ReleaseAccess {
        let reader = ReleaseReader(
            git: git, trust: TransitionTrust(ownKey: scene.key.publicKey.ed25519, policy: { [policy] in policy }))
        return ReleaseAccess(
            git: git, reader: reader, ownKey: scene.key.publicKey.ed25519, policy: { [policy] in policy })
    }

    /// Runs a daemon as long as the body does.
    func withDaemon(
        source: GitSource? = nil, git: (any ReleaseGit)? = nil, trust: TransitionTrust? = nil,
        _ body: (CanaryScene) async throws -> Void
    ) async throws {
        let (controller, holds) = controller(git: git, trust: trust)
        let cluster = cluster
        let daemon = Daemon(
            source: source ?? scene.source,
            connect: { (_: ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster in cluster },
            holds: holds, releases: controller, access: access(git ?? scene.git), board: board,
            logger: ReleaseScene.logger)
        let task = Task { try await daemon.run() }
        defer { task.cancel() }
        try await body(self)
        task.cancel()
        _ = await task.result
    }

    /// Runs the daemon of another process, on a disk of its own, as long as the body does.
    func withNextDaemon(trust: TransitionTrust? = nil, _ body: (CanaryScene) async throws -> Void) async throws {
        let (source, git) = try await scene.anotherStore()
        try await withDaemon(source: source, git: git, trust: trust, body)
    }

    /// Waits until a release is told to be so.
    func release(until isThere: @Sendable (ReleaseStatus) -> Bool) async {
        for await status in await board.releaseUpdates() where isThere(status) { return }
    }

    func environment(until isThere: @Sendable (EnvironmentStatus) -> Bool) async {
        for await status in await board.updates() where isThere(status) { return }
    }

    /// A person pushes, and the daemon is told as by a webhook.
    @discardableResult
    func push(_ text: String, to path: String = CanaryScene.path) async throws -> String {
        let revision = try await scene.push(text, to: path)
        scene.source.poke()
        return revision
    }

    /// Waits until the newest head of the remote runs.
    func settled() async throws {
        let head = "\(try await scene.store.fetch(scene.remote).head)"
        await environment { $0.applied == head }
    }

    var live: Value? { cluster.objects.first { $0.key.name == "fraud" }?.value }
    var liveVersion: String? { live?[path: "spec", "predictor", "model", "storageUri"]?.string }
    var livePercent: Int64? { live?[path: "spec", "predictor", "canaryTrafficPercent"]?.integer }
}

/// Judges as it was told last.
final class ScriptedChecks: CheckSource {
    private let verdict = Mutex(CheckVerdict.noData)
    private let drift = Mutex(CheckVerdict.pass)
    private let looks = Mutex(0)

    /// How often it was asked.
    var asked: Int { looks.withLock { $0 } }

    func answer(_ next: CheckVerdict) { verdict.withLock { $0 = next } }
    func answer(drift next: CheckVerdict) { drift.withLock { $0 = next } }

    func judgements(of reading: ReleaseReading, now: Instant) async -> [Judgement] {
        looks.withLock { $0 += 1 }
        return reading.spec.checks.map {
            if $0.isDrift {
                return Judgement(
                    check: $0.name, verdict: drift.withLock { $0 }, reason: "as scripted",
                    evidence: ["columns": [["column": "amount", "drift": true], ["column": "age", "drift": false]]])
            }
            return Judgement(
                check: $0.name, verdict: verdict.withLock { $0 }, reason: "as scripted",
                evidence: ["step": .integer(Int64(reading.step))])
        }
    }
}

/// Remembers what it was told.
final class RecordingTraining: TrainingEdge {
    private let state = Mutex<[(names: [String], event: RetrainingEvent)]>([])

    var told: [(names: [String], event: RetrainingEvent)] { state.withLock { $0 } }

    func tell(_ names: [String], of event: RetrainingEvent) async -> [String] {
        state.withLock { $0.append((names, event)) }
        return names.map { "\($0): told" }
    }
}
