import Manifests
import Synchronization
import Testing

@testable import EmbeddedCluster

struct ControllerManagerTests {
    private let store = FakeStore()

    private func workload(_ apiVersion: String, _ kind: String, _ spec: Object = [:]) -> Value {
        var spec = spec
        spec["template"] = [
            "metadata": ["labels": ["app": "a"]], "spec": ["containers": [["name": "a", "image": "a:1"]]],
        ]
        return object(apiVersion, kind, spec)
    }

    private func object(_ apiVersion: String, _ kind: String, _ spec: Object) -> Value {
        [
            "apiVersion": .string(apiVersion), "kind": .string(kind),
            "metadata": ["name": "it", "namespace": "models"], "spec": .object(spec),
        ]
    }

    private func settled(_ object: Value) async throws -> Value {
        await store.apply(object)
        _ = try #require(await store.settle())
        #expect(await store.settle() == 0)
        return try #require(
            await store.get(object.objectKind, namespace: object.objectNamespace, name: object.objectName))
    }

    @Test func `changes bring a deployment up by themselves`() async throws {
        let changes = await store.changes()
        let manager = ControllerManager(client: store, now: { "2026-01-31T09:30:00Z" })
        let running = Task { await manager.run() }
        await store.apply(workload("apps/v1", "Deployment", ["replicas": 2]))
        for await change in changes where change.kind == .deployment {
            let reasons = change.after?.status["conditions"]?.array?.compactMap { $0["reason"]?.string } ?? []
            if reasons.contains("NewReplicaSetAvailable") { break }
        }
        running.cancel()
        #expect(await store.list(.pod, namespace: "models").count == 2)
    }

    @Test func `an object that changed several times at once is looked at once`() async throws {
        let set = object("apps/v1", "ReplicaSet", [:])
        await store.apply(set)
        let counter = Counter()
        let manager = ControllerManager(client: store, now: { "2026-01-31T09:30:00Z" }, controllers: [counter])
        await manager.runOnce(
            over: [
                ObjectChange(kind: .replicaSet, before: nil, after: set),
                ObjectChange(kind: .replicaSet, before: set, after: set),
            ])
        #expect(counter.count.withLock { $0 } == 1)
    }

    @Test func `what waits is taken as a whole, in its order`() async {
        let queue = ControllerQueue<Int>()
        for number in 0..<3 { queue.add(number) }
        queue.finish()
        var taken: [[Int]] = []
        for await _ in queue.signals { taken.append(queue.takeAll()) }
        #expect(taken == [[0, 1, 2]])
    }

    @Test func `a stateful set has numbered pods and one revision`() async throws {
        var set = workload("apps/v1", "StatefulSet", ["replicas": 2])
        let live = try await settled(set)
        #expect(await store.list(.pod, namespace: "models").map(\.objectName) == ["it-0", "it-1"])
        #expect(live.status["readyReplicas"] == 2)
        #expect(live.status["currentRevision"] == live.status["updateRevision"])
        set.setSpec("template", ["spec": ["containers": [["name": "a", "image": "a:2"]]]])
        let updated = try await settled(set)
        #expect(updated.status["updatedReplicas"] == 2)
        #expect(updated.status["currentRevision"] == updated.status["updateRevision"])
        #expect(updated.status["updateRevision"] != live.status["updateRevision"])
    }

    @Test func `a replication controller has as many pods as it asks for, and takes on none of others`() async throws {
        var stray = object("v1", "Pod", ["containers": [["name": "a", "image": "a"]]])
        stray.metadata["name"] = "stray"
        stray.metadata["labels"] = ["app": "b"]
        await store.apply(stray)
        let live = try await settled(
            workload("v1", "ReplicationController", ["replicas": 2, "selector": ["app": "a"]]))
        #expect(live.status["readyReplicas"] == 2 && live.status["availableReplicas"] == 2)
        let pods = await store.list(.pod, namespace: "models")
        #expect(pods.count == 3)
        #expect(pods.filter { $0.controllerReference?["kind"] == "ReplicationController" }.count == 2)
    }

    @Test func `a daemon set has its pod on the one node`() async throws {
        let status = try await settled(workload("apps/v1", "DaemonSet")).status
        #expect(status["desiredNumberScheduled"] == 1)
        #expect(status["numberAvailable"] == 1)
        #expect(status["updatedNumberScheduled"] == 1)
    }

    @Test(arguments: [(nil, "Complete"), ("no data", "Failed")])
    func `a job ends`(failure: String?, condition: String) async throws {
        var job = workload("batch/v1", "Job")
        job.setAnnotation(Value.failureAnnotation, failure)
        let status = try await settled(job).status
        #expect(status["conditions"]?.array?.last?["type"]?.string == condition)
        #expect((status["completionTime"] != nil) == (failure == nil))
        #expect(status["active"] == nil)
    }

    @Test func `a suspended job waits`() async throws {
        let status = try await settled(workload("batch/v1", "Job", ["suspend": true])).status
        #expect(status["conditions"]?.array?.first?["type"] == "Suspended")
        #expect(await store.list(.pod, namespace: "models").isEmpty)
    }

    @Test func `a claim is bound to its size`() async throws {
        let claim = try await settled(
            object(
                "v1", "PersistentVolumeClaim",
                ["accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "1Gi"]]]))
        #expect(claim.status["phase"] == "Bound")
        #expect(claim.status["capacity"]?["storage"] == "1Gi")
        #expect(claim.spec["volumeName"] != nil)
    }

    @Test func `a pod of a person runs`() async throws {
        let pod = try await settled(object("v1", "Pod", ["containers": [["name": "a", "image": "a"]]]))
        #expect(pod.status["phase"] == "Running")
        #expect(PodTemplate.isReady(pod))
    }

    @Test func `a namespace has a default service account`() async throws {
        _ = try await settled(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "models"]])
        #expect(await store.get(.serviceAccount, namespace: "models", name: "default") != nil)
    }

    @Test func `a route is accepted by each of its parents`() async throws {
        let route = try await settled(
            object("gateway.networking.k8s.io/v1", "HTTPRoute", ["parentRefs": [["name": "a"], ["name": "b"]]]))
        let parents = try #require(route.status["parents"]?.array)
        #expect(parents.count == 2)
        #expect(parents.allSatisfy { $0["conditions"]?.array?.map { $0["status"] } == ["True", "True"] })
    }

    @Test func `an object that is going is left alone`() async throws {
        var set = workload("apps/v1", "Deployment")
        set.metadata["deletionTimestamp"] = "2026-01-31T09:30:00Z"
        await store.apply(set)
        #expect(await store.settle() == 0)
    }
}

/// Counts how often a ReplicaSet is looked at.
private final class Counter: Controller {
    let kinds: [GroupVersionKind] = [.replicaSet]
    let count = Mutex(0)

    func reconcile(_ object: Value, in workspace: ControllerWorkspace) async { count.withLock { $0 += 1 } }
}
