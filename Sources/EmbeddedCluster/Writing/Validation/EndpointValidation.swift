import CEL
import Manifests

/// What the server refuses of the addresses and ports behind a Service (`ValidateEndpoints`, `ValidateEndpointSlice`
/// of k8s.io/kubernetes).
enum EndpointValidation {
    static func faults(of object: Value, kind: String) -> [APIError.Cause] {
        kind == "Endpoints" ? subsetFaults(object) : sliceFaults(object)
    }

    private static func subsetFaults(_ endpoints: Value) -> [APIError.Cause] {
        (endpoints["subsets"]?.array ?? []).enumerated().flatMap { index, subset in
            let place = "subsets[\(index)]"
            let lists = ["addresses", "notReadyAddresses"]
            var causes: [APIError.Cause] = []
            if lists.allSatisfy({ (subset[$0]?.array ?? []).isEmpty }) {
                causes.append(.required(place, "must specify `addresses` or `notReadyAddresses`"))
            }
            for list in lists {
                for (number, address) in (subset[list]?.array ?? []).enumerated() {
                    causes += addressFaults(address["ip"]?.string ?? "", at: "\(place).\(list)[\(number)].ip")
                }
            }
            let ports = subset["ports"]?.array ?? []
            for (number, port) in ports.enumerated() {
                let below = "\(place).ports[\(number)]"
                let name = port["name"]?.string ?? ""
                if name.isEmpty {
                    if ports.count > 1 { causes.append(.required("\(below).name")) }
                } else if !NamePattern.label.matches(name) {
                    causes.append(
                        .invalid("\(below).name", JSON.string(.string(name)), NamePattern.label.explanation))
                }
                causes += PortText.faults(ofNumber: port["port"], at: "\(below).port")
                causes += PortText.faults(ofProtocol: port["protocol"], at: "\(below).protocol")
            }
            return causes
        }
    }

    private static func sliceFaults(_ slice: Value) -> [APIError.Cause] {
        let type = slice["addressType"]?.string ?? ""
        return (slice["endpoints"]?.array ?? []).enumerated().flatMap { index, endpoint -> [APIError.Cause] in
            let place = "endpoints[\(index)].addresses"
            let addresses = endpoint["addresses"]?.array ?? []
            if addresses.isEmpty { return [.required(place, "must contain at least 1 address")] }
            return addresses.enumerated().flatMap { number, address -> [APIError.Cause] in
                let (text, field) = (address.string ?? "", "\(place)[\(number)]")
                switch type {
                case "IPv4", "IPv6":
                    let found = IPAddress(text)
                    if let found, (found.bytes.count == 4) == (type == "IPv4") {
                        return specialFaults(found, text, at: field)
                    }
                    return [.invalid(field, JSON.string(address), "must be a valid \(type) address")]
                case "FQDN":
                    return NamePattern.subdomain.matches(text)
                        ? [] : [.invalid(field, JSON.string(address), NamePattern.subdomain.explanation)]
                default: return []
                }
            }
        }
    }

    /// What is no address at all (`IsValidIPForLegacyField`).
    static func formFaults(of address: Value, at field: String) -> [APIError.Cause] {
        if let text = address.string, IPAddress(text) != nil { return [] }
        return [
            .invalid(field, JSON.string(address), "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")
        ]
    }

    private static func addressFaults(_ text: String, at field: String) -> [APIError.Cause] {
        guard let address = IPAddress(text) else { return formFaults(of: .string(text), at: field) }
        return specialFaults(address, text, at: field)
    }

    /// Addresses that lead nowhere but to the asking machine or its neighbours.
    private static func specialFaults(_ address: IPAddress, _ text: String, at field: String) -> [APIError.Cause] {
        [
            (address.isUnspecified, "may not be unspecified (\(text))"),
            (address.isLoopback, "may not be in the loopback range (127.0.0.0/8, ::1/128)"),
            (address.isLinkLocalUnicast, "may not be in the link-local range (169.254.0.0/16, fe80::/10)"),
            (
                address.isLinkLocalMulticast,
                "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"
            ),
        ].filter(\.0).map { .invalid(field, JSON.string(.string(text)), $1) }
    }
}
