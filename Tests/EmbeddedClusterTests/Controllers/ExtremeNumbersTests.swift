import Manifests
import Testing

@testable import EmbeddedCluster

/// Numbers that users write and that no computer can count further from.
@Suite struct ExtremeNumbersTests {
    private static let most = String(Int64.max)

    private func deployment(maxUnavailable: Value) -> Value {
        [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "a", "namespace": "models"],
            "spec": [
                "replicas": 4, "strategy": ["rollingUpdate": ["maxUnavailable": maxUnavailable]],
                "template": ["metadata": ["labels": ["app": "a"]], "spec": [:]],
            ],
        ]
    }

    @Test func `after the greatest revision comes no other`() {
        let old: Value = [
            "metadata": ["name": "old", "annotations": ["deployment.kubernetes.io/revision": .string(Self.most)]]
        ]
        let rollout = Rollout(deployment: deployment(maxUnavailable: 1), sets: [old])
        #expect(rollout.revision == Self.most)
    }

    @Test(
        arguments: [
            (["25%", 3], "True"), (["25%", 2], "False"), (["0%", 3], "False"),
            ([.string("\(most)%"), 0], "True"),
            (["99999999999999999999%", 0], "True"), ([.integer(.min), 3], "False"), ([.integer(.max), 0], "True"),
        ] as [(Value, String)])
    func `whatever may be unavailable, a deployment says whether it is available`(numbers: Value, status: String) {
        let ready = numbers.array?.last ?? 0
        let set: Value = [
            "metadata": ["name": "a"], "spec": ["template": ["metadata": ["labels": ["app": "a"]], "spec": [:]]],
            "status": ["replicas": ready, "readyReplicas": ready, "availableReplicas": ready],
        ]
        let rollout = Rollout(deployment: deployment(maxUnavailable: numbers.array?.first ?? 0), sets: [set])
        let condition = rollout.status(now: "2026-01-31T09:30:00Z")["conditions"]?.array?.first
        #expect(condition?["type"] == "Available")
        #expect(condition?["status"]?.string == status)
    }

    @Test(arguments: [.string("\(most)%"), "99999999999999999999%", .integer(.max), .integer(.min)] as [Value])
    func `whatever the surge, the new set grows to the wanted pods`(surge: Value) {
        var deployment = deployment(maxUnavailable: 1)
        deployment.setSpec("strategy", ["rollingUpdate": ["maxSurge": surge, "maxUnavailable": 1]])
        #expect(Rollout(deployment: deployment, sets: []).newSize == 4)
        deployment.setSpec("paused", true)
        let sets = ["old", "older"].map { name -> Value in
            ["metadata": ["name": .string(name)], "spec": ["replicas": 2]]
        }
        #expect(Rollout(deployment: deployment, sets: sets).sharedSizes.allSatisfy { $0.pods >= 0 })
    }

    @Test(
        arguments: [
            (["minAvailable": "100%"], .max), (["minAvailable": .integer(.max)], 0),
            (["maxUnavailable": .integer(.max)], .max), (["maxUnavailable": "1%"], .max),
        ] as [(Object, Int)])
    func `a budget of any size is counted`(spec: Object, scale: Int) {
        let budget: Value = ["spec": .object(spec)]
        let status = DisruptionBudgetController.status(of: budget, pods: [], scale: scale, now: "2026-01-31T09:30:00Z")
        #expect(status["disruptionsAllowed"] == 0)
        #expect((status["desiredHealthy"]?.integer ?? -1) >= 0)
    }

    @Test func `a job counts the indices that it has, each once`() {
        func pod(_ index: String) -> Value {
            [
                "metadata": ["annotations": ["batch.kubernetes.io/job-completion-index": .string(index)]],
                "status": ["phase": "Succeeded"],
            ]
        }
        let job: Value = ["spec": ["completionMode": "Indexed", "completions": 5]]
        let pods = ["0", "1", "1", "4", "7", "-1", Self.most, Self.most, String(Int64.min)].map(pod)
        let status = JobProgress(of: job, pods: pods, now: "2026-01-31T09:30:00Z").status
        #expect(status["completedIndexes"] == "0,1,4")
    }

    @Test(arguments: ["activeDeadlineSeconds", "ttlSecondsAfterFinished"])
    func `what is to happen in the longest of times is looked at again within a day`(field: String) async throws {
        let store = FakeStore()
        // What waits for a gate does not end.
        let gates: Value = field == "activeDeadlineSeconds" ? [["name": "example.com/wait"]] : []
        let pod: Value = ["containers": [["name": "a"]], "schedulingGates": gates]
        await store.apply([
            "apiVersion": "batch/v1", "kind": "Job", "metadata": ["name": "it", "namespace": "models"],
            "spec": .object([field: .integer(.max), "template": ["spec": pod]]),
        ])
        _ = try #require(await store.settle())
        let job = try #require(await store.get(.job, namespace: "models", name: "it"))
        let manager = ControllerManager(client: store, now: { "2026-01-31T09:30:00Z" })
        let later = await manager.runOnce(over: [ObjectChange(kind: .job, before: nil, after: job)])
        #expect(later.map(\.0.name) == ["it"])
        #expect(later.map(\.1) == [.seconds(86_400)])
    }

    @Test(
        arguments: [
            ("1950-01-01T00:00:00Z", .max), ("9999-12-31T23:59:59Z", .max), ("1950-01-01T00:00:00Z", .min),
            ("9999-12-31T23:59:59Z", .min),
        ] as [(String, Int64)])
    func `a span that no number counts ends no earlier and no later`(start: String, span: Int64) {
        let left = Timestamp.secondsLeft(of: span, since: start, now: "2026-01-31T09:30:00Z") ?? 0
        #expect((left > 0) == (span > 0))
    }

    @Test func `an inference service goes on after a revision that has the greatest number`() async throws {
        let store = FakeStore()
        await store.apply([
            "apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
            "metadata": ["name": "fraud", "namespace": "models"],
            "spec": ["predictor": ["model": ["storageUri": "a"]]],
        ])
        let service = try #require(await store.get(.inferenceService, namespace: "models", name: "fraud"))
        await store.apply([
            "apiVersion": "apps/v1", "kind": "ControllerRevision",
            "metadata": [
                "name": "mine", "namespace": "models", "ownerReferences": [service.asControllerReference],
            ],
            "revision": .integer(.max), "data": ["model": ["storageUri": "b"]],
        ])
        #expect(await store.settle() != nil)
        let live = await store.get(.inferenceService, namespace: "models", name: "fraud")
        #expect(live?.status["components"]?[path: "predictor", "latestReadyRevision"] != nil)
    }

    @Test func `shares of traffic that are no percentages lead nowhere`() async throws {
        let fixture = try await StoreFixture()
        let client = StoreClient(store: fixture.store, writer: fixture.writer)
        for definition in PlatformDefinitions.all { _ = await client.create(definition, manager: "test") }
        let made = await client.create(
            [
                "apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
                "metadata": ["name": "fraud", "namespace": "default"],
                "spec": ["predictor": ["model": ["storageUri": "a"]]],
            ], manager: "test")
        var service = try #require(made)
        service[field: "status"] = [
            "components": ["predictor": ["traffic": [["revisionName": "a", "percent": .integer(.min)]]]]
        ]
        #expect(await client.updateStatus(service, manager: "test") != nil)
        let answer = await ModelServing(client: client).answer(
            ["default", "fraud", "v1", "models", "fraud:predict"],
            APIHandler.Incoming(
                method: "POST", path: "", query: [:], accept: "", contentType: "", userAgent: "",
                body: Array(#"{"instances": []}"#.utf8)))
        #expect(answer.code == 503)
    }
}
