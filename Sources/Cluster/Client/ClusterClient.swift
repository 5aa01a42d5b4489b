import Foundation
package import Logging
import Manifests
package import Transport

/// Asks one cluster's API server.
///
/// Retries where it is safe: reads, server-side apply, refusals to take a request up, connections that could not
/// be made; once more with new credentials when the server refused those at hand.
package final class ClusterClient: Sendable {
    package let connection: ClusterConnection
    private let http: HTTPClient
    private let credentials: Credentials
    private let logger: Logger
    /// What the server asks of one request, all keep.
    private let pause = RequestPause()
    /// When it was last heard, by any of those who ask.
    let pulse = ServerPulse()
    /// What is kept of its answers; nil keeps none.
    let answers: (any AnswerKeeper)?

    package init(
        _ connection: ClusterConnection, http: HTTPClient = HTTPClient(), answers: (any AnswerKeeper)? = nil,
        logger: Logger = Logger(label: "lockstep.cluster")
    ) {
        self.connection = connection
        self.answers = answers
        self.http = http
        credentials = Credentials(connection)
        self.logger = logger
    }

    package var server: String { connection.server }

    /// Closes the connections; every request under way fails.
    package func shutdown() async { await http.shutdown() }

    /// One request to the API, before credentials and server are added.
    struct Call: Sendable {
        /// How long an answer to a read may not begin.
        static let patience: Duration = .seconds(30)

        var method: HTTPMethod
        var path: String
        var query: [(String, String)] = []
        var accept = "application/json"
        /// The ETag of an answer that is at hand: 304 then says that it still is the answer.
        var known: String?
        var body: (type: String, bytes: [UInt8])?
        var timeouts: Timeouts
        /// How long an answer may be. A list of 10,000 objects has some 50 MiB.
        var mostBytes = 256 << 20
        /// Nil decides by the method; see ``HTTPRequest/isIdempotent``.
        var isIdempotent: Bool?
        var operation: ClusterError.Operation

        init(_ method: HTTPMethod, _ path: String, _ operation: ClusterError.Operation) {
            self.method = method
            self.path = path
            self.operation = operation
            // A lost answer to these is not repeated here: the second would find the first's effect.
            isIdempotent = method == .get
            // Admission webhooks may hold a write up, half a minute each.
            timeouts = Timeouts(whole: .seconds(90), head: method == .get ? Self.patience : nil)
        }
    }

    /// - Returns: the answer, of a status below 300.
    func send(_ call: Call) async throws(ClusterError) -> HTTPResponse {
        let (response, used) = try await sendOnce(call)
        if response.status == 401, await credentials.refused(used) {
            logger.debug("credentials are renewed", metadata: ["server": "\(server)"])
            return try Self.checked(try await sendOnce(call).response, call)
        }
        return try Self.checked(response, call)
    }

    /// - Returns: the open answer, of a status below 300.
    func stream(_ call: Call) async throws(ClusterError) -> StreamingResponse {
        let (request, used) = try await request(call)
        let response: StreamingResponse
        do throws(TransportError) {
            response = try await http.stream(request)
        } catch {
            throw ClusterError(error, call.operation)
        }
        hear(response.status)
        if response.status < 300 { return response }
        // The next attempt, which a watch makes anyway, asks for others.
        if response.status == 401 { _ = await credentials.refused(used) }
        let words = await Self.words(of: response, within: call.timeouts.head ?? Call.patience)
        throw ClusterError(HTTPResponse(head: response.head, body: words), call.operation)
    }

    /// What a refusal says, as far as it comes in time: it is a refusal by its status.
    private static func words(of response: StreamingResponse, within limit: Duration) async -> [UInt8] {
        await withTaskGroup(of: [UInt8]?.self) { group in
            group.addTask {
                var words: [UInt8] = []
                do throws(TransportError) {
                    for try await chunk in response.body {
                        words += chunk
                        if words.count >= longestRefusal { break }
                    }
                } catch {
                    // What came before is all that there is to say.
                }
                return words
            }
            group.addTask {
                try? await Task.sleep(for: limit)
                return nil
            }
            // The reader ends with the time, and gives what it has.
            for await words in group {
                group.cancelAll()
                if let words { return words }
            }
            return []
        }
    }

    /// Bytes.
    private static let longestRefusal = 1 << 20

    func value(_ call: Call) async throws(ClusterError) -> Value {
        try Self.value(try await send(call), call)
    }

    static let limits = JSON.Limits(bytes: 256 << 20, depth: 128)

    static func value(_ response: HTTPResponse, _ call: Call) throws(ClusterError) -> Value {
        let value: Value
        do throws(JSONError) {
            value = try JSON.parse(response.body, limits: limits)
        } catch {
            throw ClusterError(.malformed, call.operation, message: "\(error)")
        }
        guard value.object != nil else {
            throw ClusterError(.malformed, call.operation, message: "expected an object")
        }
        return value
    }

    private static func checked(_ response: HTTPResponse, _ call: Call) throws(ClusterError) -> HTTPResponse {
        if response.status == 304, call.known != nil { return response }
        if response.status >= 300 { throw ClusterError(response, call.operation) }
        return response
    }

    private func sendOnce(
        _ call: Call
    ) async throws(ClusterError) -> (response: HTTPResponse, used: Credentials.Current) {
        let (request, used) = try await request(call)
        do {
            let response = try await http.send(request)
            hear(response.status)
            return (response, used)
        } catch {
            throw ClusterError(error, call.operation)
        }
    }

    /// A proxy whose server is gone answers with 502, 503 or 504.
    private func hear(_ status: Int) { if status < 502 { pulse.beat() } }

    private func request(_ call: Call) async throws(ClusterError) -> (HTTPRequest, Credentials.Current) {
        let current: Credentials.Current
        do {
            current = try await credentials.current()
        } catch {
            let kind: ClusterError.Kind = error == .cancelled ? .unreachable(.cancelled) : .noCredentials
            throw ClusterError(kind, call.operation, message: "\(error)")
        }
        let query = call.query.map { "\($0.percentEncoded)=\($1.percentEncoded)" }.joined(separator: "&")
        var request = HTTPRequest(call.method, server + call.path + (query.isEmpty ? "" : "?\(query)"))
        request.headers["Accept"] = call.accept
        if let known = call.known { request.headers["If-None-Match"] = known }
        if let authorization = current.authorization { request.headers["Authorization"] = authorization.exposedText }
        if let body = call.body {
            request.headers["Content-Type"] = body.type
            request.body = body.bytes
        }
        request.tls = current.tls
        request.proxy = connection.proxy
        request.timeouts = call.timeouts
        request.isIdempotent = call.isIdempotent
        request.maximumBodyBytes = call.mostBytes
        request.pause = pause
        return (request, current)
    }
}

extension ClusterError {
    init(_ error: TransportError, _ operation: Operation) {
        let kind: Kind
        if case .paused(let left) = error.kind {
            kind = .tooManyRequests(retryAfter: left)
        } else {
            kind = .unreachable(error.kind)
        }
        self.init(kind, operation, message: error.description)
    }
}
