import Manifests

/// What the server refuses of a probe (`validateProbe` of k8s.io/kubernetes).
struct ProbeValidation {
    private static let schemes = ["HTTP", "HTTPS"]
    private static let counts = [
        "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold",
    ]

    let probe: Value
    let place: String
    /// Liveness and startup probes: one success is enough, and must be.
    let succeedsOnce: Bool

    var faults: [APIError.Cause] {
        var causes = handlerFaults
        for field in Self.counts {
            guard let count = probe[field]?.integer, count < 0 else { continue }
            causes.append(.invalid("\(place).\(field)", String(count), "must be greater than or equal to 0"))
        }
        if let seconds = probe["terminationGracePeriodSeconds"]?.integer, seconds <= 0 {
            causes.append(
                .invalid("\(place).terminationGracePeriodSeconds", String(seconds), "must be greater than 0"))
        }
        if succeedsOnce, let threshold = probe["successThreshold"]?.integer, threshold != 1 {
            causes.append(.invalid("\(place).successThreshold", String(threshold), "must be 1"))
        }
        return causes
    }

    private var handlerFaults: [APIError.Cause] {
        let named = ["exec", "httpGet", "tcpSocket", "grpc"].filter { probe[$0] != nil }
        guard let first = named.first, let handler = probe[first] else {
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
        default: return PortText.faults(ofNumber: handler["port"], at: "\(below).port")
        }
    }
}
