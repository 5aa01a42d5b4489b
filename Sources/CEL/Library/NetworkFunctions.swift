import StructuredMerge

struct AddressDatum: OpaqueDatum {
    static let typeName = "net.IP"
    let address: IPAddress
    var size: Int? { address.bytes.count }

    func isEqual(to other: any OpaqueDatum) -> Bool { (other as? AddressDatum)?.address == address }
}

struct NetworkDatum: OpaqueDatum {
    static let typeName = "net.CIDR"
    let network: IPNetwork
    var address: IPAddress { network.address }
    var prefix: Int { network.prefix }
    var size: Int? { (prefix + 7) / 8 }

    /// `192.168.0.0/16`
    init?(_ text: String) {
        guard let network = IPNetwork(text) else { return nil }
        self.network = network
    }

    init(address: IPAddress, prefix: Int) { network = IPNetwork(address: address, prefix: prefix) }

    func contains(_ other: IPAddress) -> Bool { network.contains(other) }

    func isEqual(to other: any OpaqueDatum) -> Bool { (other as? NetworkDatum)?.network == network }
}

/// Addresses and networks.
enum NetworkFunctions {
    private static let address = ValueType.opaque(AddressDatum.typeName)
    private static let network = ValueType.opaque(NetworkDatum.typeName)
    private static let parsing = CallCost.traversal(argument: 0, factor: CallCost.text)

    static let functions = addresses + networks

    private static let addresses = [
        Function("ip", [.global(.string, to: address), .member(network, to: address)], cost: parsing) {
            (arguments) throws(EvaluationError) in
            if case .string(let text) = arguments[0] { return .opaque(AddressDatum(address: try parsed(text))) }
            return .opaque(AddressDatum(address: try network(arguments[0]).address))
        },
        Function("isIP", [.global(.string, to: .bool)], cost: parsing) { (arguments) throws(EvaluationError) in
            guard case .string(let text) = arguments[0] else { throw .noSuchOverload }
            return .bool(IPAddress(text) != nil)
        },
        Function(
            "ip.isCanonical", [.global(.string, to: .bool)],
            cost: .traversal(argument: 0, factor: 2 * CallCost.text)
        ) { (arguments) throws(EvaluationError) in
            guard case .string(let text) = arguments[0] else { throw .noSuchOverload }
            return .bool(try parsed(text).text == text)
        },
        Function("family", [.member(address, to: .int)]) { (arguments) throws(EvaluationError) in
            .int(try address(arguments[0]).bytes.count == 4 ? 4 : 6)
        },
        kind("isUnspecified") { $0.isUnspecified }, kind("isLoopback") { $0.isLoopback },
        kind("isLinkLocalMulticast") { $0.isLinkLocalMulticast }, kind("isLinkLocalUnicast") { $0.isLinkLocalUnicast },
        kind("isGlobalUnicast") { $0.isGlobalUnicast },
        Function("string", [.global(address, to: .string), .global(network, to: .string)]) {
            (arguments) throws(EvaluationError) in
            guard case .opaque(let value) = arguments[0] else { throw .noSuchOverload }
            if let found = value as? AddressDatum { return .string(found.address.text) }
            let found = try network(arguments[0])
            return .string("\(found.address.text)/\(found.prefix)")
        },
    ]

    private static let networks = [
        Function("cidr", [.global(.string, to: network)], cost: parsing) { (arguments) throws(EvaluationError) in
            guard case .string(let text) = arguments[0] else { throw .noSuchOverload }
            return .opaque(try parsedNetwork(text))
        },
        Function("isCIDR", [.global(.string, to: .bool)], cost: parsing) { (arguments) throws(EvaluationError) in
            guard case .string(let text) = arguments[0] else { throw .noSuchOverload }
            return .bool(NetworkDatum(text) != nil)
        },
        Function(
            "containsIP", [.member(network, .string, to: .bool), .member(network, address, to: .bool)],
            cost: .network(extra: false)
        ) { (arguments) throws(EvaluationError) in
            let own = try network(arguments[0])
            if case .string(let text) = arguments[1] { return .bool(own.contains(try parsed(text))) }
            return .bool(own.contains(try address(arguments[1])))
        },
        Function(
            "containsCIDR", [.member(network, .string, to: .bool), .member(network, network, to: .bool)],
            cost: .network(extra: true)
        ) { (arguments) throws(EvaluationError) in
            let own = try network(arguments[0])
            let other: NetworkDatum
            if case .string(let text) = arguments[1] {
                other = try parsedNetwork(text)
            } else {
                other = try network(arguments[1])
            }
            return .bool(own.prefix <= other.prefix && own.contains(other.address))
        },
        Function("prefixLength", [.member(network, to: .int)]) { (arguments) throws(EvaluationError) in
            .int(Int64(try network(arguments[0]).prefix))
        },
        Function("masked", [.member(network, to: network)]) { (arguments) throws(EvaluationError) in
            let own = try network(arguments[0])
            return .opaque(NetworkDatum(address: own.address.masked(own.prefix), prefix: own.prefix))
        },
    ]

    private static func kind(_ name: String, _ holds: @escaping @Sendable (IPAddress) -> Bool) -> Function {
        Function(name, [.member(address, to: .bool)]) { (arguments) throws(EvaluationError) in
            .bool(holds(try address(arguments[0])))
        }
    }

    private static func address(_ datum: Datum) throws(EvaluationError) -> IPAddress {
        guard case .opaque(let value) = datum, let found = value as? AddressDatum else { throw .noSuchOverload }
        return found.address
    }

    private static func network(_ datum: Datum) throws(EvaluationError) -> NetworkDatum {
        guard case .opaque(let value) = datum, let found = value as? NetworkDatum else { throw .noSuchOverload }
        return found
    }

    private static func parsed(_ text: String) throws(EvaluationError) -> IPAddress {
        guard let address = IPAddress(text) else {
            throw .fault(
                "IP Address \(GoText.quoted(text)) parse error during conversion from string: ParseAddr(\(GoText.quoted(text))): unable to parse IP"
            )
        }
        return address
    }

    private static func parsedNetwork(_ text: String) throws(EvaluationError) -> NetworkDatum {
        guard let network = NetworkDatum(text) else {
            throw .fault(
                "network address parse error during conversion from string: network address parse error during conversion from string: netip.ParsePrefix(\(GoText.quoted(text))): unable to parse prefix"
            )
        }
        return network
    }
}
