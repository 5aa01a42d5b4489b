import Manifests
import Testing

@testable import EmbeddedCluster

/// When a Deployment that makes no progress is given up.
@Suite struct ProgressDeadlineTests {
    private let store = FakeStore()

    /// - Parameter gates: whether its pods wait for somebody.
    private func deployment(_ image: String = "a:1", gates: Bool = true, spec: Object = [:]) -> Value {
        var members: Object = [
            "replicas": 2, "progressDeadlineSeconds": 3, "selector": ["matchLabels": ["app": "a"]],
            "template": [
                "metadata": ["labels": ["app": "a"]],
                "spec": [
                    "containers": [["name": "a", "image": .string(image)]],
                    "schedulingGates": gates ? [["name": "example.com/wait"]] : [],
                ],
            ],
        ]
        for member in spec { members[member.key] = member.value }
        return [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "it", "namespace": "models"],
            "spec": .object(members),
        ]
    }

    private static func time(_ seconds: Int) -> String { "2026-01-31T09:30:0\(seconds)Z" }

    /// The Progressing condition once all is at rest, so many seconds after the start.
    private func progress(at seconds: Int, _ object: Value? = nil) async throws -> Value {
        if let object { await store.apply(object) }
        _ = try #require(await store.settle(at: Self.time(seconds)))
        let live = await store.get(.deployment, namespace: "models", name: "it")
        return try #require(live?.status["conditions"]?.array?.first { $0["type"] == "Progressing" })
    }

    private func openGate(of index: Int) async {
        var pod = await store.list(.pod, namespace: "models")[index]
        pod.setSpec("schedulingGates", nil)
        _ = await store.update(pod, manager: "test")
    }

    private func due(at seconds: Int) async throws -> Duration? {
        let live = try #require(await store.get(.deployment, namespace: "models", name: "it"))
        return DeploymentController().isDue(live, now: Self.time(seconds))
    }

    @Test func `a rollout without progress is given up at its deadline, and goes on with the next progress`()
        async throws
    {
        #expect(try await progress(at: 0, deployment())["reason"] == "ReplicaSetUpdated")
        #expect(try await due(at: 1) == .seconds(2))
        #expect(try await progress(at: 2)["reason"] == "ReplicaSetUpdated")
        let set = try #require(await store.list(.replicaSet, namespace: "models").first)
        let late = try await progress(at: 3)
        #expect(late["status"] == "False" && late["reason"] == "ProgressDeadlineExceeded")
        #expect(late["message"]?.string == "ReplicaSet \"\(set.objectName)\" has timed out progressing.")
        #expect(try await progress(at: 4) == late)
        #expect(try await due(at: 4) == nil)

        await openGate(of: 0)
        let going = try await progress(at: 5)
        #expect(going["status"] == "True" && going["reason"] == "ReplicaSetUpdated")
        #expect(try await progress(at: 8)["reason"] == "ProgressDeadlineExceeded")
        await openGate(of: 1)
        #expect(try await progress(at: 9)["reason"] == "NewReplicaSetAvailable")
    }

    @Test func `the deadline runs from the last progress on`() async throws {
        let begun = try await progress(at: 0, deployment())
        await openGate(of: 0)
        let going = try await progress(at: 2)
        #expect(going["lastUpdateTime"]?.string == Self.time(2))
        #expect(going["lastTransitionTime"] == begun["lastTransitionTime"])
        #expect(try await progress(at: 4)["reason"] == "ReplicaSetUpdated")
        #expect(try await progress(at: 5)["reason"] == "ProgressDeadlineExceeded")
    }

    @Test func `another template has a deadline of its own`() async throws {
        // There is no room for a pod of it.
        await store.apply([
            "apiVersion": "v1", "kind": "Node", "metadata": ["name": .string(PodTemplate.node)], "spec": [:],
            "status": ["allocatable": ["pods": "2"]],
        ])
        _ = try await progress(at: 0, deployment())
        #expect(try await progress(at: 3)["reason"] == "ProgressDeadlineExceeded")
        #expect(try await progress(at: 4, deployment("a:2"))["reason"] == "ReplicaSetUpdated")
        #expect(try await progress(at: 6)["reason"] == "ReplicaSetUpdated")
        #expect(try await progress(at: 7)["reason"] == "ProgressDeadlineExceeded")
    }

    @Test(
        arguments: [
            (["paused": true], "DeploymentPaused"),
            (["progressDeadlineSeconds": .integer(Int64(Int32.max))], "ReplicaSetUpdated"),
        ] as [(Object, String)])
    func `one that is paused or has no deadline is not given up`(spec: Object, reason: String) async throws {
        _ = try await progress(at: 0, deployment())
        #expect(try await progress(at: 1, deployment(spec: spec))["reason"]?.string == reason)
        #expect(try await due(at: 1) == nil)
        #expect(try await progress(at: 9)["reason"]?.string == reason)
    }

    @Test func `what becomes of pods after a rollout was complete is no matter of the deadline`() async throws {
        let complete = try await progress(at: 0, deployment(gates: false))
        #expect(complete["reason"] == "NewReplicaSetAvailable")
        await store.apply([
            "apiVersion": "v1", "kind": "Node", "metadata": ["name": .string(PodTemplate.node)],
            "spec": ["unschedulable": true],
        ])
        #expect(try await progress(at: 1, deployment(gates: false, spec: ["replicas": 3])) == complete)
        #expect(try await progress(at: 9) == complete)
        let live = await store.get(.deployment, namespace: "models", name: "it")
        #expect(live?.status["unavailableReplicas"] == 1)
    }
}
