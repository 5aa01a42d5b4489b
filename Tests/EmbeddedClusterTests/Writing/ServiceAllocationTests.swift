import Manifests
import Testing

@testable import EmbeddedCluster

/// The addresses and node ports of Services (`pkg/registry/core/service/storage` of k8s.io/kubernetes).
@Suite struct ServiceAllocationTests {
    private static func service(_ name: String, _ spec: Value) -> Value {
        var spec = spec.object ?? [:]
        spec["selector"] = ["app": "a"]
        spec["ports"] = spec["ports"] ?? [["port": 80]]
        return ["apiVersion": "v1", "kind": "Service", "metadata": ["name": .string(name)], "spec": .object(spec)]
    }

    /// As many as share an address by chance when each is drawn alone: 2,000 of 1,048,574 addresses.
    @Test func `no two services get the same address, nor the same node port`() async throws {
        let fixture = try await StoreFixture()
        var (addresses, ports): (Set<String>, Set<Int64>) = ([], [])
        for index in 0..<2_000 {
            let service = try await fixture.create(Self.service("s\(index)", ["type": "NodePort"]))
            addresses.insert(service.spec["clusterIP"]?.string ?? "")
            ports.insert(service[path: "spec", "ports"]?.array?.first?["nodePort"]?.integer ?? 0)
        }
        #expect(addresses.count == 2_000)
        #expect(ports.count == 2_000)
        #expect(ports.allSatisfy { (30_000...32_767).contains($0) })
    }

    @Test func `node ports are given until there are none`() async throws {
        let fixture = try await StoreFixture()
        let many = Value.array((1...692).map { ["name": .string("p\($0)"), "port": .integer($0)] })
        for index in 0..<4 {
            try await fixture.create(Self.service("s\(index)", ["type": "NodePort", "ports": many]))
        }
        let error = await #expect(throws: APIError.self) {
            try await fixture.create(Self.service("x", ["type": "NodePort"]))
        }
        #expect(error?.code == 500)
        #expect(error?.message.contains("failed to allocate a nodePort: range is full") ?? false)
    }

    @Test func `what another service has is refused`() async throws {
        let fixture = try await StoreFixture()
        try await fixture.create(
            Self.service(
                "a", ["type": "NodePort", "clusterIP": "10.96.7.7", "ports": [["port": 80, "nodePort": 30080]]]))
        try await fixture.expectRefusal(
            of: Self.service("x", ["clusterIP": "10.96.7.7"]),
            #"spec.clusterIPs: Invalid value: ["10.96.7.7"]: failed to allocate IP 10.96.7.7: "#
                + "provided IP is already allocated")
        let second: Value = ["type": "NodePort", "ports": [["port": 81, "nodePort": 30080, "protocol": "UDP"]]]
        try await fixture.expectRefusal(
            of: Self.service("x", second),
            "spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated")
        // One service may have a number for each protocol.
        try await fixture.create(
            Self.service(
                "x",
                [
                    "type": "NodePort",
                    "ports": [
                        ["name": "t", "port": 80, "nodePort": 30081],
                        ["name": "u", "port": 80, "nodePort": 30081, "protocol": "UDP"],
                    ],
                ]))
        let error = await #expect(throws: APIError.self) {
            _ = try await fixture.merge(
                #"{"spec":{"ports":[{"name":"t","port":80,"nodePort":30080}]}}"#, into: "Service", apiVersion: "v1")
        }
        #expect(error?.message.hasSuffix("provided port is already allocated") ?? false)
    }

    @Test func `what a service lets go of is free again`() async throws {
        let fixture = try await StoreFixture()
        let spec: Value = ["type": "NodePort", "clusterIP": "10.96.7.7", "ports": [["port": 80, "nodePort": 30080]]]
        try await fixture.create(Self.service("x", spec))
        _ = try await fixture.merge(#"{"spec":{"type":"ClusterIP"}}"#, into: "Service", apiVersion: "v1")
        try await fixture.create(
            Self.service("y", ["type": "NodePort", "ports": [["port": 80, "nodePort": 30080]]]))
        _ = try await fixture.writer.delete(fixture.request(.delete, "Service", "x"))
        try await fixture.create(Self.service("z", ["clusterIP": "10.96.7.7"]))
    }

    @Test func `a load balancer that keeps to its node gets a port for its health`() async throws {
        let fixture = try await StoreFixture()
        let made = try await fixture.create(
            Self.service("x", ["type": "LoadBalancer", "externalTrafficPolicy": "Local"]))
        let port = try #require(made.spec["healthCheckNodePort"]?.integer)
        #expect((30_000...32_767).contains(port))
        let changed = try await fixture.merge(
            #"{"metadata":{"labels":{"a":"b"}}}"#, into: "Service", apiVersion: "v1")
        #expect(changed.spec["healthCheckNodePort"]?.integer == port)
        let spread = try await fixture.merge(
            #"{"spec":{"externalTrafficPolicy":"Cluster"}}"#, into: "Service", apiVersion: "v1")
        #expect(spread.spec["healthCheckNodePort"] == nil)
    }
}
