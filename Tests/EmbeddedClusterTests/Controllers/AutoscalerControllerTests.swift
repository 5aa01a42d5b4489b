import Manifests
import Testing

@testable import EmbeddedCluster

@Suite struct AutoscalerControllerTests {
    private let store = FakeStore()
    private static let kind = GroupVersionKind.autoscaler

    private func autoscaler(_ least: Int64, _ most: Int64, target: String = "it") -> Value {
        [
            "apiVersion": .string(Self.kind.apiVersion), "kind": .string(Self.kind.kind),
            "metadata": ["name": "it", "namespace": "models"],
            "spec": [
                "minReplicas": .integer(least), "maxReplicas": .integer(most),
                "scaleTargetRef": ["apiVersion": "apps/v1", "kind": "Deployment", "name": .string(target)],
            ],
        ]
    }

    private func deployment(_ replicas: Int64) -> Value {
        [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "it", "namespace": "models"],
            "spec": [
                "replicas": .integer(replicas), "selector": ["matchLabels": ["app": "a"]],
                "template": [
                    "metadata": ["labels": ["app": "a"]], "spec": ["containers": [["name": "a", "image": "a"]]],
                ],
            ],
        ]
    }

    private func condition(_ type: String, of object: Value?) -> Value? {
        object?.status["conditions"]?.array?.first { $0["type"]?.string == type }
    }

    @Test(arguments: [(1, 2), (3, 3), (9, 5), (0, 0)] as [(Int64, Int64)])
    func `what is scaled is brought within its bounds, and the status says what there is`(
        asked: Int64, expected: Int64
    ) async throws {
        await store.apply(autoscaler(2, 5))
        await store.apply(deployment(asked))
        _ = try #require(await store.settle())
        #expect(await store.get(.deployment, namespace: "models", name: "it")?.spec["replicas"] == .integer(expected))
        let live = await store.get(Self.kind, namespace: "models", name: "it")
        #expect(live?.status["currentReplicas"] == .integer(expected))
        #expect(live?.status["desiredReplicas"] == .integer(expected))
        #expect((live?.status["lastScaleTime"] != nil) == (asked != expected))
        #expect(condition("AbleToScale", of: live)?["status"] == "True")
        #expect(condition("ScalingActive", of: live)?["status"] == (asked == 0 ? "False" : "True"))
    }

    @Test func `what has no target says so`() async throws {
        await store.apply(autoscaler(2, 5, target: "other"))
        await store.apply(deployment(1))
        _ = try #require(await store.settle())
        let live = await store.get(Self.kind, namespace: "models", name: "it")
        #expect(condition("AbleToScale", of: live)?["reason"] == "FailedGetScale")
        #expect(await store.get(.deployment, namespace: "models", name: "it")?.spec["replicas"] == 1)
    }

    @Test(.timeLimit(.minutes(1))) func `what is made after its autoscaler is brought within its bounds too`()
        async throws
    {
        try await withControllers { client, changes in
            var (scaler, target) = (autoscaler(2, 5), deployment(1))
            scaler.metadata["namespace"] = "default"
            target.metadata["namespace"] = "default"
            #expect(await client.create(scaler, manager: "test") != nil)
            let waiting = await first(Self.kind, in: changes) { !$0.status.isEmpty }
            #expect(condition("AbleToScale", of: waiting)?["status"] == "False")
            #expect(await client.create(target, manager: "test") != nil)
            let scaled = await first(.deployment, in: changes) { $0.status["readyReplicas"] == 2 }
            #expect(scaled?.spec["replicas"] == 2)
        }
    }

    @Test func `a change of what is scaled concerns its autoscaler`() {
        let targets = AutoscalerTargets()
        let (object, scaler) = (deployment(1), autoscaler(1, 2))
        let change = ObjectChange(kind: .deployment, before: nil, after: object)
        #expect(targets.note(change).isEmpty)
        #expect(targets.note(ObjectChange(kind: Self.kind, before: nil, after: scaler)).isEmpty)
        #expect(targets.note(change).map(\.name) == ["it"])
        _ = targets.note(ObjectChange(kind: Self.kind, before: scaler, after: nil))
        #expect(targets.note(change).isEmpty)
    }
}
