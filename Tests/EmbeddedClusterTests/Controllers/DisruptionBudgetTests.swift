import Manifests
import Testing

@testable import EmbeddedCluster

@Suite struct DisruptionBudgetTests {
    private static func budget(_ spec: Object) -> Value {
        var spec = spec
        spec["selector"] = ["matchLabels": ["app": "a"]]
        return [
            "apiVersion": "policy/v1", "kind": "PodDisruptionBudget",
            "metadata": ["name": "a", "namespace": "default"], "spec": .object(spec),
        ]
    }

    private static let deployment: Value = [
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "a", "namespace": "default"],
        "spec": [
            "replicas": 3, "selector": ["matchLabels": ["app": "a"]],
            "template": [
                "metadata": ["labels": ["app": "a"]], "spec": ["containers": [["name": "a", "image": "a:1"]]],
            ],
        ],
    ]

    @Test(
        arguments: [
            (["minAvailable": 2], 2, 1), (["minAvailable": "50%"], 2, 1), (["maxUnavailable": 1], 2, 1),
            (["maxUnavailable": "34%"], 1, 2), (["minAvailable": 5], 5, 0),
        ] as [(Object, Int64, Int64)])
    func `a budget counts the pods that may go`(spec: Object, desired: Int64, allowed: Int64) async throws {
        let store = FakeStore()
        await store.apply(Self.deployment)
        await store.apply(Self.budget(spec))
        _ = try #require(await store.settle())
        let status = await store.get(.disruptionBudget, namespace: "default", name: "a")?.status
        #expect(status?["desiredHealthy"] == .integer(desired))
        #expect(status?["disruptionsAllowed"] == .integer(allowed))
        #expect(status?["currentHealthy"] == 3 && status?["expectedPods"] == 3)
        let condition = status?["conditions"]?.array?.first
        #expect(condition?["status"] == (allowed > 0 ? "True" : "False"))
    }

    @Test(.timeLimit(.minutes(1))) func `an eviction beyond the budget is refused, one within it is counted`()
        async throws
    {
        try await withControllers { client, changes in
            _ = await client.create(Self.deployment, manager: "test")
            _ = await client.create(Self.budget(["minAvailable": 2]), manager: "test")
            _ = await first(.disruptionBudget, in: changes) { $0.status["disruptionsAllowed"] == 1 }
            let eviction = Eviction(store: client.store, now: "2026-01-31T09:30:00Z")
            let kind = try #require(client.store.registry[.pod])
            let pods = await client.store.list(kind.resource, namespace: "default")
            let pod = try #require(pods.first?.value.objectName)
            let request = APIRequest(
                method: .post, kind: kind, namespace: "default", name: pod, subresource: "eviction", query: [:],
                form: .plain, contentType: "", body: [], manager: "test")
            try await eviction.spend(on: request, isDryRun: false)
            do throws(APIError) {
                try await eviction.spend(on: request, isDryRun: false)
                Issue.record("expected a refusal")
            } catch {
                #expect(error.code == 429)
                #expect(error.message == "Cannot evict pod as it would violate the pod's disruption budget.")
            }
        }
    }
}
