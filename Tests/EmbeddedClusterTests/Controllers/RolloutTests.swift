import Manifests
import Testing

@testable import EmbeddedCluster

/// How far a rollout goes on its own, and when its pods count.
@Suite struct RolloutTests {
    private let store = FakeStore()

    private func deployment(_ image: String, _ spec: Object = [:], failure: String? = nil) -> Value {
        var members: Object = [
            "replicas": 10, "selector": ["matchLabels": ["app": "a"]],
            "template": [
                "metadata": ["labels": ["app": "a"]], "spec": ["containers": [["name": "a", "image": .string(image)]]],
            ],
        ]
        for member in spec { members[member.key] = member.value }
        var object: Value = [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "it", "namespace": "models"],
            "spec": .object(members),
        ]
        object.setAnnotation(Value.failureAnnotation, failure)
        return object
    }

    /// The pods of each set by their image, once all is at rest.
    private func settled(_ object: Value) async throws -> [String: Int] {
        await store.apply(object)
        _ = try #require(await store.settle())
        var counts: [String: Int] = [:]
        for pod in await store.list(.pod, namespace: "models") {
            counts[pod.spec["containers"]?.array?.first?["image"]?.string ?? "", default: 0] += 1
        }
        return counts
    }

    private static let cases: [(spec: Object, pods: [String: Int])] = [
        ([:], ["a": 8, "b": 5]),
        (rolling(["maxSurge": 0, "maxUnavailable": 3]), ["a": 7, "b": 3]),
        (rolling(["maxSurge": "100%", "maxUnavailable": 0]), ["a": 10, "b": 10]),
        (["strategy": ["type": "Recreate"]], ["b": 10]),
    ]

    private static func rolling(_ update: Value) -> Object {
        ["strategy": ["type": "RollingUpdate", "rollingUpdate": update]]
    }

    @Test(arguments: cases)
    func `a rollout that fails stops at its surge and at what may be missing`(
        spec: Object, expected: [String: Int]
    ) async throws {
        #expect(try await settled(deployment("a", spec)) == ["a": 10])
        #expect(try await settled(deployment("b", spec, failure: "no model")) == expected)
    }

    @Test func `a quantity that is written in another way rolls nothing out`() async throws {
        func sized(_ memory: Value) -> Value {
            let container: Value = ["name": "a", "image": "a", "resources": ["requests": ["memory": memory]]]
            return deployment(
                "a", ["template": ["metadata": ["labels": ["app": "a"]], "spec": ["containers": [container]]]])
        }
        _ = try await settled(sized("1Gi"))
        #expect(try await settled(sized("1073741824")) == ["a": 10])
        #expect(await store.list(.replicaSet, namespace: "models").count == 1)
        _ = try await settled(sized("2Gi"))
        #expect(await store.list(.replicaSet, namespace: "models").count == 2)
    }

    @Test func `a rollout never has more pods than it may`() async throws {
        #expect(try await settled(deployment("a")) == ["a": 10])
        await store.apply(deployment("b"))
        var most = 0
        for _ in 0..<100 {
            let before = await store.writes
            let manager = ControllerManager(client: store, now: { "2026-01-31T09:30:00Z" })
            for set in await store.list(.replicaSet, namespace: "models") + [
                try #require(await store.get(.deployment, namespace: "models", name: "it"))
            ] {
                await manager.runOnce(over: [ObjectChange(kind: set.objectKind, before: nil, after: set)])
                most = max(most, await store.list(.pod, namespace: "models").count)
            }
            for pod in await store.list(.pod, namespace: "models") {
                await manager.runOnce(over: [ObjectChange(kind: .pod, before: nil, after: pod)])
            }
            if await store.writes == before { break }
        }
        #expect(most == 13)
        #expect(try await settled(deployment("b")) == ["b": 10])
    }

    @Test func `a paused deployment with another template still has as many pods as it asks for`() async throws {
        #expect(try await settled(deployment("a")) == ["a": 10])
        #expect(try await settled(deployment("b", ["paused": true, "replicas": 4])) == ["a": 4])
        #expect(try await settled(deployment("b", ["replicas": 4])) == ["b": 4])
    }

    @Test(arguments: [true, false])
    func `the sets of a rollout that stands still share what is added`(isPaused: Bool) async throws {
        #expect(try await settled(deployment("a")) == ["a": 10])
        #expect(try await settled(deployment("b", failure: "no model")) == ["a": 8, "b": 5])
        let larger = deployment("b", ["paused": .bool(isPaused), "replicas": 20], failure: "no model")
        #expect(try await settled(larger) == ["a": 15, "b": 10])
    }

    @Test(arguments: ["ReplicaSet", "StatefulSet", "DaemonSet"])
    func `a pod counts as available once it was ready for as long as it should be`(kind: String) async throws {
        var object = deployment("a", ["replicas": 1, "minReadySeconds": 30])
        object[field: "kind"] = .string(kind)
        _ = try await settled(object)
        let ready = try #require(await store.get(object.objectKind, namespace: "models", name: "it"))
        let count = kind == "DaemonSet" ? "numberAvailable" : "availableReplicas"
        #expect(ready.status.count(count) == 0)
        #expect(ready.status.count(kind == "DaemonSet" ? "numberReady" : "readyReplicas") == 1)
        let controllers: [any Controller] = [ReplicaSetController(), StatefulSetController(), DaemonSetController()]
        #expect(
            controllers.first { $0.kinds.contains(object.objectKind) }?.isDue(ready, now: "2026-01-31T09:30:00Z")
                == .seconds(30))
        let manager = ControllerManager(client: store, now: { "2026-01-31T09:30:30Z" })
        await manager.runOnce(over: [ObjectChange(kind: object.objectKind, before: nil, after: ready)])
        let later = await store.get(object.objectKind, namespace: "models", name: "it")
        #expect(later?.status.count(count) == 1)
    }

    @Test func `a rollout waits for pods to be available`() async throws {
        #expect(try await settled(deployment("a")) == ["a": 10])
        #expect(try await settled(deployment("b", ["minReadySeconds": 30])) == ["a": 8, "b": 5])
        let live = await store.get(.deployment, namespace: "models", name: "it")
        #expect(live?.status["readyReplicas"] == 13 && live?.status["availableReplicas"] == 8)
    }
}
