import Manifests

/// Answers one request to the API, whatever brought it here.
struct APIHandler: Sendable {
    let store: ObjectStore
    let reader: ObjectReader
    let writer: ObjectWriter
    let serving: ModelServing
    private let requests = RequestCounts()

    init(store: ObjectStore, reader: ObjectReader, writer: ObjectWriter, serving: ModelServing) {
        self.store = store
        self.reader = reader
        self.writer = writer
        self.serving = serving
    }

    /// A request as HTTP gives it.
    struct Incoming: Sendable {
        var method: String
        var path: String
        var query: [String: String]
        var accept: String
        var contentType: String
        var userAgent: String
        var body: [UInt8]
    }

    struct Answer: Sendable {
        enum Body: Sendable {
            case bytes([UInt8])
            case lines(AsyncStream<[UInt8]>)
        }

        var code: Int
        var type: String
        var body: Body
        var warnings: [String] = []

        static func json(_ code: Int, _ value: Value) -> Answer {
            Answer(code: code, type: "application/json", body: .bytes(JSON.write(value) + [0x0A]))
        }
        static func text(_ code: Int, _ text: String) -> Answer {
            Answer(code: code, type: "text/plain; charset=utf-8", body: .bytes(Array(text.utf8)))
        }

        /// The same in YAML, where it is JSON and known as a whole.
        mutating func becomeYAML() {
            guard type == Negotiation.json, case .bytes(let json) = body, let value = try? JSON.parse(json) else {
                return
            }
            type = Negotiation.yaml
            body = .bytes(Array(YAML.write(value).utf8))
        }
    }

    func answer(_ incoming: Incoming) async -> Answer {
        let negotiation = Negotiation(accept: incoming.accept)
        var answer: Answer
        do throws(APIError) {
            answer = try await route(incoming, negotiation)
        } catch {
            answer = .json(error.code, error.status)
        }
        if incoming.path.hasPrefix("/api") { requests.record(incoming, code: answer.code) }
        if negotiation?.isYAML ?? false { answer.becomeYAML() }
        return answer
    }

    private func route(_ incoming: Incoming, _ negotiation: Negotiation?) async throws(APIError) -> Answer {
        let incoming = try Self.inJSON(incoming)
        let segments = incoming.path.split(separator: "/").map(String.init)
        switch segments.first {
        case "healthz", "livez", "readyz": return .text(200, "ok")
        case "metrics": return .text(200, requests.text)
        case "version": return .json(200, DiscoveryDocuments.version)
        case "openapi":
            if segments == ["openapi", "v2"], OpenAPIProtobuf.isAsked(accept: incoming.accept) {
                let document = OpenAPIDocuments(registry: store.registry).inVersionTwo
                return Answer(
                    code: 200, type: OpenAPIProtobuf.contentType, body: .bytes(OpenAPIProtobuf.write(document)))
            }
            guard negotiation != nil else { throw Negotiation.notAcceptable(isWatch: false) }
            return openAPI(segments)
        case "serving": return await serving.answer(segments.dropFirst(), incoming)
        case "api", "apis":
            if let answer = discovery(segments, incoming) { return answer }
            return try await resource(segments, incoming, negotiation)
        default: return .text(404, "404 page not found\n")
        }
    }

    /// A request whose body is protobuf or YAML, with the same in JSON. Configurations that are applied are left.
    private static func inJSON(_ incoming: Incoming) throws(APIError) -> Incoming {
        guard !incoming.body.isEmpty, incoming.contentType != Negotiation.json else { return incoming }
        var incoming = incoming
        if incoming.contentType.hasPrefix(ProtobufDecoder.contentType) {
            do throws(ProtobufDecoder.Failure) {
                incoming.body = JSON.write(try ProtobufDecoder().decode(incoming.body))
            } catch {
                throw .badRequest(error.message)
            }
        } else if incoming.contentType.hasPrefix(Negotiation.yaml) {
            let (documents, diagnostics) = YAML.parse(incoming.body, file: "body")
            guard diagnostics.isEmpty, documents.count == 1, let value = documents.first?.value else {
                let why = diagnostics.first.map { "\($0)" } ?? "expected one document, found \(documents.count)"
                throw .badRequest("couldn't get version/kind; yaml parse error: \(why)")
            }
            incoming.body = JSON.write(value)
        } else {
            return incoming
        }
        incoming.contentType = Negotiation.json
        return incoming
    }

    // MARK: Discovery

    private func openAPI(_ segments: [String]) -> Answer {
        let documents = OpenAPIDocuments(registry: store.registry)
        switch segments.dropFirst() {
        case ["v2"]: return .json(200, documents.inVersionTwo)
        case ["v3"]: return .json(200, documents.index)
        case let path where path.count == 3 && path.starts(with: ["v3", "api"]):
            return documents.document(group: "", version: segments[3]).map { .json(200, $0) }
                ?? .text(404, "404 page not found\n")
        case let path where path.count == 4 && path.starts(with: ["v3", "apis"]):
            return documents.document(group: segments[3], version: segments[4]).map { .json(200, $0) }
                ?? .text(404, "404 page not found\n")
        default: return .text(404, "404 page not found\n")
        }
    }

