import Manifests

/// What the server refuses of the one thing that a probe or a hook does (`validateHandler` of k8s.io/kubernetes).
struct HandlerValidation {
    static let ofProbes = ["exec", "httpGet", "tcpSocket", "grpc"]
    static let ofHooks = ["exec", "httpGet", "tcpSocket", "sleep"]
    private static let schemes = ["HTTP", "HTTPS"]

    let parent: Value
    let place: String
    /// Those that may be named, in the order in which the server looks at them.
    let names: [String]

    var faults: [APIError.Cause] {
        let named = names.filter { parent[$0] != nil }
        guard let first = named.first, let handler = parent[first] else {
            return [.required(place, "must specify a handler type")]
        }
        return faults(of: handler, named: first)
            + named.dropFirst().map { .forbidden("\(place).\($0)", "may not specify more than 1 handler type") }
    }

    private func faults(of handler: Value, named name: String) -> [APIError.Cause] {
        let below = "\(place).\(name)"
        switch name {
        case "exec":
            return (handler["command"]?.array ?? []).isEmpty ? [.required("\(below).command")] : []
        case "httpGet":
            var causes: [APIError.Cause] = []
            if (handler["path"]?.string ?? "").isEmpty { causes.append(.required("\(below).path")) }
            causes += PortText.faults(ofNumberOrName: handler["port"], at: "\(below).port")
            if let scheme = handler["scheme"]?.string, !Self.schemes.contains(scheme) {
                causes.append(.unsupported("\(below).scheme", scheme, Self.schemes))
            }
            return causes
        case "tcpSocket": return PortText.faults(ofNumberOrName: handler["port"], at: "\(below).port")
        case "grpc": return PortText.faults(ofNumber: handler["port"], at: "\(below).port")
        default: return []
        }
    }
}
