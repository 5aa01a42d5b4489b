import Foundation
import Testing

@testable import Transport

@Suite struct FaultTests {
    private func failure(_ request: HTTPRequest, client: HTTPClient = HTTPClient()) async throws -> TransportError {
        var once = request
        once.retry = .never
        return try #require(await #expect(throws: TransportError.self) { try await client.send(once) })
    }

    @Test(arguments: [
        ("/truncated", TransportError.Kind.connectionLost), ("/truncated-chunks", .connectionLost),
        ("/close", .connectionLost), ("/garbage", .invalidResponse), ("/bad-gzip", .invalidResponse),
        ("/long-head", .invalidResponse),
    ])
    func `a broken answer is an error of its kind`(_ path: String, _ kind: TransportError.Kind) async throws {
        let server = try await LocalServer()
        let error = try await failure(HTTPRequest(.get, server.url(path)))
        #expect(error.kind == kind, "\(error)")
        #expect(error.description.contains(server.url(path)))
    }

    @Test func `a body beyond the limit is refused, at the limit it is not`() async throws {
        let server = try await LocalServer()
        var request = HTTPRequest(.get, server.url("/bytes/1000"))
        request.maximumBodyBytes = 1000
        #expect(try await HTTPClient().send(request).body.count == 1000)
        request.maximumBodyBytes = 999
        let error = try await failure(request)
        #expect(error.kind == .bodyTooLarge(limit: 999))
        #expect(
            error.description == "the answer's body is longer than 999 bytes (GET \(server.url("/bytes/1000")))")
    }

    @Test func `the limit counts decompressed bytes`() async throws {
        let server = try await LocalServer()
        var request = HTTPRequest(.get, server.url("/gzip/50000000"))
        request.maximumBodyBytes = 1_000_000
        #expect(try await failure(request).kind == .bodyTooLarge(limit: 1_000_000))
    }

    @Test func `no answer within the time is a timeout, and the connection closes`() async throws {
        let server = try await LocalServer()
        var request = HTTPRequest(.get, server.url("/hang/whole"))
        request.timeouts.whole = .seconds(3)
        #expect(try await failure(request).kind == .timedOut(.whole))
        try await server.waitFor("closed /hang/whole")
    }

    @Test func `an answer that does not begin within its time is a timeout, whole or streamed`() async throws {
        let server = try await LocalServer()
        var request = HTTPRequest(.get, server.url("/hang/head"))
        request.timeouts.head = .seconds(2)
        #expect(try await failure(request).kind == .timedOut(.head))
        try await server.waitFor("closed /hang/head")
        let error = await #expect(throws: TransportError.self) { try await HTTPClient().stream(request) }
        #expect(error?.kind == .timedOut(.head))
    }

    @Test func `an answer that has begun may take longer than its head`() async throws {
        let server = try await LocalServer()
        var request = HTTPRequest(.get, server.url("/stall"))
        request.timeouts = Timeouts(whole: .seconds(5), head: .seconds(3))
        #expect(try await failure(request).kind == .timedOut(.whole))
    }

    @Test func `after an answer that did not come requests take another connection`() async throws {
        let certificates = try Certificates.shared.get()
        let server = try await LocalServer(
            ["certificate": certificates.path("server.pem"), "key": certificates.path("server.key")],
            script: MultiplexingScript.source)
        var request = HTTPRequest(.get, server.url("/", scheme: "https"))
        request.tls.authorities = try certificates.bytes("authority.pem")
        request.timeouts.head = .seconds(2)
        let client = HTTPClient()
        // The handshake, too, counts for the head: it is over when the server has been asked.
        #expect(try await failure(request, client: client).kind == .timedOut(.head))
        try await server.waitFor("asked 1")
        request.timeouts.head = .seconds(20)
        #expect(try await client.send(request).status == 200)
        await client.shutdown()
    }

    @Test func `a stalled body is an idle timeout`() async throws {
        let server = try await LocalServer()
        var request = HTTPRequest(.get, server.url("/stall"))
        request.timeouts = Timeouts(whole: .seconds(30), idle: .seconds(1))
        #expect(try await failure(request).kind == .timedOut(.idle))
    }

    @Test func `a body that comes by the drop is an idle timeout where that is too slow`() async throws {
        let server = try await LocalServer()
        var request = HTTPRequest(.get, server.url("/drip"))
        request.timeouts = Timeouts(whole: .seconds(30), idle: .seconds(1))
        request.timeouts.slowest = 1 << 10
        #expect(try await failure(request).kind == .timedOut(.idle))
    }

    @Test func `a body that comes by the drop ends with the whole time elsewhere`() async throws {
        let server = try await LocalServer()
        var request = HTTPRequest(.get, server.url("/drip"))
        request.timeouts = Timeouts(whole: .seconds(3), idle: .seconds(30))
        #expect(try await failure(request).kind == .timedOut(.whole))
    }

    @Test func `nothing listening is a connection that failed`() async throws {
        let server = try await LocalServer()
        let url = server.url("/").replacing(":\(server.port)", with: ":1")
        let error = try await failure(HTTPRequest(.get, url))
        #expect(error.kind == .couldNotConnect)
        #expect(error.hint == "check that the server runs and that host and port are right")
    }

    @Test func `a name that does not exist could not be resolved`() async throws {
        _ = try await LocalServer()
        var request = HTTPRequest(.get, "http://nothing.invalid/")
        request.proxy = .none
        #expect(try await failure(request).kind == .couldNotResolve)
    }

    @Test func `cancelling the task closes the connection`() async throws {
        let server = try await LocalServer()
        let client = HTTPClient()
        let task = Task { try await client.send(HTTPRequest(.get, server.url("/hang/cancel"))) }
        try await server.waitFor("hanging /hang/cancel")
        task.cancel()
        let error = await #expect(throws: TransportError.self) { try await task.value }
        #expect(error?.kind == .cancelled)
        try await server.waitFor("closed /hang/cancel")
    }

    @Test func `a task that is cancelled already sends nothing`() async throws {
        let server = try await LocalServer()
        let client = HTTPClient()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await client.send(HTTPRequest(.get, server.url("/bytes/77")))
        }
        let error = await #expect(throws: TransportError.self) { try await task.value }
        #expect(error?.kind == .cancelled)
        let state = try await client.send(HTTPRequest(.get, server.url("/state")))
        #expect(!String(decoding: state.body, as: UTF8.self).contains("/bytes/77"))
    }

    @Test(arguments: [
        "ftp://127.0.0.1/file", "file:///etc/hostname", "127.0.0.1/no-scheme", "http://127.0.0.1/a b",
        "http://127.0.0.1/\r\nX: y", "http://[bad",
    ])
    func `what is no http URL is refused before anything is sent`(_ url: String) async throws {
        #expect(try await failure(HTTPRequest(.get, url)).kind == .invalidRequest)
    }

    @Test func `a header field cannot smuggle another`() async throws {
        let error = try await failure(
            HTTPRequest(.get, "http://127.0.0.1:1/", headers: ["Authorization": "Bearer secret\r\nX-Other: 1"]))
        #expect(error.kind == .invalidRequest)
        #expect(error.detail == "header field 'Authorization' holds a character that is not allowed")
        #expect(!error.description.contains("secret"))
    }

    @Test func `errors and printing show no secret`() async throws {
        let url = "http://jo:pw123@127.0.0.1:1/p?access_token=tok456&limit=5&X-Amz-Signature=sig789#frag"
        let error = try await failure(HTTPRequest(.get, url))
        #expect(error.url == "http://127.0.0.1:1/p?access_token=…&limit=5&X-Amz-Signature=…")
        for secret in ["pw123", "tok456", "sig789", "jo:"] { #expect(!"\(error)".contains(secret)) }
        let key = SecretBytes("hunter2")
        #expect("\(key) \([key]) \(String(reflecting: key))" == "<redacted> [<redacted>] <redacted>")
        var dumped = ""
        dump(TLSOptions(clientCertificate: .init(certificate: [1], key: key)), to: &dumped)
        #expect(!dumped.contains("104"))
        let headers: HTTPHeaders = ["Authorization": "Bearer x9"]
        #expect("\(headers)" == "[Authorization]")
    }
}
