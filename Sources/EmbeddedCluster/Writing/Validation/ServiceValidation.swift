import Manifests

/// What the server refuses of a Service (`ValidateService` of k8s.io/kubernetes).
enum ServiceValidation {
    private static let types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]
    private static let affinities = ["ClientIP", "None"]
    static let outOfRange = "provided port is not in the valid range. The range of valid ports is 30000-32767"

    static func faults(of service: Value) -> [APIError.Cause] {
        let spec = service.spec
        let type = spec["type"]?.string ?? ""
        let isHeadless = spec["clusterIP"] == "None"
        let ports = spec["ports"]?.array ?? []
        var causes: [APIError.Cause] = []
        if ports.isEmpty, !isHeadless, type != "ExternalName" { causes.append(.required("spec.ports")) }
        causes += typeFaults(type, spec, isHeadless: isHeadless)
        if type != "ExternalName" { causes += addressFaults(spec) }
        var names: Set<String> = []
        for (index, port) in ports.enumerated() {
            causes += portFaults(port, at: "spec.ports[\(index)]", isOneOfMany: ports.count > 1, names: &names)
        }
        if let affinity = spec["sessionAffinity"]?.string, !affinities.contains(affinity) {
            causes.append(.unsupported("spec.sessionAffinity", affinity, affinities))
        }
        if !types.contains(type) { causes.append(.unsupported("spec.type", type, types)) }
        return causes + nodePortFaults(ports, type: type) + duplicates(ports) + healthPortFaults(spec)
    }

    private static func healthPortFaults(_ spec: Object) -> [APIError.Cause] {
        guard let port = spec["healthCheckNodePort"]?.integer, port != 0, !ServiceAllocation.needsHealthPort(spec)
        else { return [] }
        return [
            .invalid(
                "spec.healthCheckNodePort", String(port),
                "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'")
        ]
    }

    private static func addressFaults(_ spec: Object) -> [APIError.Cause] {
        let addresses = spec["clusterIPs"]?.array ?? []
        if addresses.first != spec["clusterIP"] {
            return [
                .invalid("spec.clusterIPs", JSON.string(.array(addresses)), "first value must match `clusterIP`")
            ]
        }
        return addresses.enumerated().flatMap { index, address -> [APIError.Cause] in
            address == "None" ? [] : EndpointValidation.formFaults(of: address, at: "spec.clusterIPs[\(index)]")
        }
    }

    private static func typeFaults(_ type: String, _ spec: Object, isHeadless: Bool) -> [APIError.Cause] {
        switch type {
        case "LoadBalancer", "NodePort":
            guard isHeadless else { return [] }
            return [.invalid("spec.clusterIPs[0]", "\"None\"", "may not be set to 'None' for \(type) services")]
        case "ExternalName":
            var causes: [APIError.Cause] = []
            if !(spec["clusterIPs"]?.array ?? []).isEmpty || !(spec["clusterIP"]?.string ?? "").isEmpty {
                causes.append(.forbidden("spec.clusterIPs", "may not be set for ExternalName services"))
            }
            let name = spec["externalName"]?.string ?? ""
            let host = name.hasSuffix(".") ? String(name.dropLast()) : name
            if host.isEmpty {
                causes.append(.required("spec.externalName"))
            } else if !NamePattern.subdomain.matches(host) {
                causes.append(.invalid("spec.externalName", "\"\(host)\"", NamePattern.subdomain.explanation))
            }
            return causes
        default: return []
        }
    }

    private static func portFaults(
        _ port: Value, at place: String, isOneOfMany: Bool, names: inout Set<String>
    ) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        let name = port["name"]?.string ?? ""
        if name.isEmpty {
            if isOneOfMany { causes.append(.required("\(place).name")) }
        } else {
            if !NamePattern.label.matches(name) {
                causes.append(.invalid("\(place).name", JSON.string(.string(name)), NamePattern.label.explanation))
            }
            if !names.insert(name).inserted { causes.append(.duplicate("\(place).name", .string(name))) }
        }
        causes += PortText.faults(ofNumber: port["port"], at: "\(place).port")
        causes += PortText.faults(ofProtocol: port["protocol"], at: "\(place).protocol")
        return causes + PortText.faults(ofNumberOrName: port["targetPort"], at: "\(place).targetPort")
    }

    private static func nodePortFaults(_ ports: [Value], type: String) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        var seen: Set<Value> = []
        for (index, port) in ports.enumerated() {
            guard let number = port["nodePort"]?.integer, number != 0 else { continue }
            let field = "spec.ports[\(index)].nodePort"
            if type == "ClusterIP" {
                causes.append(.forbidden(field, "may not be used when `type` is 'ClusterIP'"))
            } else if !seen.insert([port["protocol"] ?? "", .integer(number)]).inserted {
                causes.append(.duplicate(field, .integer(number)))
            } else if !ServiceAllocation.nodePorts.contains(number) {
                causes.append(.invalid(field, String(number), outOfRange))
            }
        }
        return causes
    }

    /// Of two ports with one number and protocol the second; the server prints its own type, field by field.
    private static func duplicates(_ ports: [Value]) -> [APIError.Cause] {
        var seen: Set<Value> = []
        return ports.enumerated().compactMap { index, port in
            let key: Value = [port["protocol"] ?? "", port["port"] ?? 0]
            guard !seen.insert(key).inserted else { return nil }
            let (name, number) = (JSON.string(port["protocol"] ?? ""), JSON.string(port["port"] ?? 0))
            return APIError.Cause(
                reason: "FieldValueDuplicate",
                message: "Duplicate value: {\"Name\":\"\",\"Protocol\":\(name),\"AppProtocol\":null,\"Port\":\(number),"
                    + "\"TargetPort\":0,\"NodePort\":0}",
                field: "spec.ports[\(index)]")
        }
    }
}
