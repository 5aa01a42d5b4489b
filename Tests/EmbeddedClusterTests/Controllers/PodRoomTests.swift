import Manifests
import Testing

@testable import EmbeddedCluster

/// Workloads that ask for more pods than the node has room for.
@Suite struct PodRoomTests {
    private static func workload(
        _ apiVersion: String, _ kind: String, _ numbers: Object, namespace: String = "default"
    ) -> Value {
        var spec = numbers
        spec["selector"] = ["matchLabels": ["app": "a"]]
        spec["template"] = [
            "metadata": ["labels": ["app": "a"]], "spec": ["containers": [["name": "a", "image": "a:1"]]],
        ]
        return [
            "apiVersion": .string(apiVersion), "kind": .string(kind),
            "metadata": ["name": "it", "namespace": .string(namespace)], "spec": .object(spec),
        ]
    }

    private static func node(pods: String) -> Value {
        [
            "apiVersion": "v1", "kind": "Node", "metadata": ["name": .string(PodTemplate.node)], "spec": [:],
            "status": ["allocatable": ["pods": .string(pods)]],
        ]
    }

    private static let most = Value.integer(Int64(Int32.max))

    @Test(arguments: [
        workload("apps/v1", "ReplicaSet", ["replicas": most]),
        workload("apps/v1", "StatefulSet", ["replicas": most, "ordinals": ["start": most]]),
    ])
    func `a set of any size fills the node and no more, and its status says what is there`(set: Value) async throws {
        let store = FakeStore()
        await store.apply(Self.node(pods: "7"))
        await store.apply(set)
        _ = try #require(await store.settle())
        let pods = await store.list(.pod, namespace: "default")
        #expect(pods.count == 7)
        #expect(pods.allSatisfy(PodTemplate.isReady))
        let status = await store.get(set.objectKind, namespace: "default", name: "it")?.status
        #expect(status?["replicas"] == 7)
        #expect(status?["readyReplicas"] == 7)
    }

    @Test(arguments: [
        workload("apps/v1", "ReplicaSet", ["replicas": most]), workload("apps/v1", "StatefulSet", ["replicas": most]),
        workload("batch/v1", "Job", ["completions": most, "parallelism": most]),
        workload("batch/v1", "Job", ["completions": most, "parallelism": most, "completionMode": "Indexed"]),
    ])
    func `many pods are made in parts, so that others have their turn`(owner: Value) async throws {
        let store = FakeStore()
        await store.apply(owner)
        let manager = ControllerManager(client: store, now: { "2026-01-31T09:30:00Z" })
        await manager.runOnce(over: [ObjectChange(kind: owner.objectKind, before: nil, after: owner)])
        #expect(await store.list(.pod, namespace: "default").count == 500)
    }

    @Test func `the parts come together`() async throws {
        let store = FakeStore()
        await store.apply(Self.workload("apps/v1", "StatefulSet", ["replicas": 510]))
        _ = try #require(await store.settle())
        #expect(await store.get(.statefulSet, namespace: "default", name: "it")?.status["readyReplicas"] == 510)
    }

    private func setRoom(_ pods: String, _ client: StoreClient) async throws {
        var node = try #require(await client.get(.node, namespace: nil, name: PodTemplate.node))
        var status = node.status
        status.edit("allocatable") { $0["pods"] = .string(pods) }
        node[field: "status"] = .object(status)
        #expect(await client.updateStatus(node, manager: "test") != nil)
    }

    @Test(.timeLimit(.minutes(1))) func `a set that is short of pods gets them once there is room`() async throws {
        try await withControllers { client, changes in
            try await setRoom("2", client)
            #expect(
                await client.create(Self.workload("apps/v1", "ReplicaSet", ["replicas": 3]), manager: "test") != nil)
            let short = await first(.replicaSet, in: changes) { $0.status["readyReplicas"] == 2 }
            #expect(short?.status["replicas"] == 2)
            let told = await first(.event, in: changes) { $0["reason"] == "FailedCreate" }
            #expect(told?["message"] == "Error creating: the node embedded has no room for more pods")
            #expect(told?[path: "involvedObject", "kind"] == "ReplicaSet")
            try await setRoom("3", client)
            let whole = await first(.replicaSet, in: changes) { $0.status["readyReplicas"] == 3 }
            #expect(whole != nil)
        }
    }

    @Test(.timeLimit(.minutes(1))) func `a pod for which there is no room waits until another goes`() async throws {
        try await withControllers { client, changes in
            try await setRoom("1", client)
            for name in ["a", "b"] {
                let pod: Value = [
                    "apiVersion": "v1", "kind": "Pod", "metadata": ["name": .string(name), "namespace": "default"],
                    "spec": ["containers": [["name": "a", "image": "a:1"]]],
                ]
                #expect(await client.create(pod, manager: "test") != nil)
                let seen = await first(.pod, in: changes) { $0.objectName == name && !$0.status.isEmpty }
                #expect(seen?.status["phase"] == (name == "a" ? "Running" : "Pending"))
                let condition = seen?.status["conditions"]?.array?.first { $0["type"] == "PodScheduled" }
                if name == "b" { #expect(condition?["message"]?.string == Scheduler.tooManyPods) }
            }
            await client.delete(.pod, namespace: "default", name: "a")
            let placed = await first(.pod, in: changes) { $0.objectName == "b" && $0.status["phase"] == "Running" }
            #expect(placed?.spec["nodeName"]?.string == PodTemplate.node)
        }
    }
}
