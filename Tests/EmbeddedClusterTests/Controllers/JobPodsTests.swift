import Manifests
import Testing

@testable import EmbeddedCluster

/// Which pods a Job has while its size, its time, and who looks after it change; a gate holds them until a test opens it.
@Suite struct JobPodsTests {
    private let store = FakeStore()

    private func settled(at minute: String) async throws -> Object {
        _ = try #require(await store.settle(at: "2026-01-31T09:\(minute)Z"))
        return try #require(await store.get(.job, namespace: "models", name: "it")).status
    }

    private func apply(_ spec: Object, at minute: String = "30:00") async throws -> Object {
        var spec = spec
        spec["template"] = [
            "spec": ["containers": [["name": "a", "image": "a:1"]], "schedulingGates": [["name": "example.com/wait"]]]
        ]
        await store.apply([
            "apiVersion": "batch/v1", "kind": "Job", "metadata": ["name": "it", "namespace": "models"],
            "spec": .object(spec),
        ])
        return try await settled(at: minute)
    }

    /// Lets the pods of some indices run.
    private func open(_ indexes: [Int]) async throws -> Object {
        for var pod in await pods where indexes.contains(JobProgress.index(of: pod) ?? -1) {
            pod.setSpec("schedulingGates", nil)
            _ = await store.update(pod, manager: "test")
        }
        return try await settled(at: "30:00")
    }

    private var pods: [Value] { get async { await store.list(.pod, namespace: "models") } }
    private var atWork: [Value] { get async { await pods.filter { !PodTemplate.isFinished($0) } } }

    private static func indexed(_ size: Int64, _ more: Object = [:]) -> Object {
        var spec: Object = ["completions": .integer(size), "parallelism": .integer(size), "completionMode": "Indexed"]
        for member in more { spec[member.key] = member.value }
        return spec
    }

    @Test func `a job that another controller manages is left to it, and goes once it has ended`() async throws {
        let spec: Object = [
            "managedBy": "example.com/queue", "activeDeadlineSeconds": 1, "ttlSecondsAfterFinished": 60,
        ]
        #expect(try await apply(spec) == [:])
        #expect(await pods.isEmpty)
        var job = try #require(await store.get(.job, namespace: "models", name: "it"))
        #expect(JobController().isDue(job, now: "2026-01-31T09:40:00Z") == nil)
        job[field: "status"] = [
            "conditions": [["type": "Complete", "status": "True", "lastTransitionTime": "2026-01-31T09:40:00Z"]]
        ]
        _ = await store.updateStatus(job, manager: "test")
        #expect(JobController().isDue(job, now: "2026-01-31T09:40:20Z") == .seconds(40))
        _ = try #require(await store.settle(at: "2026-01-31T09:41:00Z"))
        #expect(await store.get(.job, namespace: "models", name: "it") == nil)
    }

    @Test func `a job that names the controller of the cluster is run by it`() async throws {
        #expect(try await apply(["managedBy": "kubernetes.io/job-controller"])["active"] == 1)
    }

    @Test(arguments: [(2, false), (0, true)])
    func `a job that shrinks keeps the indices that are left, and ends with them`(
        done: Int, isComplete: Bool
    ) async throws {
        #expect(try await apply(Self.indexed(3))["active"] == 3)
        #expect(try await open([done])["completedIndexes"] == .string("\(done)"))
        let status = try await apply(Self.indexed(1))
        #expect((JobController.end(status)?["type"] == "Complete") == isComplete)
        #expect(status["succeeded"] == (isComplete ? 1 : nil))
        #expect(status["active"] == (isComplete ? nil : 1))
        #expect(await atWork.map(JobProgress.index) == (isComplete ? [] : [0]))
        guard !isComplete else { return }
        let end = JobController.end(try await open([0]))
        #expect(end?["type"] == "Complete" && end?["reason"] == "CompletionsReached")
    }

    @Test(arguments: [["completions": 3], [:]] as [Object])
    func `a job has no more pods at work than may be at once`(spec: Object) async throws {
        for parallel: Int64 in [3, 1, 0, 2] {
            var spec = spec
            spec["parallelism"] = .integer(parallel)
            let status = try await apply(spec)
            #expect(await pods.count == parallel)
            #expect(status.count("active") == parallel)
            #expect(status["failed"] == nil)
        }
    }

