import StructuredMerge

struct URLDatum: OpaqueDatum {
    static let typeName = "kubernetes.URL"
    let address: WebAddress

    func isEqual(to other: any OpaqueDatum) -> Bool { (other as? URLDatum)?.address.text == address.text }
}

/// Absolute URLs and absolute paths.
enum URLFunctions {
    private static let type = ValueType.opaque(URLDatum.typeName)
    private static let parsing = CallCost.traversal(argument: 0, factor: CallCost.text)

    static let functions = [
        Function("url", [.global(.string, to: type)], cost: parsing) { (arguments) throws(EvaluationError) in
            guard case .string(let text) = arguments[0] else { throw .noSuchOverload }
            if let fault = WebAddress.fault(ofRequest: text) {
                throw .fault("URL parse error during conversion from string: \(fault)")
            }
            guard let address = WebAddress(text) else {
                throw .fault(
                    "URL parse error during conversion from string: parse \(GoText.quoted(text)): invalid URL")
            }
            return .opaque(URLDatum(address: address))
        },
        Function("isURL", [.global(.string, to: .bool)]) { (arguments) throws(EvaluationError) in
            guard case .string(let text) = arguments[0] else { throw .noSuchOverload }
            return .bool(WebAddress.fault(ofRequest: text) == nil)
        },
        part("getScheme") { $0.scheme }, part("getHost") { $0.host }, part("getHostname") { $0.hostname },
        part("getPort") { $0.port }, part("getEscapedPath") { $0.escapedPath },
        Function("getQuery", [.member(type, to: .map(.string, .list(.string)))]) {
            (arguments) throws(EvaluationError) in
            var map = MapDatum()
            for (name, values) in try address(arguments[0]).query {
                _ = try map.insert(.string(name), .strings(values))
            }
            return .map(map)
        },
    ]

    private static func part(_ name: String, _ read: @escaping @Sendable (WebAddress) -> String) -> Function {
        Function(name, [.member(type, to: .string)]) { (arguments) throws(EvaluationError) in
            .string(read(try address(arguments[0])))
        }
    }

    private static func address(_ datum: Datum) throws(EvaluationError) -> WebAddress {
        guard case .opaque(let value) = datum, let found = value as? URLDatum else { throw .noSuchOverload }
        return found.address
    }
}
