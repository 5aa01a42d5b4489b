import Manifests

/// What the server refuses of a probe (`validateProbe` of k8s.io/kubernetes).
struct ProbeValidation {
    private static let counts = [
        "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold",
    ]

    let probe: Value
    let place: String
    /// Liveness and startup probes: one success is enough, and must be.
    let succeedsOnce: Bool

    var faults: [APIError.Cause] {
        var causes = HandlerValidation(parent: probe, place: place, names: HandlerValidation.ofProbes).faults
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
}
