import Manifests
import Testing

@testable import Delivery

/// What someone paused: whether others wait for it.
@Suite struct SuspendedTests {
    private static let cronJob = GroupVersionKind(group: "batch", version: "v1", kind: "CronJob")
    private let cluster = SimulatedCluster(kinds: [
        SimulatedCluster.deployment: .namespaced, SimulatedCluster.configMap: .namespaced,
        SimulatedCluster.namespace: .cluster, SimulatedCluster.job: .namespaced, Self.cronJob: .namespaced,
    ])

    private func plan(_ files: [String: String], deadline: String = "50ms") async throws -> Plan {
        let checkout = Sample.checkout(
            files.merging(["ns.yaml": Sample.namespaceFile]) { $1 },
            environment: Sample.environmentFile().replacing(
                "selfHeal: true", with: "selfHeal: true, deadline: \(deadline)"))
        return try await Planner(cluster: cluster, triesCreations: false)
            .plan(try await Sample.admitted(checkout, cluster: cluster))
    }

    private func suspended(_ job: String) -> String {
        job.replacing("spec:\n  template", with: "spec:\n  suspend: true\n  template")
    }

    @Test func `a hook that is suspended has not run`() async throws {
        let files = ["h.yaml": suspended(Sample.job("migrate", hook: "before")), "c.yaml": Sample.configMap("c")]
        let waiting = try await Applier(cluster: cluster).apply(try await plan(files))
        #expect(waiting.isWaiting && cluster.names(of: SimulatedCluster.configMap) == ["lockstep-staging"])
        #expect(waiting.awaited.values.contains { $0.reason.contains("is Suspended") })
        cluster.setStatus(SimulatedCluster.complete, of: "migrate", kind: SimulatedCluster.job)
        #expect(try await Applier(cluster: cluster).apply(try await plan(files)).isComplete)
    }

    @Test func `what depends on a Job waits until one that is suspended has run, and not for a CronJob`() async throws {
        let job = suspended(Sample.job("migrate", hook: "before").replacing("lockstep/hook: before", with: "a: b"))
        let files = [
            "j.yaml": job,
            "s.yaml": """
            apiVersion: batch/v1
            kind: CronJob
            metadata: { name: nightly }
            spec: { schedule: "0 0 * * *", suspend: true }
            """,
            "c.yaml": Sample.annotated(Sample.configMap("c"), "lockstep/depends-on: Job.batch/migrate"),
            "d.yaml": Sample.annotated(Sample.configMap("d"), "lockstep/depends-on: CronJob.batch/nightly"),
        ]
        let applied = try await Applier(cluster: cluster).apply(try await plan(files))
        #expect(applied.awaited.keys.map(\.name) == ["migrate"], "\(applied.faults)")
        #expect(cluster.names(of: SimulatedCluster.configMap) == ["d", "lockstep-staging"])
    }

    @Test func `a status lists what is suspended by itself`() async throws {
        let stepped = SteppedReconciler()
        let paused = Sample.deployment("a", image: "a:1").replacing(
            "spec:\n  sel", with: "spec:\n  paused: true\n  sel")
        await stepped.take(Sample.checkout(["ns.yaml": Sample.namespaceFile, "a.yaml": paused]))
        await stepped.hear(SimulatedCluster.deployment)
        let report = await stepped.status.report
        #expect(report["unhealthy"] == nil)
        #expect(report["suspended"] == ["Deployment.apps ml/a: Suspended: paused"])
    }

    // MARK: what cannot be told

    @Test func `a sync is not fine where the health of an object cannot be told`() async throws {
        let check = """
            apiVersion: lockstep/v1
            kind: HealthCheck
            metadata: { name: deployments }
            spec:
              kinds: [{ group: apps, kind: Deployment }]
              status: optional
              rules:
                - { status: Unknown, message: inconclusive }
            """
        let files = [
            "health.yaml": check, "a.yaml": Sample.deployment("a", image: "a:1"), "c.yaml": Sample.configMap("c"),
        ]
        let plan = try await plan(files)
        let sync = Sync(cluster: cluster)
        let applied = try await sync.awaitingHealth(try await sync.run(plan), of: plan)
        #expect(applied.isComplete && !applied.isCompleteAndHealthy)
        #expect(applied.unhealthy?.values.map(\.self) == ["Unknown: inconclusive"])
    }
}