    @Test func `of a job that gets smaller the pods without a node go first, then those of the last indices`()
        async throws
    {
        func pod(_ index: String, node: String = "") -> Value {
            [
                "metadata": [
                    "name": .string("it-\(index)"),
                    "annotations": ["batch.kubernetes.io/job-completion-index": .string(index)],
                ],
                "spec": ["nodeName": .string(node)],
            ]
        }
        func surplus(_ parallel: Int64, _ pods: [Value]) -> [String] {
            let job: Value = [
                "spec": ["completionMode": "Indexed", "completions": 12, "parallelism": .integer(parallel)]
            ]
            return JobProgress(of: job, pods: pods, now: "2026-01-31T09:30:00Z").surplus.map(\.objectName)
        }
        let pods = [pod("0"), pod("2"), pod("10"), pod("11", node: "embedded")]
        #expect(surplus(4, pods).isEmpty)
        #expect(surplus(2, pods) == ["it-2", "it-10"])
        // One that has the index of another, one that has none of the job's, and one that has none.
        #expect(surplus(12, pods + [pod("11"), pod("12"), pod("")]) == ["it-", "it-11", "it-12"])
    }

    @Test func `a job that is suspended has no pods at work, and begins anew when it goes on`() async throws {
        let running: Object = ["completions": 2, "parallelism": 2]
        let before = try await apply(running)
        #expect(before["startTime"] == "2026-01-31T09:30:00Z")
        var stopping = running
        stopping["suspend"] = true
        let stopped = try await apply(stopping, at: "40:00")
        #expect(await pods.isEmpty)
        #expect(stopped["active"] == nil && stopped["failed"] == nil && stopped["startTime"] == nil)
        #expect(stopped["conditions"]?.array?.map { $0["status"] } == ["True"])

        let resumed = try await apply(running, at: "50:00")
        #expect(await pods.count == 2)
        #expect(resumed["active"] == 2)
        #expect(resumed["startTime"] == "2026-01-31T09:50:00Z")
        let condition = resumed["conditions"]?.array?.first
        #expect(condition?["type"] == "Suspended" && condition?["status"] == "False")
    }

    @Test func `a job that takes too long fails with its pods, and time stands still while it is suspended`()
        async throws
    {
        let running: Object = ["completions": 2, "parallelism": 2, "activeDeadlineSeconds": 90]
        _ = try await apply(running)
        var stopping = running
        stopping["suspend"] = true
        #expect(JobController.end(try await apply(stopping, at: "40:00")) == nil)
        _ = try await apply(running, at: "50:00")
        let job = try #require(await store.get(.job, namespace: "models", name: "it"))
        #expect(JobController().isDue(job, now: "2026-01-31T09:50:30Z") == .seconds(60))
        #expect(JobController.end(try await settled(at: "51:29")) == nil)

        let status = try await settled(at: "51:30")
        let end = JobController.end(status)
        #expect(end?["type"] == "Failed" && end?["reason"] == "DeadlineExceeded")
        #expect(end?["message"] == "Job was active longer than specified deadline")
        #expect(status["active"] == nil && status["failed"] == 2)
        #expect(await pods.isEmpty)
    }

    @Test(
        arguments: [
            ([["succeededIndexes": "1-2"]], [1], nil), ([["succeededIndexes": "1-2"]], [1, 2], 0),
            ([["succeededIndexes": "0"], ["succeededIndexes": "1-3", "succeededCount": 2]], [1, 3], 1),
            ([["succeededCount": 2]], [0], nil), ([["succeededCount": 2]], [0, 3], 0),
            ([["succeededIndexes": "7"]], [1], nil), ([["succeededCount": 5]], [0, 1, 2, 3], nil),
        ] as [(Value, [Int], Int?)])
    func `a job whose policy is met has succeeded, whatever is still at work`(
        rules: Value, done: [Int], rule: Int?
    ) async throws {
        _ = try await apply(Self.indexed(4, ["successPolicy": ["rules": rules]]))
        let status = try await open(done)
        let isDone = done.count == 4
        guard let rule else {
            #expect(JobController.end(status)?["reason"] == (isDone ? "CompletionsReached" : nil))
            return
        }
        let conditions = status["conditions"]?.array ?? []
        #expect(conditions.map { $0["type"] } == ["SuccessCriteriaMet", "Complete"])
        #expect(conditions.allSatisfy { $0["reason"] == "SuccessPolicy" })
        #expect(conditions.allSatisfy { $0["message"] == .string("Matched rules at index \(rule)") })
        #expect(status["active"] == nil && status["failed"] == nil)
        #expect(status.count("succeeded") == done.count)
        #expect(await pods.count == done.count)
    }
}
