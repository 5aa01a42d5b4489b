import Manifests

/// The addresses and ports that the server gives a Service: nobody owns them, and what was given once stays.
enum ServiceAllocation {
    private static let nodePorts: ClosedRange<UInt32> = 30_000...32_767

    /// - Parameter live: the service as it was; nil for a new one.
    static func fill(_ service: Value, live: Value?) -> Value {
        guard var root = service.object else { return service }
        let uid = service.uid ?? ""
        root.edit("spec") { spec in
            let before = live?.spec ?? [:]
            dropFields(ofTypeBefore: before, from: &spec)
            guard spec["type"] != "ExternalName" else { return }
            if before["type"] != "ExternalName" {
                for field in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] where spec[field] == nil {
                    spec[field] = before[field]
                }
            }
            spec.fill("ipFamilyPolicy", "SingleStack")
            spec.fill("ipFamilies", ["IPv4"])
            let address = spec["clusterIP"] ?? .string(address(of: uid))
            spec.fill("clusterIP", address)
            spec.fill("clusterIPs", [address])
            guard spec["type"] == "NodePort" || spec["allocateLoadBalancerNodePorts"]?.bool ?? false else { return }
            let ports = before["ports"]?.array ?? []
            spec.editEach("ports") { port in
                let same = ports.first { $0["port"] == port["port"] && $0["protocol"] == port["protocol"] }
                port.fill("nodePort", same?["nodePort"] ?? .integer(nodePort(of: uid, port["port"])))
            }
        }
        return .object(root)
    }

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

    /// An address in 10.96.0.0/12 that follows from the service's uid.
    private static func address(of uid: String) -> String {
        let hash = hash(uid)
        return "10.\(96 + hash >> 28 & 15).\(hash >> 8 & 255).\(1 + hash % 254)"
    }

    private static func nodePort(of uid: String, _ port: Value?) -> Int64 {
        let count = nodePorts.upperBound - nodePorts.lowerBound + 1
        return Int64(nodePorts.lowerBound + hash("\(uid)/\(port?.integer ?? 0)") % count)
    }
}
