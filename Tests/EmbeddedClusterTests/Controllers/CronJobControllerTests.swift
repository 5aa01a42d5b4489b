import Manifests
import Testing

@testable import EmbeddedCluster

@Suite struct CronJobControllerTests {
    private let store = FakeStore()

    private func cronJob(_ spec: Object = [:]) -> Value {
        var members: Object = [
            "schedule": "*/10 * * * *",
            "jobTemplate": [
                "metadata": ["labels": ["a": "b"]],
                "spec": [
                    "template": ["spec": ["restartPolicy": "Never", "containers": [["name": "a", "image": "a"]]]]
                ],
            ],
        ]
        for member in spec { members[member.key] = member.value }
        return [
            "apiVersion": "batch/v1", "kind": "CronJob",
            "metadata": ["name": "it", "namespace": "models", "creationTimestamp": "2026-01-31T09:05:00Z"],
            "spec": .object(members),
        ]
    }

    /// Lets the controllers named work at a time until nothing changes.
    private func work(at time: String, _ controllers: [any Controller] = ControllerManager.standard) async throws
        -> Value
    {
        for _ in 0..<20 {
            let before = await store.writes
            let manager = ControllerManager(client: store, now: { time }, controllers: controllers)
            for kind in [GroupVersionKind.cronJob, .job, .pod] {
                let objects = await store.list(kind, namespace: "models")
                await manager.runOnce(over: objects.map { ObjectChange(kind: kind, before: nil, after: $0) })
            }
            if await store.writes == before { break }
        }
        return try #require(await store.get(.cronJob, namespace: "models", name: "it"))
    }

    private var jobs: [String] { get async { await store.list(.job, namespace: "models").map(\.objectName) } }

    @Test func `a job is made at each time of the schedule, once`() async throws {
        await store.apply(cronJob())
        #expect(try await work(at: "2026-01-31T09:09:59Z").status["lastScheduleTime"] == nil)
        #expect(await jobs.isEmpty)
        let live = try await work(at: "2026-01-31T09:10:03Z")
        #expect(live.status["lastScheduleTime"] == "2026-01-31T09:10:00Z")
        #expect(live.status["lastSuccessfulTime"] == "2026-01-31T09:10:03Z")
        #expect(live.status["active"] == nil)
        #expect(await jobs == ["it-29497510"])
        let job = try #require(await store.list(.job, namespace: "models").first)
        #expect(job.labels == ["a": "b"])
        #expect(job.annotations["batch.kubernetes.io/cronjob-scheduled-timestamp"] == "2026-01-31T09:10:00Z")
        #expect(job.controllerReference?["kind"] == "CronJob")
        #expect(CronJobController().isDue(live, now: "2026-01-31T09:10:03Z") == .seconds(597))
    }

    @Test func `of times that were missed only the last one is made up for`() async throws {
        await store.apply(cronJob())
        let live = try await work(at: "2026-03-01T12:34:56Z")
        #expect(live.status["lastScheduleTime"] == "2026-03-01T12:30:00Z")
        #expect(await jobs.count == 1)
    }

    @Test func `a time that is longer ago than its deadline is let go`() async throws {
        await store.apply(cronJob(["startingDeadlineSeconds": 60]))
        _ = try await work(at: "2026-01-31T09:14:00Z")
        #expect(await jobs.isEmpty)
    }

    @Test func `old jobs are forgotten`() async throws {
        await store.apply(cronJob(["successfulJobsHistoryLimit": 2]))
        for minute in [10, 20, 30, 40] { _ = try await work(at: "2026-01-31T09:\(minute):00Z") }
        #expect(await jobs == ["it-29497530", "it-29497540"])
    }

    @Test(arguments: [
        ("Allow", ["it-29497510", "it-29497520"]), ("Forbid", ["it-29497510"]), ("Replace", ["it-29497520"]),
    ])
    func `a job that still runs is respected`(policy: String, expected: [String]) async throws {
        await store.apply(cronJob(["concurrencyPolicy": .string(policy)]))
        for time in ["2026-01-31T09:10:00Z", "2026-01-31T09:20:00Z"] {
            let live = try await work(at: time, [CronJobController()])
            #expect(live.status["active"]?.array?.isEmpty == false)
        }
        #expect(await jobs == expected)
    }

    @Test func `what is suspended makes no jobs`() async throws {
        await store.apply(cronJob(["suspend": true]))
        let live = try await work(at: "2026-01-31T09:10:00Z")
        #expect(await jobs.isEmpty)
        #expect(CronJobController().isDue(live, now: "2026-01-31T09:10:00Z") == nil)
    }
}
