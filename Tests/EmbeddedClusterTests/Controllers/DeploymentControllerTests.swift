import Manifests
import Testing

@testable import EmbeddedCluster

struct DeploymentControllerTests {
    private let store = FakeStore()

    private func deployment(image: String, replicas: Int64 = 3, failure: String? = nil, paused: Bool = false) -> Value {
        var object: Value = [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "scorer", "namespace": "models"],
            "spec": [
                "replicas": .integer(replicas), "revisionHistoryLimit": 1,
                "selector": ["matchLabels": ["app": "scorer"]],
                "template": [
                    "metadata": ["labels": ["app": "scorer"]],
                    "spec": ["containers": [["name": "scorer", "image": .string(image)]]],
                ],
            ],
        ]
        if paused { object.setSpec("paused", true) }
        object.setAnnotation(Value.failureAnnotation, failure)
        return object
    }

    private func live() async throws -> Value {
        try #require(await store.get(.deployment, namespace: "models", name: "scorer"))
    }

    private func condition(_ type: String, of object: Value) -> Value? {
        object.status["conditions"]?.array?.first { $0["type"]?.string == type }
    }

    @Test func `a deployment becomes available and comes to rest`() async throws {
        await store.apply(deployment(image: "a"))
        #expect(try #require(await store.settle()) > 0)
        #expect(await store.settle() == 0)
        let status = try await live().status
        for key in ["replicas", "updatedReplicas", "readyReplicas", "availableReplicas"] {
            #expect(status[key] == 3, "\(key)")
        }
        #expect(status["unavailableReplicas"] == nil)
        #expect(status["observedGeneration"] == 1)
        #expect(condition("Available", of: try await live())?["reason"] == "MinimumReplicasAvailable")
        #expect(condition("Progressing", of: try await live())?["reason"] == "NewReplicaSetAvailable")
        #expect(try await live().annotations["deployment.kubernetes.io/revision"] == "1")
        let pod = try #require(await store.list(.pod, namespace: "models").first)
        #expect(pod.labels["pod-template-hash"] != nil)
        #expect(pod.controllerReference?["blockOwnerDeletion"] == true)
    }

    @Test func `a new template replaces the old pods, and going back takes the old set up again`() async throws {
        await store.apply(deployment(image: "a"))
        _ = await store.settle()
        let first = try #require(await store.list(.replicaSet, namespace: "models").first)
        await store.apply(deployment(image: "b"))
        _ = await store.settle()
        var sets = await store.list(.replicaSet, namespace: "models")
        #expect(sets.count == 2)
        #expect(sets.first { $0.objectName == first.objectName }?.spec["replicas"] == 0)
        #expect(await store.list(.pod, namespace: "models").count == 3)
        await store.apply(deployment(image: "a"))
        _ = await store.settle()
        sets = await store.list(.replicaSet, namespace: "models")
        #expect(sets.count == 2)
        #expect(sets.first { $0.objectName == first.objectName }?.spec["replicas"] == 3)
        #expect(try await live().annotations["deployment.kubernetes.io/revision"] == "3")
    }

    @Test func `old sets beyond the history limit go`() async throws {
        for image in ["a", "b", "c", "d"] {
            await store.apply(deployment(image: image))
            _ = await store.settle()
        }
        #expect(await store.list(.replicaSet, namespace: "models").count == 2)
    }

    @Test func `a revision that shall fail leaves the old pods serving, and a fix brings it round`() async throws {
        await store.apply(deployment(image: "a"))
        _ = await store.settle()
        await store.apply(deployment(image: "b", failure: "out of memory"))
        #expect(await store.settle() != nil)
        let failing = try await live()
        #expect(condition("Progressing", of: failing)?["reason"] == "ProgressDeadlineExceeded")
        #expect(condition("Available", of: failing)?["status"] == "True")
        #expect(failing.status["readyReplicas"] == 3)
        #expect(failing.status["updatedReplicas"] == 1)
        let waiting = await store.list(.pod, namespace: "models").compactMap {
            $0.status["containerStatuses"]?.array?.first?[path: "state", "waiting"]
        }
        #expect(waiting.count == 1)
        #expect(waiting.allSatisfy { $0["reason"] == "CrashLoopBackOff" && $0["message"] == "out of memory" })
        await store.apply(deployment(image: "b"))
        #expect(await store.settle() != nil)
        #expect(condition("Progressing", of: try await live())?["reason"] == "NewReplicaSetAvailable")
        #expect(await store.list(.pod, namespace: "models").count == 3)
    }

    @Test func `a paused deployment rolls nothing out`() async throws {
        await store.apply(deployment(image: "a"))
        _ = await store.settle()
        await store.apply(deployment(image: "b", paused: true))
        _ = await store.settle()
        #expect(await store.list(.replicaSet, namespace: "models").count == 1)
        #expect(condition("Progressing", of: try await live())?["reason"] == "DeploymentPaused")
    }

    @Test func `scaling down deletes pods and a deleted pod comes back`() async throws {
        await store.apply(deployment(image: "a"))
        _ = await store.settle()
        await store.apply(deployment(image: "a", replicas: 2))
        _ = await store.settle()
        let pods = await store.list(.pod, namespace: "models")
        #expect(pods.count == 2)
        await store.delete(.pod, namespace: "models", name: try #require(pods.first).objectName)
        _ = await store.settle()
        #expect(await store.list(.pod, namespace: "models").count == 2)
    }
}
