import Manifests
import Transport

/// Sends what no well-behaved client would, and tells the whole answer.
struct RawClient: Sendable {
    private let client = HTTPClient()
    private let base: String

    init(port: Int) { base = "http://127.0.0.1:\(port)" }

    struct Answer {
        var status: Int
        var warnings: [String]
        var body: Value
        /// Nil where there is none.
        var type: String?
        var text: String

        /// What a refusal says.
        var message: String { body["message"]?.string ?? "" }
    }

    func send(
        _ method: HTTPMethod, _ path: String, _ body: Value = .null, type: String = "application/json",
        accept: String? = nil
    ) async throws -> Answer {
        try await send(method, path, bytes: body.isNull ? nil : JSON.write(body), type: type, accept: accept)
    }

    func send(
        _ method: HTTPMethod, _ path: String, bytes: [UInt8]?, type: String, accept: String? = nil
    ) async throws -> Answer {
        var request = HTTPRequest(method, base + path, headers: ["Content-Type": type], body: bytes)
        if let accept { request.headers["Accept"] = accept }
        request.proxy = .none
        let response = try await client.send(request)
        return Answer(
            status: response.status, warnings: response.headers.all("Warning"),
            body: (try? JSON.parse(response.body)) ?? .null, type: response.headers.all("Content-Type").first,
            text: String(decoding: response.body, as: UTF8.self))
    }

    func shutdown() async { await client.shutdown() }
}
