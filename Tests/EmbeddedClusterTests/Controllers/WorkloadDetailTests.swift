import Manifests
import Testing

@testable import EmbeddedCluster

/// What workloads bring along beside their pods.
@Suite struct WorkloadDetailTests {
    private let store = FakeStore()

    private func workload(_ apiVersion: String, _ kind: String, _ spec: Object = [:], image: String = "a:1") -> Value {
        var spec = spec
        spec["selector"] = ["matchLabels": ["app": "a"]]
        spec["template"] = [
            "metadata": ["labels": ["app": "a"]],
            "spec": ["containers": [["name": "a", "image": .string(image)]]],
        ]
        return [
            "apiVersion": .string(apiVersion), "kind": .string(kind),
            "metadata": ["name": "it", "namespace": "models"], "spec": .object(spec),
        ]
    }

    @Test(.timeLimit(.minutes(1))) func `the pods of a stateful set mount their claims`() async throws {
        try await withControllers { client, changes in
            var set = workload("apps/v1", "StatefulSet", ["serviceName": "it"])
            set.metadata["namespace"] = "default"
            set.setSpec(
                "volumeClaimTemplates",
                [
                    [
                        "metadata": ["name": "data"],
                        "spec": [
                            "accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "1Gi"]],
                        ],
                    ]
                ])
            var template = set.spec["template"] ?? [:]
            template[field: "spec"] = [
                "containers": [
                    ["name": "a", "image": "a:1", "volumeMounts": [["name": "data", "mountPath": "/data"]]]
                ]
            ]
            set.setSpec("template", template)
            #expect(await client.create(set, manager: "test") != nil)
            let done = await first(.statefulSet, in: changes) { $0.status["readyReplicas"] == 1 }
            #expect(done != nil)
            let pod = await client.get(.pod, namespace: "default", name: "it-0")
            #expect(
                pod?.spec["volumes"]?.array == [
                    ["name": "data", "persistentVolumeClaim": ["claimName": "data-it-0"]]
                ])
            #expect(pod?.spec["hostname"] == "it-0" && pod?.spec["subdomain"] == "it")
        }
    }

    @Test(arguments: [("apps/v1", "StatefulSet"), ("apps/v1", "DaemonSet")])
    func `each template is kept as a revision, and one that comes back is the newest`(
        apiVersion: String, kind: String
    ) async throws {
        for image in ["a:1", "a:2", "a:1"] {
            await store.apply(workload(apiVersion, kind, image: image))
            _ = try #require(await store.settle())
        }
        let revisions = await store.list(.controllerRevision, namespace: "models").sorted {
            $0["revision"]?.integer ?? 0 < $1["revision"]?.integer ?? 0
        }
        #expect(revisions.map { $0["revision"] } == [2, 3])
        let images = revisions.map {
            $0["data"]?[path: "spec", "template", "spec", "containers"]?.array?.first?["image"]
        }
        #expect(images == ["a:2", "a:1"])
        #expect(revisions.allSatisfy { $0["data"]?[path: "spec", "template", "$patch"] == "replace" })
    }

    @Test func `a deployment takes on the set that another one left behind`() async throws {
        await store.apply(workload("apps/v1", "Deployment"))
        _ = try #require(await store.settle())
        var set = try #require(await store.list(.replicaSet, namespace: "models").first)
        set.metadata["ownerReferences"] = nil
        _ = await store.update(set, manager: "test")
        await store.delete(.deployment, namespace: "models", name: "it")
        await store.apply(workload("apps/v1", "Deployment"))
        _ = try #require(await store.settle())
        let sets = await store.list(.replicaSet, namespace: "models")
        #expect(sets.map(\.objectName) == [set.objectName])
        let deployment = await store.get(.deployment, namespace: "models", name: "it")
        #expect(sets.first?.controllerReference?["uid"]?.string == deployment?.uid)
        #expect(deployment?.status["readyReplicas"] == 1)
    }

    @Test func `an indexed job has a pod for every index, as many at once as it allows`() async throws {
        await store.apply(
            workload("batch/v1", "Job", ["completions": 3, "parallelism": 2, "completionMode": "Indexed"]))
        _ = try #require(await store.settle())
        let pods = await store.list(.pod, namespace: "models")
        #expect(pods.map { $0.objectName.prefix(5) } == ["it-0-", "it-1-", "it-2-"])
        #expect(pods.map { $0.annotations["batch.kubernetes.io/job-completion-index"] } == ["0", "1", "2"])
        let job = await store.get(.job, namespace: "models", name: "it")
        #expect(job?.status["completedIndexes"] == "0-2")
        #expect(job?.status["succeeded"] == 3)
    }

    @Test func `a finished job says when it goes, and goes then`() async throws {
        await store.apply(workload("batch/v1", "Job", ["ttlSecondsAfterFinished": 90]))
        _ = try #require(await store.settle())
        let job = try #require(await store.get(.job, namespace: "models", name: "it"))
        #expect(JobController().isDue(job, now: "2026-01-31T09:30:30Z") == .seconds(60))
        let manager = ControllerManager(client: store, now: { "2026-01-31T09:31:30Z" })
        await manager.runOnce(over: [ObjectChange(kind: .job, before: nil, after: job)])
        #expect(await store.get(.job, namespace: "models", name: "it") == nil)
    }

    @Test(.timeLimit(.minutes(1))) func `why pods cannot be made or do not run is told by events`() async throws {
        try await withControllers { client, changes in
            var bad = workload("apps/v1", "Deployment")
            bad.metadata["namespace"] = "default"
            bad.setAnnotation("embedded.lockstep/fail", "out of memory")
            #expect(await client.create(bad, manager: "test") != nil)
            let event = GroupVersionKind(apiVersion: "v1", kind: "Event")
            let told = await first(event, in: changes) { $0["reason"] == "BackOff" }
            #expect(told?["message"]?.string?.hasSuffix("out of memory") == true)
            #expect(told?[path: "involvedObject", "kind"] == "Pod")
        }
    }
}
