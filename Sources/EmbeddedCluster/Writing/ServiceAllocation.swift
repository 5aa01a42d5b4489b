import Manifests

/// The addresses and ports that the server gives a Service: nobody owns them, and what was given once stays.
struct ServiceAllocation {
    static let nodePorts: ClosedRange<Int64> = 30_000...32_767
    /// What is given to Services: 10.96.0.0/12, without its first address and its last.
    private static let addressCount: UInt32 = 1 << 20 - 2

    private let service: Value
    /// Empty for a new Service.
    private let before: Object
    private let taken: ServiceAddresses
    /// Asked for or given in this very write.
    private var given: Set<Int64> = []

    /// - Parameters:
    ///   - live: the service as it was; nil for a new one.
    ///   - taken: what all Services have.
    /// - Throws: 422 for what was asked for and is another's; 500 where nothing is left to give, and for a port for the
    ///   load balancer's health checks that is another's.
    static func fill(_ service: Value, live: Value?, taken: ServiceAddresses) throws(APIError) -> Value {
        var allocation = ServiceAllocation(service: service, before: live?.spec ?? [:], taken: taken)
        var filled = service
        filled[field: "spec"] = .object(try allocation.spec())
        return filled
    }

    private init(service: Value, before: Object, taken: ServiceAddresses) {
        (self.service, self.before, self.taken) = (service, before, taken)
    }

    private mutating func spec() throws(APIError) -> Object {
        var spec = service.spec
        Self.dropFields(ofTypeBefore: before, from: &spec)
        guard spec["type"] != "ExternalName" else { return spec }
        try fillAddresses(&spec)
        if Self.isOpen(spec) { try fillNodePorts(&spec) }
        try fillHealthPort(&spec)
        return spec
    }

    /// Whether a Service of the type may have node ports.
    private static func isOpen(_ spec: Object) -> Bool { ["NodePort", "LoadBalancer"].contains(spec["type"]) }

    // MARK: Cluster IPs

    /// A Service keeps its addresses. A client that knows `clusterIP` alone changes `clusterIPs` with it
    /// (`normalizeClusterIPs`).
    private func fillAddresses(_ spec: inout Object) throws(APIError) {
        for field in ["clusterIP", "clusterIPs"] where Self.isEmpty(spec[field]) { spec[field] = nil }
        let hadAddress = before["type"].map { $0 != "ExternalName" } ?? false
        if hadAddress {
            for field in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] where spec[field] == nil {
                spec[field] = before[field]
            }
            if let address = spec["clusterIP"], address != before["clusterIP"],
                spec["clusterIPs"] == before["clusterIPs"]
            {
                spec["clusterIPs"] = [address]
            }
        }
        spec.fill("ipFamilyPolicy", "SingleStack")
        spec.fill("ipFamilies", ["IPv4"])
        if spec["clusterIP"] == nil { spec["clusterIP"] = .string(try freeAddress()) }
        if let address = spec["clusterIP"] { spec.fill("clusterIPs", [address]) }
        // Another address than before is refused, whoever has it.
        if !hadAddress { try requireFree(spec["clusterIPs"]?.array ?? []) }
    }

    private static func isEmpty(_ value: Value?) -> Bool { value == "" || value == [] }

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
        for address in addresses.compactMap(\.string) where taken.contains(address: address) {
            throw refusal(
                .invalid(
                    "spec.clusterIPs", JSON.string(.array(addresses)),
                    "failed to allocate IP \(address): provided IP is already allocated"))
        }
    }

    // MARK: Node ports

    /// A port keeps its node port by its name, unless another port asks for that (`patchAllocatedValues`).
    private mutating func fillNodePorts(_ spec: inout Object) throws(APIError) {
        let allocates = spec["type"] == "NodePort" || spec["allocateLoadBalancerNodePorts"]?.bool ?? false
        let ports = spec["ports"]?.array ?? []
        let old = Self.isOpen(before) ? before["ports"]?.array ?? [] : []
        let asked = Set(ports.compactMap(Self.nodePort))
        let own = Set(old.compactMap(Self.nodePort))
        given = asked.union([spec["healthCheckNodePort"]?.integer].compactMap(\.self))
        var filled: [Value] = []
        for (index, port) in ports.enumerated() {
            guard case .object(var members) = port else { return }
            if let number = Self.nodePort(port) {
                if !own.contains(number) { try requireFree(number, at: index) }
            } else {
                let kept = old.last { $0["name"] ?? "" == port["name"] ?? "" }.flatMap(Self.nodePort)
                // Both protocols of one port of a new Service get one number.
                let shared =
                    before.isEmpty
                    ? (filled + ports).first { $0["port"] == port["port"] && Self.nodePort($0) != nil } : nil
                if let number = kept.flatMap({ asked.contains($0) ? nil : $0 }) ?? shared.flatMap(Self.nodePort) {
                    members["nodePort"] = .integer(number)
                } else if allocates {
                    members["nodePort"] = .integer(try freeNodePort("\(port["port"]?.integer ?? 0)"))
                }
            }
            filled.append(.object(members))
        }
        spec["ports"] = .array(filled)
    }

    /// Nil for one that is not said.
    private static func nodePort(_ port: Value) -> Int64? { port["nodePort"]?.integer.flatMap { $0 == 0 ? nil : $0 } }

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
        guard taken.contains(nodePort: nodePort) else { return }
        throw refusal(.invalid("spec.ports[\(index)].nodePort", String(nodePort), Self.isTaken))
    }

    private static let isTaken = "provided port is already allocated"

    private func refusal(_ cause: APIError.Cause) -> APIError {
        .invalid(kind: "Service", group: "", name: service.objectName, [cause])
    }

    // MARK: Health checks

    /// The port at which a load balancer asks each node whether it has pods of the Service.
    private mutating func fillHealthPort(_ spec: inout Object) throws(APIError) {
        let field = "healthCheckNodePort"
        let hadOne = Self.needsHealthPort(before)
        if spec[field] == 0 { spec[field] = nil }
        guard Self.needsHealthPort(spec) else {
            if hadOne, spec[field] == before[field] { spec[field] = nil }
            return
        }
        if hadOne, spec[field] == nil { spec[field] = before[field] }
        guard let asked = spec[field]?.integer else {
            spec[field] = .integer(try freeNodePort("health"))
            return
        }
        // Another than before is refused, whoever has it.
        guard !hadOne else { return }
        let isOwn = (spec["ports"]?.array ?? []).contains { Self.nodePort($0) == asked }
        let why: String? =
            if !Self.nodePorts.contains(asked) {
                ServiceValidation.outOfRange
            } else if isOwn || taken.contains(nodePort: asked) {
                Self.isTaken
            } else {
                nil
            }
        if let why { throw .internalError("failed to allocate requested HealthCheck NodePort \(asked): \(why)") }
    }

    static func needsHealthPort(_ spec: Object) -> Bool {
        spec["type"] == "LoadBalancer" && spec["externalTrafficPolicy"] == "Local"
    }

    // MARK: Changes of the type

    /// What a change of the type leaves without meaning goes with it, unless it was changed too
    /// (`dropTypeDependentFields`).
    private static func dropFields(ofTypeBefore before: Object, from spec: inout Object) {
        guard let type = before["type"], type != spec["type"] else { return }
        let isOpen = isOpen(spec)
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
