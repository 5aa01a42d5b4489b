import Manifests

/// The addresses and ports that the server gives a Service: nobody owns them, and what was given once stays.
struct ServiceAllocation {
    private static let nodePorts: ClosedRange<Int64> = 30_000...32_767
    /// What is given to Services: 10.96.0.0/12, without its first address and its last.
    private static let addressCount: UInt32 = 1 << 20 - 2

    private let service: Value
    private let before: Object
    /// What is the Service's own already.
    private let own: ServiceAddresses
    private let taken: ServiceAddresses
    /// Given in this very write.
    private var given: Set<Int64> = []

    /// - Parameters:
    ///   - live: the service as it was; nil for a new one.
    ///   - taken: what all Services have.
    /// - Throws: 422 for what was asked for and is another's; 500 where nothing is left to give.
    static func fill(_ service: Value, live: Value?, taken: ServiceAddresses) throws(APIError) -> Value {
        var allocation = ServiceAllocation(
            service: service, before: live?.spec ?? [:],
            own: live.map { ServiceAddresses(of: $0) } ?? ServiceAddresses(),
            taken: taken)
        var filled = service
        filled[field: "spec"] = .object(try allocation.spec())
        return filled
    }

    private init(service: Value, before: Object, own: ServiceAddresses, taken: ServiceAddresses) {
        (self.service, self.before, self.own, self.taken) = (service, before, own, taken)
    }

    private mutating func spec() throws(APIError) -> Object {
        var spec = service.spec
        Self.dropFields(ofTypeBefore: before, from: &spec)
        guard spec["type"] != "ExternalName" else { return spec }
        if before["type"] != "ExternalName" {
            for field in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] where spec[field] == nil {
                spec[field] = before[field]
            }
        }
        spec.fill("ipFamilyPolicy", "SingleStack")
        spec.fill("ipFamilies", ["IPv4"])
        if spec["clusterIP"] == nil { spec["clusterIP"] = .string(try freeAddress()) }
        if let address = spec["clusterIP"] { spec.fill("clusterIPs", [address]) }
        try requireFree(spec["clusterIPs"]?.array ?? [])
        let isBalanced = spec["type"] == "LoadBalancer"
        if spec["type"] == "NodePort" || isBalanced && spec["allocateLoadBalancerNodePorts"]?.bool ?? false {
            spec["ports"] = try nodePorts(spec["ports"]?.array ?? [])
        }
        if !isBalanced || spec["externalTrafficPolicy"] != "Local" {
            if spec["healthCheckNodePort"] == before["healthCheckNodePort"] { spec["healthCheckNodePort"] = nil }
        } else {
            if spec["healthCheckNodePort"] == nil { spec["healthCheckNodePort"] = before["healthCheckNodePort"] }
            if spec["healthCheckNodePort"] == nil {
                spec["healthCheckNodePort"] = .integer(try freeNodePort("health"))
            }
        }
        return spec
    }

    // MARK: Cluster IPs

    /// The first that is free from one on that follows from the service's uid.
    private func freeAddress() throws(APIError) -> String {
        let first = Self.hash(service.uid ?? "") % Self.addressCount
        for step in 0..<Self.addressCount {
            let number = (first + step) % Self.addressCount + 1
            let address = "10.\(96 + number >> 16).\(number >> 8 & 255).\(number & 255)"
            if !taken.contains(address: address) { return address }
        }
        throw .internalError("failed to allocate a serviceIP: range is full")
    }

    private func requireFree(_ addresses: [Value]) throws(APIError) {
        for address in addresses.compactMap(\.string)
        where taken.contains(address: address) && !own.contains(address: address) {
            throw refusal(
                .invalid(
                    "spec.clusterIPs", JSON.string(.array(addresses)),
                    "failed to allocate IP \(address): provided IP is already allocated"))
        }
    }

    // MARK: Node ports

    private mutating func nodePorts(_ ports: [Value]) throws(APIError) -> Value {
        let before = before["ports"]?.array ?? []
        given = Set(ports.compactMap { $0["nodePort"]?.integer })
        var filled: [Value] = []
        for (index, port) in ports.enumerated() {
            guard case .object(var port) = port else { return .array(ports) }
            let same = before.first { $0["port"] == port["port"] && $0["protocol"] == port["protocol"] }
            if port["nodePort"]?.integer ?? 0 == 0 { port["nodePort"] = same?["nodePort"] }
            if let number = port["nodePort"]?.integer {
                try requireFree(number, at: index)
            } else {
                port["nodePort"] = .integer(try freeNodePort("\(port["port"]?.integer ?? 0)"))
            }
            filled.append(.object(port))
        }
        return .array(filled)
    }

    private mutating func freeNodePort(_ what: String) throws(APIError) -> Int64 {
        let count = Int64(Self.nodePorts.count)
        let first = Int64(Self.hash("\(service.uid ?? "")/\(what)"))
        for step in 0..<count {
            let number = Self.nodePorts.lowerBound + (first + step) % count
            if !taken.contains(nodePort: number), given.insert(number).inserted { return number }
        }
        throw .internalError("failed to allocate a nodePort: range is full")
    }

    private func requireFree(_ nodePort: Int64, at index: Int) throws(APIError) {
        guard taken.contains(nodePort: nodePort), !own.contains(nodePort: nodePort) else { return }
        throw refusal(
            .invalid("spec.ports[\(index)].nodePort", String(nodePort), "provided port is already allocated"))
    }

    private func refusal(_ cause: APIError.Cause) -> APIError {
        .invalid(kind: "Service", group: "", name: service.objectName, [cause])
    }

    // MARK: Changes of the type

    /// What a change of the type leaves without meaning goes with it, unless it was changed too
    /// (`dropTypeDependentFields`).
    private static func dropFields(ofTypeBefore before: Object, from spec: inout Object) {
        guard let type = before["type"], type != spec["type"] else { return }
        let isOpen = spec["type"] == "NodePort" || spec["type"] == "LoadBalancer"
        var meaningless = spec["type"] == "LoadBalancer" ? [] : ["allocateLoadBalancerNodePorts", "loadBalancerClass"]
        if !isOpen { meaningless += ["externalTrafficPolicy", "healthCheckNodePort"] }
        if spec["type"] == "ExternalName" {
            meaningless += ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy"]
        }
        for field in meaningless where spec[field] == before[field] { spec[field] = nil }
        guard !isOpen else { return }
        let ports = Set((before["ports"]?.array ?? []).compactMap { $0["nodePort"] })
        spec.editEach("ports") { port in
            if let number = port["nodePort"], ports.contains(number) { port["nodePort"] = nil }
        }
    }

    private static func hash(_ text: String) -> UInt32 {
        text.utf8.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
    }
}
