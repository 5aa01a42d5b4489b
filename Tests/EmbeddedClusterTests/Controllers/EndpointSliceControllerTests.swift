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

    private func endpoints(_ name: String) async -> Value? {
        await store.get(.endpoints, namespace: "default", name: name)
    }

    @Test func `a Service's Endpoints have its labels and the pods that it selects, and go with it`() async throws {
        await apply(Self.deployment(replicas: 2))
        await apply(Self.service.replacing("{ name: scorer, ", with: "{ name: scorer, labels: { team: risk }, "))
        #expect(await store.settle() != nil)
        let scorer = try #require(await endpoints("scorer"))
        #expect(
            scorer.labels == ["team": "risk", "endpoints.kubernetes.io/managed-by": "endpoint-controller"])
        let subset = try #require(scorer["subsets"]?.array?.first)
        #expect(subset["ports"] == [["name": "web", "port": 8080, "protocol": "TCP"]])
        let pods = await store.list(.pod, namespace: "default")
        #expect(
            subset["addresses"]?.array?.map { $0["ip"] } == pods.map { $0.status["podIP"] })
        #expect(subset["addresses"]?.array?.first?[path: "targetRef", "name"]?.string == pods.first?.objectName)
        #expect(await endpoints("other")?["subsets"] == nil)
        #expect(await endpoints("manual") == nil)
        await apply(Self.deployment(replicas: 3))
        #expect(await store.settle() != nil)
        #expect(await endpoints("scorer")?["subsets"]?.array?.first?["addresses"]?.array?.count == 3)
        #expect(await store.settle() == 0)
        let gone = await store.get(.service, namespace: "default", name: "scorer")
        await store.delete(.service, namespace: "default", name: "scorer")
        let manager = ControllerManager(client: store, now: { "2026-01-31T09:30:00Z" })
        await manager.runOnce(over: [ObjectChange(kind: .service, before: gone, after: nil)])
        #expect(await endpoints("scorer") == nil)
        #expect(await endpoints("other") != nil)
    }

    @Test func `pods that are not ready stand apart, a headless Service without ports has addresses alone`() {
        func pod(_ name: String, ready: Bool) -> Value {
            [
                "metadata": ["name": .string(name), "namespace": "default", "uid": .string(name)],
                "spec": ["nodeName": "embedded", "hostname": .string(name), "subdomain": "db"],
                "status": [
                    "podIP": "10.0.0.1", "conditions": [["type": "Ready", "status": ready ? "True" : "False"]],
                ],
            ]
        }
        let service: Value = [
            "metadata": ["name": "db", "namespace": "default"], "spec": ["clusterIP": "None", "selector": ["a": "b"]],
        ]
        let pods = [pod("p0", ready: true), pod("p1", ready: false)]
        let object = ServiceEndpoints(service: service, pods: pods, ports: []).object
        #expect(object.labels["service.kubernetes.io/headless"] == "")
        let subset = object["subsets"]?.array?.first
        #expect(subset?["ports"] == nil)
        #expect(subset?["addresses"]?.array?.map { $0["hostname"] } == ["p0"])
        #expect(subset?["notReadyAddresses"]?.array?.map { $0["hostname"] } == ["p1"])
    }
}
