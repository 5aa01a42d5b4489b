import Manifests
import Synchronization
import Testing

@testable import Delivery

/// Objects that the cluster lets nobody set right.
@Suite struct RefusedObjectTests {
    private static func change(image: String) -> Value {
        [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "c", "namespace": "ml"],
            "spec": ["template": ["spec": ["containers": [["name": "model", "image": .string(image)]]]]],
        ]
    }

    @Test func `what is refused waits for the next try however often its status changes, and not once it changes`()
        async throws
    {
        let stepped = SteppedReconciler()
        let files = ["ns.yaml": Sample.namespaceFile, "c.yaml": Sample.deployment("c", image: "c:1")]
        await stepped.take(Sample.checkout(files, revision: "c1"))
        stepped.cluster.state.withLock { $0.judge = { _, _ in "not while it is frozen" } }
        func hear(_ image: String) async -> Int {
            stepped.cluster.write(Self.change(image: image), kind: SimulatedCluster.deployment, manager: "somebody")
            let before = stepped.cluster.requests.count
            await stepped.hear(SimulatedCluster.deployment)
            return stepped.cluster.requests.count - before
        }
        #expect(await hear("c:2") > 0)
        #expect(await stepped.status.phase == .outOfSync)
        let before = stepped.cluster.requests.count
        for number in 1...3 {
            stepped.cluster.setStatus(
                ["replicas": .integer(Int64(number))], of: "c", kind: SimulatedCluster.deployment)
            await stepped.hear(SimulatedCluster.deployment)
        }
        #expect(stepped.cluster.requests.count == before)
        #expect(await hear("c:3") > 0)
        stepped.cluster.state.withLock { $0.judge = nil }
        await stepped.reconciler.step(.retry)
        #expect(await stepped.status.phase == .synced)
    }
}
