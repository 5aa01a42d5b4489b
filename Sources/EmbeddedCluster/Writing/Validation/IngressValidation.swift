import Manifests

/// What the server refuses of an Ingress (`ValidateIngressSpec` of k8s.io/kubernetes).
enum IngressValidation {
    private static let pathTypes = ["Exact", "ImplementationSpecific", "Prefix"]

    static func faults(of ingress: Value) -> [APIError.Cause] {
        let spec = ingress.spec
        let rules = spec["rules"]?.array ?? []
        if rules.isEmpty, spec["defaultBackend"] == nil {
            return [.invalid("spec", "[]", "either `defaultBackend` or `rules` must be specified")]
        }
        var causes = spec["defaultBackend"].map { backendFaults($0, at: "spec.defaultBackend") } ?? []
        for (index, rule) in rules.enumerated() {
            let place = "spec.rules[\(index)]"
            guard let http = rule["http"] else { continue }
            let paths = http["paths"]?.array ?? []
            if paths.isEmpty { causes.append(.required("\(place).http.paths")) }
            for (number, path) in paths.enumerated() {
                causes += pathFaults(path, at: "\(place).http.paths[\(number)]")
            }
        }
        return causes
    }

    private static func pathFaults(_ path: Value, at place: String) -> [APIError.Cause] {
        guard let type = path["pathType"]?.string else {
            return [.required("\(place).pathType", "pathType must be specified")]
        }
        var causes: [APIError.Cause] = []
        let text = path["path"]?.string ?? ""
        if !pathTypes.contains(type) {
            causes.append(.unsupported("\(place).pathType", type, pathTypes))
        } else if !text.hasPrefix("/"), type != "ImplementationSpecific" || !text.isEmpty {
            causes.append(.invalid("\(place).path", JSON.string(.string(text)), "must be an absolute path"))
        }
        return causes + backendFaults(path["backend"] ?? [:], at: "\(place).backend")
    }

    private static func backendFaults(_ backend: Value, at place: String) -> [APIError.Cause] {
        guard let service = backend["service"] else { return [] }
        if backend["resource"] != nil {
            return [.invalid(place, "\"\"", "cannot set both resource and service backends")]
        }
        var causes: [APIError.Cause] = []
        let name = service["name"]?.string ?? ""
        if name.isEmpty { causes.append(.required("\(place).service.name")) }
        let portName = service[path: "port", "name"]?.string ?? ""
        let number = service[path: "port", "number"]?.integer ?? 0
        switch (portName.isEmpty, number == 0) {
        case (false, false): causes.append(.invalid(place, "\"\"", "cannot set both port name & port number"))
        case (true, true): causes.append(.required(place, "port name or number is required"))
        case (false, true): causes += PortText.faults(ofName: portName, at: "\(place).service.port.name")
        case (true, false):
            causes += PortText.faults(ofNumber: .integer(number), at: "\(place).service.port.number")
        }
        return causes
    }
}
