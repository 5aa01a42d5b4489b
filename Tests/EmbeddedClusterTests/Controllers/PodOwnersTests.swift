import Manifests
import Testing

@testable import EmbeddedCluster

/// Pods and ReplicaSets whose labels change under their owners.
@Suite struct PodOwnersTests {
    private let store = FakeStore()

    private static func workload(_ apiVersion: String, _ kind: String, _ spec: Object = [:]) -> Value {
        var spec = spec
        spec["selector"] = kind == "ReplicationController" ? ["app": "a"] : ["matchLabels": ["app": "a"]]
        // What waits for a gate stays a Job's.
        let gates: Value = kind == "Job" ? [["name": "example.com/wait"]] : []
        spec["template"] = [
            "metadata": ["labels": ["app": "a"]],
            "spec": ["containers": [["name": "a", "image": "a:1"]], "schedulingGates": gates],
        ]
        return [
            "apiVersion": .string(apiVersion), "kind": .string(kind),
            "metadata": ["name": "it", "namespace": "models"], "spec": .object(spec),
        ]
    }

    private func relabel(_ object: Value, _ value: String) async {
        var object = object
        object.setLabel("app", value)
        _ = await store.update(object, manager: "test")
    }

    private func pods(of owner: Value?) async -> [Value] {
        await store.list(.pod, namespace: "models").filter {
            $0.controllerReference != nil && $0.controllerReference?["uid"]?.string == owner?.uid
        }
    }

    @Test(arguments: [
        workload("apps/v1", "ReplicaSet"), workload("v1", "ReplicationController"), workload("apps/v1", "DaemonSet"),
        workload("batch/v1", "Job"),
    ])
    func `a pod that is not selected any more is let go of, and another made`(workload: Value) async throws {
        await store.apply(workload)
        _ = try #require(await store.settle())
        let owner = await store.get(workload.objectKind, namespace: "models", name: "it")
        let before = try #require(await pods(of: owner).first)
        await relabel(before, "quarantine")
        _ = try #require(await store.settle())
        let free = await store.get(.pod, namespace: "models", name: before.objectName)
        #expect(free?.uid == before.uid)
        #expect(free?.metadata["ownerReferences"] == nil)
        #expect(await pods(of: owner).count == 1)

        await relabel(try #require(free), "a")
        _ = try #require(await store.settle())
        #expect(await pods(of: owner).count == 1)
        #expect(await store.list(.pod, namespace: "models").allSatisfy { $0.controllerReference != nil })
    }

    @Test func `a pod without a controller concerns the sets that select it, one with a controller its own alone`() {
        let selectors = PodSelectors()
        let sets = [Self.workload("apps/v1", "ReplicaSet"), Self.workload("v1", "ReplicationController")]
        for set in sets { _ = selectors.note(ObjectChange(kind: set.objectKind, before: nil, after: set)) }
        var pod: Value = [
            "apiVersion": "v1", "kind": "Pod",
            "metadata": ["name": "stray", "namespace": "models", "labels": ["app": "a"]],
        ]
        let concerned = selectors.note(ObjectChange(kind: .pod, before: nil, after: pod))
        #expect(Set(concerned.map(\.kind)) == [.replicaSet, .replicationController])
        pod.setOwners([sets[0].asControllerReference])
        #expect(selectors.note(ObjectChange(kind: .pod, before: nil, after: pod)).isEmpty)
    }

    @Test
    func `a set without a controller concerns the deployments that select it, one with a controller its own alone`() {
        let selectors = PodSelectors()
        for owner in [Self.workload("apps/v1", "Deployment"), Self.workload("v1", "ReplicationController")] {
            _ = selectors.note(ObjectChange(kind: owner.objectKind, before: nil, after: owner))
        }
        var set = Self.workload("apps/v1", "ReplicaSet")
        set.setLabel("app", "a")
        let concerned = selectors.note(ObjectChange(kind: .replicaSet, before: nil, after: set))
        #expect(concerned.map(\.kind) == [.deployment])
        #expect(selectors.note(ObjectChange(kind: .replicaSet, before: set, after: nil)).isEmpty)
        set.setOwners([Self.workload("apps/v1", "Deployment").asControllerReference])
        #expect(selectors.note(ObjectChange(kind: .replicaSet, before: nil, after: set)).isEmpty)
    }

    @Test func `a stateful set waits for the name of a pod that it let go of`() async throws {
        await store.apply(Self.workload("apps/v1", "StatefulSet", ["replicas": 2]))
        _ = try #require(await store.settle())
        let pod = try #require(await store.get(.pod, namespace: "models", name: "it-0"))
        await relabel(pod, "quarantine")
        _ = try #require(await store.settle())
        let short = await store.get(.statefulSet, namespace: "models", name: "it")
        #expect(short?.status["replicas"] == 1)

        var free = try #require(await store.get(.pod, namespace: "models", name: "it-0"))
        await store.delete(.pod, namespace: "models", name: "it-0")
        let manager = ControllerManager(client: store, now: { "2026-01-31T09:30:00Z" })
        await manager.runOnce(over: [ObjectChange(kind: .pod, before: free, after: nil)])
        free = try #require(await store.get(.pod, namespace: "models", name: "it-0"))
        #expect(free.controllerReference?["uid"]?.string == short?.uid)
    }

    @Test func `a deployment makes another set under another name for one that it selects no longer`() async throws {
        await store.apply(Self.workload("apps/v1", "Deployment", ["replicas": 2]))
        _ = try #require(await store.settle())
        let before = try #require(await store.list(.replicaSet, namespace: "models").first)
        await relabel(before, "quarantine")
        _ = try #require(await store.settle())
        let sets = await store.list(.replicaSet, namespace: "models")
        let free = sets.first { $0.objectName == before.objectName }
        #expect(sets.count == 2)
        #expect(free?.controllerReference == nil)
        #expect(free?.status["readyReplicas"] == 2)
        let deployment = await store.get(.deployment, namespace: "models", name: "it")
        #expect(deployment?.status["collisionCount"] == 1)
        #expect(deployment?.status["readyReplicas"] == 2)
    }

    @Test func `a deployment takes a set on that it selects again, and has as many pods as before`() async throws {
        await store.apply(Self.workload("apps/v1", "Deployment", ["replicas": 2]))
        _ = try #require(await store.settle())
        let set = try #require(await store.list(.replicaSet, namespace: "models").first)
        await relabel(set, "quarantine")
        _ = try #require(await store.settle())
        #expect(await store.list(.pod, namespace: "models").count == 4)

        let manager = ControllerManager(client: store, now: { "2026-01-31T09:30:00Z" })
        let deployment = try #require(await store.get(.deployment, namespace: "models", name: "it"))
        await manager.runOnce(over: [ObjectChange(kind: .deployment, before: nil, after: deployment)])
        let free = try #require(await store.get(.replicaSet, namespace: "models", name: set.objectName))
        await relabel(free, "a")
        let back = await store.get(.replicaSet, namespace: "models", name: set.objectName)
        await manager.runOnce(over: [ObjectChange(kind: .replicaSet, before: free, after: back)])
        let taken = await store.get(.replicaSet, namespace: "models", name: set.objectName)
        #expect(taken?.controllerReference?["uid"]?.string == deployment.uid)
        _ = try #require(await store.settle())
        #expect(await store.list(.pod, namespace: "models").count == 2)
    }
}
