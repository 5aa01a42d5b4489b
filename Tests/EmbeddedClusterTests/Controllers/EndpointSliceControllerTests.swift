import Manifests
import Testing

@testable import EmbeddedCluster

@Suite struct EndpointSliceControllerTests {
    private let store = FakeStore()

    private func apply(_ yaml: String) async {
        for document in YAML.parse(yaml, file: "a.yaml").documents { await store.apply(document.value) }
    }

    private func slices() async -> [Value] {
        await store.list(.endpointSlice, namespace: "default")
    }

    private static func deployment(replicas: Int) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: scorer, namespace: default }
        spec:
          replicas: \(replicas)
          selector: { matchLabels: { app: scorer } }
          template:
            metadata: { labels: { app: scorer, tier: a } }
            spec: { containers: [{ name: m, image: m, ports: [{ name: http, containerPort: 8080 }] }] }
        """
    }

    private static let service = """
        apiVersion: v1
        kind: Service
        metadata: { name: scorer, namespace: default }
        spec:
          selector: { tier: a, app: scorer }
          ports: [{ name: web, port: 80, targetPort: http, protocol: TCP }]
        ---
        apiVersion: v1
        kind: Service
        metadata: { name: other, namespace: default }
        spec: { selector: { app: scorer, tier: b }, ports: [{ port: 80 }] }
        ---
        apiVersion: v1
        kind: Service
        metadata: { name: manual, namespace: default }
        spec: { ports: [{ port: 80 }] }
        """

    @Test func `a Service's slice has the pods that it selects`() async throws {
        await apply(Self.deployment(replicas: 2))
        await apply(Self.service)
        #expect(await store.settle() != nil)
        let all = await slices()
        #expect(
            all.map { $0.labels["kubernetes.io/service-name"] }.sorted { $0 ?? "" < $1 ?? "" } == ["other", "scorer"])
        let slice = try #require(all.first { $0.labels["kubernetes.io/service-name"] == "scorer" })
        #expect(slice["ports"] == [["name": "web", "port": 8080, "protocol": "TCP"]])
        let endpoints = slice["endpoints"]?.array ?? []
        #expect(endpoints.count == 2)
        #expect(endpoints.allSatisfy { $0[path: "conditions", "ready"] == true && $0["nodeName"] == "embedded" })
        let pods = await store.list(.pod, namespace: "default")
        #expect(
            Set(endpoints.compactMap { $0["addresses"]?.array?.first }) == Set(pods.compactMap { $0.status["podIP"] }))
        let other = all.first { $0.labels["kubernetes.io/service-name"] == "other" }
        #expect(other?["endpoints"] == [])
    }

    @Test func `a slice follows its pods and goes with its Service`() async throws {
        await apply(Self.deployment(replicas: 1))
        await apply(Self.service)
        _ = await store.settle()
        await apply(Self.deployment(replicas: 3))
        #expect(await store.settle() != nil)
        func count() async -> Int {
            await slices().first { $0.labels["kubernetes.io/service-name"] == "scorer" }?["endpoints"]?.array?.count
                ?? -1
        }
        #expect(await count() == 3)
        #expect(await store.settle() == 0)
        await store.delete(.service, namespace: "default", name: "scorer")
        #expect(await count() == -1)
    }
}
