import Manifests

extension Recreation {
    /// An object without what only one can have, and the one that runs has: no other can be tried with that while it is
    /// there.
    static func withoutTaken(_ object: Value, _ identity: ResourceIdentity, live: Value) -> Value {
        guard var root = object.object else { return object }
        switch identity.groupKind.description {
        case "Service": root["spec"] = root["spec"].map { withoutTaken($0, live["spec"]) }
        case "PriorityClass.scheduling.k8s.io" where live["globalDefault"]?.bool == true: root["globalDefault"] = nil
        default: return object
        }
        return .object(root)
    }

    /// A Service's addresses and ports.
    private static func withoutTaken(_ spec: Value, _ taken: Value?) -> Value {
        guard case .object(var spec) = spec, let taken else { return spec }
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
        return .object(spec)
    }
}
