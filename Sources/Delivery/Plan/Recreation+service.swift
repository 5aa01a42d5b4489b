import Manifests

extension Recreation {
    /// A Service without the addresses and ports of the one that runs: no other can have them while that is there.
    static func withoutTaken(_ object: Value, _ identity: ResourceIdentity, live: Value) -> Value {
        guard identity.groupKind.description == "Service", var root = object.object, var spec = root["spec"]?.object,
            let taken = live["spec"]
        else { return object }
        if let address = spec["clusterIP"] ?? spec["clusterIPs"]?.array?.first, address.string != "None",
            address == taken["clusterIP"]
        {
            spec["clusterIP"] = nil
            spec["clusterIPs"] = nil
        }
        if spec["healthCheckNodePort"] == taken["healthCheckNodePort"] { spec["healthCheckNodePort"] = nil }
        let takenPorts = (taken["ports"]?.array ?? []).compactMap { $0["nodePort"] }
        spec["ports"] = (spec["ports"]?.array).map { ports in
            .array(
                ports.map { port in
                    guard var members = port.object, let number = members["nodePort"], takenPorts.contains(number)
                    else { return port }
                    members["nodePort"] = nil
                    return .object(members)
                })
        }
        root["spec"] = .object(spec)
        return .object(root)
    }
}
