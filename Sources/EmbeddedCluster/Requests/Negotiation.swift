/// What a client accepts, and what of that it gets (RFC 9110, section 12.5.1; `NegotiateMediaTypeOptions` of
/// k8s.io/apiserver).
struct Negotiation: Sendable, Hashable {
    var form = APIRequest.Form.plain
    var isYAML = false

    /// What bodies are read as, and answers written as.
    static let json = "application/json"
    static let yaml = "application/yaml"
    private static let offered = [json, yaml]
    private static let readable = [json, yaml, ProtobufDecoder.contentType]

    /// - Returns: nil where the client accepts nothing that the server has.
    init?(accept: String) {
        if accept.isEmpty || accept == Self.json || accept == "*/*" { return }
        // The most wanted first, and of equally wanted the first.
        let ranges = accept.split(separator: ",").enumerated().map { ($0.offset, Range($0.element)) }
            .sorted { ($1.1.quality, $0.0) < ($0.1.quality, $1.0) }.map(\.1)
        // `application/json;q=0, */*` is anything but JSON.
        let refused = Set(ranges.filter { $0.quality == 0 }.map(\.type))
        for range in ranges where range.quality > 0 && range.canStreamAsAsked {
            guard let isYAML = range.isYAML(without: refused), let form = range.form else { continue }
            (self.form, self.isYAML) = (form, isYAML)
            return
        }
        return nil
    }

    /// One entry of the header: `application/json;as=Table;g=meta.k8s.io;v=v1;q=0.9`.
    private struct Range {
        let type: String
        private let parameters: [String: String]

        init(_ text: Substring) {
            let parts = text.split(separator: ";").map { String($0).trimming() }
            type = parts.first?.lowercased() ?? ""
            parameters = parts.dropFirst().reduce(into: [:]) { parameters, part in
                let sides = part.split(separator: "=", maxSplits: 1).map { String($0).trimming() }
                parameters[sides.first ?? ""] = sides.count > 1 ? sides[1] : ""
            }
        }

        var quality: Double { parameters["q"].flatMap(Double.init) ?? 1 }

        /// Nil for a type that the server does not have.
        ///
        /// - Parameter refused: types that no pattern stands for.
        func isYAML(without refused: Set<String> = []) -> Bool? {
            switch type {
            case Negotiation.json: false
            case Negotiation.yaml: true
            case "*/*", "application/*", "*":
                Negotiation.offered.first { !refused.contains($0) }.map { $0 == Negotiation.yaml }
            default: nil
            }
        }

        /// Whether the type can be streamed where the entry says that it is to be: `application/json;stream=watch`.
        var canStreamAsAsked: Bool {
            switch parameters["stream"] {
            case nil, "": true
            case "watch": isYAML() != true
            default: false
            }
        }

        /// Nil for a shape that the server does not have.
        var form: APIRequest.Form? {
            switch parameters["as"] {
            case nil, "": .plain
            case "Table": .table
            case "PartialObjectMetadata", "PartialObjectMetadataList": .partialMetadata
            case "APIGroupDiscoveryList": .plain
            default: nil
            }
        }
    }

    // MARK: Refusals

    /// - Parameter isWatch: a stream, which is JSON only.
    static func notAcceptable(isWatch: Bool) -> APIError {
        let types = isWatch ? ["\(json);stream=watch"] : offered
        return APIError(
            code: 406, reason: "NotAcceptable",
            message: "only the following media types are accepted: \(types.joined(separator: ", "))")
    }

    /// - Throws: 415 for a body of a type that cannot be read; none at all is JSON.
    static func checkBody(type: String) throws(APIError) {
        guard !type.isEmpty, type != json else { return }
        let plain = type.prefix { $0 != ";" }.lowercased().trimming()
        guard !readable.contains(plain) else { return }
        throw .unsupportedMediaType(plain, readable)
    }
}
