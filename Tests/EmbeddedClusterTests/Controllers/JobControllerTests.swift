import Manifests
import Testing

@testable import EmbeddedCluster

/// When a Job ends, and what it says then.
@Suite struct JobControllerTests {
    private let store = FakeStore()

    private func settled(_ spec: Object, failure: String? = nil) async throws -> Object {
        var spec = spec
        spec["template"] = ["spec": ["containers": [["name": "a", "image": "a:1"]]]]
        var job: Value = [
            "apiVersion": "batch/v1", "kind": "Job", "metadata": ["name": "it", "namespace": "models"],
            "spec": .object(spec),
        ]
        job.setAnnotation(Value.failureAnnotation, failure)
        await store.apply(job)
        _ = try #require(await store.settle())
        return try #require(await store.get(.job, namespace: "models", name: "it")).status
    }

    @Test func `a queue that nobody works on is not done, and done once one has succeeded and none is at work`()
        async throws
    {
        #expect(try await settled(["parallelism": 0])["conditions"] == nil)
        #expect(await store.list(.pod, namespace: "models").isEmpty)
        let status = try await settled(["parallelism": 3])
        #expect(JobController.end(status)?["type"] == "Complete")
        #expect(status["succeeded"] == 3)
        #expect(status["active"] == nil)
    }

    @Test func `a queue gets no more workers once one has succeeded`() {
        let job: Value = ["spec": ["parallelism": 2]]
        let pods: [Value] = [["status": ["phase": "Succeeded"]], ["status": ["phase": "Running"]]]
        let progress = JobProgress(of: job, pods: pods, now: "2026-01-31T09:30:00Z")
        #expect(progress.completions == nil && progress.lacking == 0 && progress.surplus.isEmpty)
        #expect(progress.status["active"] == 1)
        #expect(JobController.end(progress.status) == nil)
    }

    private static let failures: [(spec: Object, reason: String, indexes: Value?)] = [
        ([:], "BackoffLimitExceeded", nil),
        (["backoffLimitPerIndex": 0], "FailedIndexes", "0-2"),
        (["backoffLimitPerIndex": 0, "maxFailedIndexes": 5], "FailedIndexes", "0-2"),
        (["backoffLimitPerIndex": 0, "maxFailedIndexes": 0], "MaxFailedIndexesExceeded", nil),
    ]

    @Test(arguments: failures)
    func `an indexed job that failed has no pods at work, and says why`(
        spec: Object, reason: String, indexes: Value?
    ) async throws {
        var spec = spec
        for member in ["completions": 3, "parallelism": 3, "completionMode": "Indexed"] as Object {
            spec[member.key] = member.value
        }
        let status = try await settled(spec, failure: "no data")
        let end = try #require(JobController.end(status))
        #expect(end["reason"]?.string == reason)
        #expect(end["message"]?.string?.hasSuffix(": no data") == true)
        #expect(status["active"] == nil)
        #expect(status["failed"] == 3)
        if let indexes { #expect(status["failedIndexes"] == indexes) }
        #expect(await store.list(.pod, namespace: "models").allSatisfy(PodTemplate.isFinished))
    }

    @Test func `indices that failed do not keep the others from being tried`() {
        func pod(_ index: String, _ phase: String) -> Value {
            [
                "metadata": ["annotations": ["batch.kubernetes.io/job-completion-index": .string(index)]],
                "status": ["phase": .string(phase)],
            ]
        }
        let job: Value = ["spec": ["completionMode": "Indexed", "completions": 3, "backoffLimitPerIndex": 0]]
        let some = [pod("0", "Succeeded"), pod("1", "Failed")]
        func status(_ pods: [Value]) -> Object {
            JobProgress(of: job, pods: pods, now: "2026-01-31T09:30:00Z").status
        }
        let early = status(some + [pod("2", "Running")])
        #expect(JobController.end(early) == nil)
        #expect(early["active"] == 1)
        let late = status(some + [pod("2", "Succeeded")])
        #expect(JobController.end(late)?["reason"] == "FailedIndexes")
        #expect(late["completedIndexes"] == "0,2")
        #expect(late["failedIndexes"] == "1")
    }
}
