import Manifests

/// The cluster IPs and node ports that Services have: no two have the same.
struct ServiceAddresses: Sendable {
    private var addresses: Set<String> = []
    private var nodePorts: Set<Int64> = []

    init() {}

    mutating func insert(_ service: Value) {
        addresses.formUnion(Self.addresses(of: service))
        nodePorts.formUnion(Self.nodePorts(of: service))
    }

    mutating func remove(_ service: Value) {
        addresses.subtract(Self.addresses(of: service))
        nodePorts.subtract(Self.nodePorts(of: service))
    }

    func contains(address: String) -> Bool { addresses.contains(address) }

    func contains(nodePort: Int64) -> Bool { nodePorts.contains(nodePort) }

    private static func addresses(of service: Value) -> [String] {
        let listed = (service.spec["clusterIPs"]?.array ?? []).compactMap(\.string)
        return listed.filter { $0 != "None" }
    }

    private static func nodePorts(of service: Value) -> [Int64] {
        (service.spec["ports"]?.array ?? []).compactMap { $0["nodePort"]?.integer }
            + [service.spec["healthCheckNodePort"]?.integer].compactMap(\.self)
    }
}
