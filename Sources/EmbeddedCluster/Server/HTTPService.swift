import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// The API over HTTP/1.1, on loopback.
///
/// There is no log-in: whoever reaches the port is let in. A web page open in a browser on the same machine must not be
/// able to, so a request with an Origin, or for another host than this one, is refused.
struct HTTPService: Sendable {
    /// As a real server has it (`MaxRequestBodyBytes`).
    private static let longestBody = 3 << 20

    let handler: APIHandler
    let host: String
    let port: Int
    let logger: Logger
    let onReady: @Sendable (Int) async -> Void

    func run() async throws {
        let application = Application(
            responder: CallbackResponder { (request: Request, _: BasicRequestContext) in await respond(to: request) },
            configuration: .init(address: .hostname(host, port: port), serverName: nil),
            onServerRunning: { channel in await onReady(channel.localAddress?.port ?? port) },
            logger: logger)
        do {
            try await application.run()
        } catch let error as IOError {
            // Only to begin with: what happens on a connection ends that connection.
            guard error.errnoCode != EADDRINUSE else { throw ClusterServer.Failure.taken(host: host, port: port) }
            let reason = String(cString: strerror(error.errnoCode))
            throw ClusterServer.Failure.notListening(host: host, port: port, reason: reason)
        }
    }

    private func respond(to request: Request) async -> Response {
        if let refusal = refusal(of: request) { return Self.response(.text(403, refusal)) }
        let body: [UInt8]
        do {
            let buffer = try await request.body.collect(upTo: Self.longestBody)
            body = Array(buffer.readableBytesView)
        } catch {
            return Self.response(
                .json(
                    413,
                    APIError(
                        code: 413, reason: "RequestEntityTooLarge",
                        message: "Request entity too large: limit is \(Self.longestBody)"
                    ).status))
        }
        let incoming = APIHandler.Incoming(
            method: request.method.rawValue, path: PercentCoding.decoded(request.uri.path) ?? request.uri.path,
            query: Self.query(request.uri.query ?? ""),
            accept: request.headers[values: .accept].joined(separator: ","),
            contentType: request.headers[.contentType] ?? "",
            userAgent: request.headers[.userAgent] ?? "", body: body)
        return Self.response(await handler.answer(incoming))
    }

    /// Parameters as HTML forms write them, with `+` for a space: so does Go. Of two of one name the first counts.
    private static func query(_ text: String) -> [String: String] {
        func decoded(_ part: Substring.UTF8View) -> String {
            let text = String(Substring(part))
            return PercentCoding.decoded(text, plusIsSpace: true) ?? text
        }
        return text.utf8.split(separator: UInt8(ascii: "&")).reduce(into: [:]) { query, pair in
            let sides = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = sides.first.map(decoded), query[name] == nil else { return }
            query[name] = sides.count > 1 ? decoded(sides[1]) : ""
        }
    }

    private func refusal(of request: Request) -> String? {
        if request.headers[.origin] != nil { return "expected no request from a web page\n" }
        let authority = request.head.authority ?? ""
        let name =
            authority.hasPrefix("[") ? authority.prefix { $0 != "]" }.dropFirst() : authority.prefix { $0 != ":" }
        let allowed = ["127.0.0.1", "localhost", "::1", host]
        return allowed.contains(String(name)) ? nil : "expected a request for this host, found '\(name)'\n"
    }

    private static func response(_ answer: APIHandler.Answer) -> Response {
        var headers: HTTPFields = [.contentType: answer.type, .cacheControl: "no-cache, private"]
        for warning in answer.warnings {
            // RFC 7234, section 5.5; the text as a quoted string.
            let text = warning.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            if let name = HTTPField.Name("Warning") {
                headers.append(HTTPField(name: name, value: "299 - \"\(text)\""))
            }
        }
        let status = HTTPResponse.Status(code: answer.code)
        switch answer.body {
        case .bytes(let bytes):
            return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        case .lines(let lines):
            let body = ResponseBody { writer in
                for await line in lines { try await writer.write(ByteBuffer(bytes: line)) }
                try await writer.finish(nil)
            }
            return Response(status: status, headers: headers, body: body)
        }
    }
}
