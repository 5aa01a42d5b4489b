import Manifests

// Storage, network, scaling and the API itself.
extension Health {
    static func volumeClaim(_ live: LiveObject) -> Health {
        switch live.status["phase"]?.string {
        case "Bound": Health(.healthy)
        case "Lost": Health(.degraded, "the volume is lost")
        case let phase: Health(.progressing, phase.map { "the claim is \($0.lowercased())" } ?? "not bound yet")
        }
    }

    static func namespace(_ live: LiveObject) -> Health {
        live.status["phase"]?.string == "Terminating" ? Health(.progressing, "terminating") : Health(.healthy)
    }

    static func service(_ live: LiveObject) -> Health {
        guard live.spec["type"]?.string == "LoadBalancer" else { return Health(.healthy) }
        return hasAddress(live) ? Health(.healthy) : Health(.progressing, "the load balancer has no address yet")
    }

    static func ingress(_ live: LiveObject) -> Health {
        hasAddress(live) ? Health(.healthy) : Health(.progressing, "no address yet")
    }

    private static func hasAddress(_ live: LiveObject) -> Bool {
        (live.status[path: "loadBalancer", "ingress"]?.array ?? []).contains {
            !($0["ip"]?.string ?? "").isEmpty || !($0["hostname"]?.string ?? "").isEmpty
        }
    }

    static func autoscaler(_ live: LiveObject) -> Health {
        for type in ["AbleToScale", "ScalingActive"] {
            guard let condition = live.condition(type) else { return Health(.progressing, "\(type) is not known yet") }
            guard condition.isFalse else { continue }
            // Scaled to zero by hand: the autoscaler stands still as it should.
            if condition.reason == "ScalingDisabled" { return Health(.suspended, condition.words) }
            return Health(.degraded, condition.words)
        }
        return Health(.healthy)
    }

    static func definition(_ live: LiveObject) -> Health {
        if let names = live.condition("NamesAccepted"), names.isFalse { return Health(.degraded, names.words) }
        guard let established = live.condition("Established") else { return notObserved }
        return established.isTrue ? Health(.healthy) : Health(.progressing, established.words)
    }

    /// Gateway API: each parent, a gateway, has conditions of its own.
    static func route(_ live: LiveObject) -> Health {
        guard let parents = live.status["parents"]?.array, !parents.isEmpty else { return notObserved }
        let generation = live.value[path: "metadata", "generation"]?.integer ?? 0
        for parent in parents {
            let gateway = parent[path: "parentRef", "name"]?.string ?? ""
            for condition in parent["conditions"]?.array ?? [] {
                guard let type = condition["type"]?.string, ["Accepted", "ResolvedRefs"].contains(type) else {
                    continue
                }
                if let observed = condition["observedGeneration"]?.integer, observed < generation {
                    return Health(.progressing, "gateway '\(gateway)' has not observed generation \(generation) yet")
                }
                if condition["status"]?.string == "False" {
                    let words = condition["message"]?.string ?? condition["reason"]?.string ?? ""
                    return Health(.degraded, "gateway '\(gateway)': \(type) is false: \(words)")
                }
            }
        }
        return Health(.healthy)
    }
}
