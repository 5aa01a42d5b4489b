import CEL
import Manifests

/// What the server refuses of a NetworkPolicy (`ValidateNetworkPolicySpec` of k8s.io/kubernetes).
enum NetworkPolicyValidation {
    static func faults(of policy: Value) -> [APIError.Cause] {
        var causes = SelectorValidation.faults(of: policy.spec["podSelector"], at: "spec.podSelector")
        for (direction, peers) in [("ingress", "from"), ("egress", "to")] {
            for (index, rule) in (policy.spec[direction]?.array ?? []).enumerated() {
                let place = "spec.\(direction)[\(index)]"
                causes += (rule["ports"]?.array ?? []).enumerated().flatMap {
                    portFaults($1, at: "\(place).ports[\($0)]")
                }
                causes += (rule[peers]?.array ?? []).enumerated().flatMap {
                    peerFaults($1, at: "\(place).\(peers)[\($0)]")
                }
            }
        }
        return causes
    }

    private static func portFaults(_ port: Value, at place: String) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        if let name = port["protocol"]?.string, !PortText.protocols.contains(name) {
            causes.append(.unsupported("\(place).protocol", name, ["TCP", "UDP", "SCTP"]))
        }
        let last = port["endPort"]?.integer
        func lastFault(_ shown: Int64, _ why: String) -> APIError.Cause {
            .invalid("\(place).endPort", String(shown), why)
        }
        switch port["port"] {
        case nil:
            if let last { causes.append(lastFault(last, "may not be specified when `port` is not specified")) }
        case .string(let name)?:
            if let last { causes.append(lastFault(last, "may not be specified when `port` is non-numeric")) }
            causes += PortText.faults(ofName: name, at: "\(place).port")
        case let number?:
            causes += PortText.faults(ofNumber: number, at: "\(place).port")
            guard let last, let first = number.integer else { break }
            if last < first { causes.append(lastFault(first, "must be greater than or equal to `port`")) }
            causes += PortText.faults(ofNumber: .integer(last), at: "\(place).endPort")
        }
        return causes
    }

    private static func peerFaults(_ peer: Value, at place: String) -> [APIError.Cause] {
        let selectors = ["podSelector", "namespaceSelector"]
        var causes = selectors.flatMap { SelectorValidation.faults(of: peer[$0], at: "\(place).\($0)") }
        let hasSelector = selectors.contains { peer[$0] != nil }
        if let block = peer["ipBlock"] {
            causes += blockFaults(block, at: "\(place).ipBlock")
            if hasSelector { causes.append(.forbidden(place, "may not specify both ipBlock and another peer")) }
        } else if !hasSelector {
            causes.append(.required(place, "must specify a peer"))
        }
        return causes
    }

    private static func blockFaults(_ block: Value, at place: String) -> [APIError.Cause] {
        let text = block["cidr"]?.string ?? ""
        if text.isEmpty { return [.required("\(place).cidr")] }
        guard let whole = IPNetwork(text) else { return [notNetwork(text, at: "\(place).cidr")] }
        return (block["except"]?.array ?? []).enumerated().compactMap { index, except in
            let text = except.string ?? ""
            let field = "\(place).except[\(index)]"
            guard let part = IPNetwork(text) else { return notNetwork(text, at: field) }
            return whole.strictlyContains(part)
                ? nil : .invalid(field, JSON.string(except), "must be a strict subset of `cidr`")
        }
    }

    private static func notNetwork(_ text: String, at field: String) -> APIError.Cause {
        .invalid(
            field, JSON.string(.string(text)), "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")
    }
}
