import Manifests

/// The columns of what carries traffic.
enum NetworkColumns {
    static let service: [TableColumn] = [
        .name, .text("Type") { $0.spec["type"]?.string }, .text("Cluster-IP") { $0.spec["clusterIP"]?.string },
        .text("External-IP", externalAddress), .text("Port(s)", ports), .age,
        .text("Selector", wide: true) { TableColumn.selectorText($0.spec["selector"]) },
    ]

    static let ingress: [TableColumn] = [
        .name, .text("Class") { $0.spec["ingressClassName"]?.string },
        .text("Hosts") { ingress in
            let hosts = (ingress.spec["rules"]?.array ?? []).compactMap { $0["host"]?.string }
            return hosts.isEmpty ? "*" : hosts.joined(separator: ",")
        },
        .text("Address") { addresses(of: $0).joined(separator: ",") },
        .text("Ports") { $0.spec["tls"]?.array?.isEmpty ?? true ? "80" : "80, 443" }, .age,
    ]

    static let policy: [TableColumn] = [
        .name, .text("Pod-Selector") { TableColumn.selectorText($0.spec["podSelector"]) }, .age,
    ]

    static let endpoints: [TableColumn] = [
        .name,
        .text("Endpoints") { object in
            let all = (object["subsets"]?.array ?? []).flatMap { subset -> [String] in
                let ports = (subset["ports"]?.array ?? []).compactMap { $0["port"]?.integer }
                let addresses = (subset["addresses"]?.array ?? []).compactMap { $0["ip"]?.string }
                return addresses.flatMap { address in ports.isEmpty ? [address] : ports.map { "\(address):\($0)" } }
            }
            return all.isEmpty ? nil : firstThree(all)
        }, .age,
    ]

    static let endpointSlice: [TableColumn] = [
        .name, .text("AddressType") { $0["addressType"]?.string ?? "" },
        .text("Ports") { slice in
            let ports = (slice["ports"]?.array ?? []).map { $0["port"]?.integer.map { String($0) } ?? "*" }
            return ports.isEmpty ? "<unset>" : firstThree(ports)
        },
        .text("Endpoints") { slice in
            let addresses = (slice["endpoints"]?.array ?? []).flatMap { endpoint in
                (endpoint["addresses"]?.array ?? []).compactMap(\.string)
            }
            return addresses.isEmpty ? "<unset>" : firstThree(addresses)
        }, .age,
    ]

    /// The first three, then how many there are besides.
    private static func firstThree(_ texts: [String]) -> String {
        let more = texts.count > 3 ? " + \(texts.count - 3) more..." : ""
        return texts.prefix(3).joined(separator: ",") + more
    }

    private static func addresses(of object: Value) -> [String] {
        (object.status["loadBalancer"]?["ingress"]?.array ?? []).compactMap {
            $0["ip"]?.string ?? $0["hostname"]?.string
        }
    }

    private static func externalAddress(of service: Value) -> String? {
        let given = (service.spec["externalIPs"]?.array ?? []).compactMap(\.string)
        switch service.spec["type"]?.string {
        case "ExternalName": return service.spec["externalName"]?.string
        case "LoadBalancer":
            let all = addresses(of: service) + given
            return all.isEmpty ? "<pending>" : all.joined(separator: ",")
        default: return given.isEmpty ? nil : given.joined(separator: ",")
        }
    }

    private static func ports(of service: Value) -> String? {
        let ports = (service.spec["ports"]?.array ?? []).map { port in
            let node = port["nodePort"]?.integer.map { ":\($0)" } ?? ""
            return "\(port["port"]?.integer ?? 0)\(node)/\(port["protocol"]?.string ?? "TCP")"
        }
        return ports.isEmpty ? nil : ports.joined(separator: ",")
    }
}
