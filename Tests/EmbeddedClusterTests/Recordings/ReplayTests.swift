import Cluster
import Foundation
import Manifests
import Testing
import Transport

/// The embedded cluster answers as a real API server of Kubernetes 1.36 did.
@Suite(.enabled(if: Recordings.areThere, Recordings.missing)) struct ReplayTests {
    @Test(arguments: [("discovery", 10), ("server-side-apply", 37), ("writes", 49), ("watch", 11)])
    func `every recorded exchange is answered as it was`(file: String, count: Int) async throws {
        let exchanges = try Recordings.exchanges(file).filter { $0.events == nil }
        #expect(exchanges.count == count)
        try await withServer(isBare: true) { client, port in
            try await Self.installDefinitions(client)
            let replay = Replay(port: port)
            for exchange in exchanges {
                let (status, answer) = try await replay.send(exchange)
                #expect(status == exchange.status, "\(exchange.name): \(JSON.string(answer).prefix(300))")
                if exchange.isAboutTheServer {
                    #expect(
                        ServerAnswers.differences(exchange.answer, answer, at: exchange.path) == [], "\(exchange.name)")
                    continue
                }
                let difference = MaskedAnswer.difference(MaskedAnswer.of(exchange.answer), MaskedAnswer.of(answer))
                #expect(difference == nil, "\(exchange.name)")
            }
            await replay.shutdown()
        }
    }

    @Test func `every recorded watch tells what it told`() async throws {
        let exchanges = try Recordings.exchanges("watch")
        try await withServer(isBare: true) { _, port in
            let replay = Replay(port: port)
            for exchange in exchanges {
                guard let wanted = exchange.events else {
                    _ = try await replay.send(exchange)
                    continue
                }
                let found = try await replay.watch(exchange)
                // The recorded server's storage had no streaming lists.
                let told =
                    exchange.name.hasPrefix("streaming list")
                    ? ["ADDED b {\"v\":\"1\"}"] : wanted.compactMap(Self.words)
                #expect(found.compactMap(Self.words) == told, "\(exchange.name)")
            }
            await replay.shutdown()
        }
    }

    /// `ADDED name data`; nil for a bookmark, which comes when it comes.
    private static func words(_ event: Value) -> String? {
        guard let type = event["type"]?.string, type != "BOOKMARK" else { return nil }
        let name = event[path: "object", "metadata", "name"]?.string ?? ""
        return "\(type) \(name) \(JSON.string(event[path: "object", "data"] ?? .null))"
    }

    private static func installDefinitions(_ client: ClusterClient) async throws {
        let kind = APIResource(
            kind: GroupVersionKind(apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition"),
            plural: "customresourcedefinitions", isNamespaced: false)
        for definition in try Recordings.definitions() { _ = try await client.apply(definition, as: kind) }
    }
}

/// Sends recorded requests to a server of its own, in their order.
actor Replay {
    private let client: HTTPClient
    private let base: String
    private var token = ""
    private var liveVersion = ""
    private var listVersion = ""

    init(port: Int) {
        client = HTTPClient()
        base = "http://127.0.0.1:\(port)"
    }

    func shutdown() async { await client.shutdown() }

    func send(_ exchange: Exchange) async throws -> (status: Int64, answer: Value) {
        var exchange = exchange
        if exchange.path.contains("continue=") {
            exchange.path = exchange.path.replacing(/continue=[^&]*/, with: "continue=\(token)")
        }
        if exchange.name == "put", case .object(var root) = exchange.body,
            case .object(var metadata)? = root["metadata"]
        {
            metadata["resourceVersion"] = .string(liveVersion)
            metadata["uid"] = nil
            root["metadata"] = .object(metadata)
            exchange.body = .object(root)
        }
        let response = try await client.send(request(exchange))
        let answer = (try? JSON.parse(response.body)) ?? .string(String(decoding: response.body, as: UTF8.self))
        token = answer[path: "metadata", "continue"]?.string ?? token
        liveVersion = answer[path: "metadata", "resourceVersion"]?.string ?? liveVersion
        if exchange.name == "list" { listVersion = liveVersion }
        return (Int64(response.head.status), answer)
    }

    /// The events of a watch from where the recorded one began, until the server ends it after a second.
    func watch(_ exchange: Exchange) async throws -> [Value] {
        var exchange = exchange
        exchange.path = exchange.path.replacing(/timeoutSeconds=\d+/, with: "timeoutSeconds=1")
            .replacing(/resourceVersion=331/, with: "resourceVersion=\(listVersion)")
        let response = try await client.send(request(exchange))
        return try response.body.split(separator: UInt8(ascii: "\n")).map { try JSON.parse(Array($0)) }
    }

    private func request(_ exchange: Exchange) -> HTTPRequest {
        var body: [UInt8]?
        switch exchange.body {
        case .null: break
        case .string(let text): body = Array(text.utf8)
        default: body = JSON.write(exchange.body)
        }
        var request = HTTPRequest(HTTPMethod(exchange.method), base + exchange.path, body: body)
        request.proxy = .none
        // The recorded client's name: the server took its managers from it.
        request.headers["User-Agent"] = "python-requests/2.32"
        for header in exchange.headers where header.name != "Authorization" {
            request.headers[header.name] = header.value
        }
        return request
    }
}
