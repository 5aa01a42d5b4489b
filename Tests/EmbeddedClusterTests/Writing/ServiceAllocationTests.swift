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

    // MARK: Ports that are kept

    private static func numbers(_ service: Value) -> [Int64?] {
        (service.spec["ports"]?.array ?? []).map { $0["nodePort"]?.integer }
    }

    /// Replaces the spec of a service named `x`.
    private func replace(_ spec: Value, in fixture: StoreFixture) async throws -> Value {
        try await fixture.writer.update(fixture.request(.put, "Service", "x", body: Self.service("x", spec))).value
    }

    @Test func `a port that gets another number keeps its node port`() async throws {
        let fixture = try await StoreFixture()
        let made = try await fixture.create(Self.service("x", ["type": "NodePort"]))
        let changed = try await replace(["type": "NodePort", "ports": [["port": 81]]], in: fixture)
        #expect(Self.numbers(changed) == Self.numbers(made))
    }

    @Test func `a port whose node port another port asks for gets another`() async throws {
        let fixture = try await StoreFixture()
        let before: Value = [["name": "a", "port": 82], ["name": "b", "port": 83, "nodePort": 30999]]
        let after: Value = [["name": "b", "port": 83], ["name": "c", "port": 84, "nodePort": 30999]]
        try await fixture.create(Self.service("x", ["type": "NodePort", "ports": before]))
        let numbers = Self.numbers(try await replace(["type": "NodePort", "ports": after], in: fixture))
        #expect(numbers.last == 30999)
        #expect(numbers.count == 2 && numbers.first != 30999 && numbers.first != .some(nil))
    }

    @Test func `a load balancer that is to get no node ports keeps those that it has`() async throws {
        let fixture = try await StoreFixture()
        let made = try await fixture.create(Self.service("x", ["type": "LoadBalancer"]))
        let spec: Value = [
            "type": "LoadBalancer", "allocateLoadBalancerNodePorts": false,
            "ports": [["port": 80], ["name": "b", "port": 81]],
        ]
        var named = spec
        named[field: "ports"] = [["port": 80]]
        #expect(Self.numbers(try await replace(named, in: fixture)) == Self.numbers(made))
        let fresh: Value = [["name": "a", "port": 80], ["name": "b", "port": 81]]
        named[field: "ports"] = fresh
        #expect(Self.numbers(try await replace(named, in: fixture)) == [nil, nil])
    }

    @Test func `both protocols of one port of a new service get one node port`() async throws {
        let fixture = try await StoreFixture()
        let ports: Value = [
            ["name": "t", "port": 53], ["name": "u", "port": 53, "protocol": "UDP"], ["name": "o", "port": 54],
        ]
        let numbers = Self.numbers(try await fixture.create(Self.service("x", ["type": "NodePort", "ports": ports])))
        #expect(numbers[0] != nil && numbers[0] == numbers[1] && numbers[0] != numbers[2])
    }

    // MARK: Ports of others

    private static func balancer(_ spec: Object) -> Value {
        var spec = spec
        spec["type"] = "LoadBalancer"
        return service("x", .object(spec))
    }

    @Test(
        arguments: [
            (30080, "provided port is already allocated"), (30081, "provided port is already allocated"),
            (30090, "provided port is already allocated"),
            (80, "provided port is not in the valid range. The range of valid ports is 30000-32767"),
        ] as [(Int64, String)])
    func `the port of health checks is no other's`(port: Int64, words: String) async throws {
        let fixture = try await StoreFixture()
        let local: Object = ["externalTrafficPolicy": "Local", "type": "LoadBalancer"]
        var first = local
        first["healthCheckNodePort"] = 30081
        first["ports"] = [["port": 80, "nodePort": 30080]]
        try await fixture.create(Self.service("a", .object(first)))
        var second = local
        second["healthCheckNodePort"] = .integer(port)
        second["ports"] = [["port": 80, "nodePort": 30090]]
        let error = await #expect(throws: APIError.self) { try await fixture.create(Self.balancer(second)) }
        #expect(error?.code == 500)
        #expect(
            error?.message
                == "Internal error occurred: failed to allocate requested HealthCheck NodePort \(port): \(words)")
    }

    @Test func `a load balancer without node ports may not ask for another's`() async throws {
        let fixture = try await StoreFixture()
        try await fixture.create(Self.service("a", ["type": "NodePort", "ports": [["port": 80, "nodePort": 30080]]]))
        try await fixture.expectRefusal(
            of: Self.balancer(["allocateLoadBalancerNodePorts": false, "ports": [["port": 80, "nodePort": 30080]]]),
            "spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated")
    }

    @Test func `health is checked at a port of its own where a load balancer keeps to its node alone`() async throws {
        let fixture = try await StoreFixture()
        try await fixture.expectRefusal(
            of: Self.service("x", ["type": "NodePort", "healthCheckNodePort": 30500]),
            "spec.healthCheckNodePort: Invalid value: 30500: may only be set when `type` is 'LoadBalancer' and "
                + "`externalTrafficPolicy` is 'Local'")
        let made = try await fixture.create(
            Self.balancer(["externalTrafficPolicy": "Local", "healthCheckNodePort": 30500]))
        #expect(made.spec["healthCheckNodePort"] == 30500)
        let error = await #expect(throws: APIError.self) {
            _ = try await fixture.merge(
                #"{"spec":{"healthCheckNodePort":30501}}"#, into: "Service", apiVersion: "v1")
        }
        #expect(error?.message.hasSuffix("spec.healthCheckNodePort: Forbidden: field is immutable") ?? false)
    }

    // MARK: Addresses

    @Test(arguments: ["None", "10.96.7.8", "10.96.7.7"])
    func `another address over one that a service has is refused once, whoever has it`(address: String) async throws {
        let fixture = try await StoreFixture()
        try await fixture.create(Self.service("a", ["clusterIP": "10.96.7.7"]))
        try await fixture.create(Self.service("x", [:]))
        let error = await #expect(throws: APIError.self) {
            _ = try await fixture.merge(
                #"{"spec":{"clusterIP":"\#(address)"}}"#, into: "Service", apiVersion: "v1")
        }
        let words = #"spec.clusterIPs[0]: Invalid value: ["\#(address)"]: may not change once set"#
        #expect(error?.message == #"Service "x" is invalid: \#(words)"#)
    }
}
