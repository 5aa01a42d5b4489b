import Manifests
import Testing

@testable import EmbeddedCluster

@Suite struct LoadBalancerControllerTests {
    @Test func `a service has an address for as long as it asks for one`() async throws {
        let store = FakeStore()
        func ingress(_ type: Value) async throws -> Value? {
            await store.apply([
                "apiVersion": "v1", "kind": "Service", "metadata": ["name": "it", "namespace": "models"],
                "spec": ["type": type, "ports": [["port": 80]]],
            ])
            _ = try #require(await store.settle())
            return await store.get(.service, namespace: "models", name: "it")?.status["loadBalancer"]
        }
        #expect(try await ingress("LoadBalancer") == ["ingress": [["ip": "127.0.0.1", "ipMode": "VIP"]]])
        #expect(try await ingress("ClusterIP") == [:])
        #expect(try await ingress("LoadBalancer")?["ingress"] != nil)
    }
}