    /// - Returns: nil for a path that names a resource.
    private func discovery(_ segments: [String], _ incoming: Incoming) -> Answer? {
        guard segments.count <= 3 else { return nil }
        let documents = DiscoveryDocuments(registry: store.registry)
        let isAggregated = incoming.accept.contains("g=apidiscovery.k8s.io") && incoming.accept.contains("v=v2;")
        func aggregated(core: Bool) -> Answer {
            var answer = Answer.json(200, documents.aggregated(core: core))
            answer.type = DiscoveryDocuments.aggregatedType
            return answer
        }
        func found(_ value: Value?) -> Answer { value.map { .json(200, $0) } ?? .text(404, "404 page not found\n") }
        switch (segments.first, segments.count) {
        case ("api", 1): return isAggregated ? aggregated(core: true) : .json(200, documents.coreVersions)
        case ("apis", 1): return isAggregated ? aggregated(core: false) : .json(200, documents.groups)
        case ("api", 2): return found(documents.resources(group: "", version: segments[1]))
        case ("apis", 2): return found(documents.group(segments[1]))
        case ("apis", 3): return found(documents.resources(group: segments[1], version: segments[2]))
        default: return nil
        }
    }

    // MARK: Resources

    private func resource(
        _ segments: [String], _ incoming: Incoming, _ negotiation: Negotiation?
    ) async throws(APIError) -> Answer {
        guard let path = ResourcePath(segments) else { throw .unknownPath }
        guard let kind = store.registry.served(group: path.group, version: path.version, plural: path.plural)
        else {
            return .text(404, "404 page not found\n")
        }
        let request = try request(path, kind: kind, incoming, negotiation)
        let definition = kind.isCustom ? store.registry.definitions[kind.resource] : nil
        var answer = try await answer(request)
        if let warning = Deprecation.warning(of: kind, definition: definition) {
            answer.warnings.insert(warning, at: 0)
        }
        return answer
    }

    private func answer(_ request: APIRequest) async throws(APIError) -> Answer {
        let kind = request.kind
        if kind.isReview || request.isCommand {
            return try await Commands(writer: writer, now: reader.now()).answer(request)
        }
        guard request.subresource.isEmpty || kind.subresources.contains(request.subresource) else {
            throw .unknownPath
        }
        guard kind.verbs.count > 2 || request.method == .get else { throw .methodNotAllowed(kind) }
        if request.method != .get { try WriteOptionsCheck.check(request) }
        switch (request.method, request.name.isEmpty) {
        case (.get, true):
            return try await read(request.isWatch ? reader.watch(request) : reader.list(request), request)
        case (.get, false):
            return try await read(request.isWatch ? reader.watch(request) : reader.get(request), request)
        case (.post, true): return try await write(writer.create(request), request)
        case (.put, false):
            return try await write(
                request.subresource == "scale" ? writer.scale(request) : writer.update(request), request)
        case (.patch, false):
            return try await write(
                request.subresource == "scale" ? writer.scale(request) : writer.patch(request), request)
        case (.delete, false): return try await write(writer.delete(request), request)
        case (.delete, true) where kind.verbs.contains("deletecollection"):
            return try await write(writer.deleteCollection(request), request)
        default: throw .methodNotAllowed(kind)
        }
    }

    private func request(
        _ path: ResourcePath, kind: ServedKind, _ incoming: Incoming, _ negotiation: Negotiation?
    ) throws(APIError) -> APIRequest {
        guard let method = APIRequest.Method(rawValue: incoming.method) else { throw .methodNotAllowed(kind) }
        guard kind.isNamespaced || path.namespace == nil else { throw .unknownPath }
        if kind.isNamespaced, path.namespace == nil, !(method == .get && path.name.isEmpty) {
            throw .methodNotAllowed(kind)
        }
        // What a container printed is neither.
        guard let negotiation = negotiation ?? (path.subresource == "log" ? Negotiation(accept: "") : nil) else {
            throw Negotiation.notAcceptable(isWatch: false)
        }
        let request = APIRequest(
            method: method, kind: kind, namespace: path.namespace, name: path.name, subresource: path.subresource,
            query: incoming.query,
            form: negotiation.form, contentType: incoming.contentType, body: incoming.body,
            manager: incoming.query["fieldManager"].flatMap { $0.isEmpty ? nil : $0 }
                ?? Self.program(incoming.userAgent))
        if request.isWatch, method == .get, negotiation.isYAML { throw Negotiation.notAcceptable(isWatch: true) }
        // What a deletion says of its body counts where it has one.
        let hasBody = method == .post || method == .put || method == .delete && !incoming.body.isEmpty
        if hasBody, !request.isCommand { try Negotiation.checkBody(type: incoming.contentType) }
        return request
    }

    /// The program's name, as the API server takes it from the user agent: what comes before the first slash.
    private static func program(_ userAgent: String) -> String {
        let name = userAgent.split(separator: "/").first.map(String.init) ?? ""
        return name.isEmpty ? "unknown" : String(name.prefix(128))
    }

    private func read(_ answer: ObjectReader.Answer, _ request: APIRequest) async throws(APIError) -> Answer {
        switch answer {
        case .json(let bytes): Answer(code: 200, type: "application/json", body: .bytes(bytes))
        case .lines(let lines): Answer(code: 200, type: "application/json", body: .lines(lines))
        }
    }

    private func write(_ answer: ObjectWriter.Answer, _ request: APIRequest) async throws(APIError) -> Answer {
        // A deletion goes on by itself.
        if request.method != .delete { await writer.followUp(answer.value, kind: request.kind) }
        guard request.form == .table, answer.value["kind"]?.string == request.kind.kind.kind else {
            var plain =
                answer.stored.map { stored in
                    Answer(
                        code: answer.code, type: "application/json",
                        body: .bytes(stored.json(apiVersion: request.kind.kind.apiVersion) + [0x0A]))
                } ?? .json(answer.code, answer.value)
            plain.warnings = answer.warnings
            return plain
        }
        let shown = Shown(
            request, definition: store.registry.definitions[request.kind.resource], now: reader.now())
        return Answer(
            code: answer.code, type: "application/json",
            body: .bytes(shown.one(StoredObject(answer.value, version: 0))), warnings: answer.warnings)
    }
}
