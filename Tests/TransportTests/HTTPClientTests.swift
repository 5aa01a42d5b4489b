import Foundation
import Testing

@testable import Transport

@Suite struct HTTPClientTests {
    private func echo(_ response: HTTPResponse) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any])
    }

    private func state(_ server: LocalServer, _ client: HTTPClient) async throws -> [String: Any] {
        try echo(try await client.send(HTTPRequest(.get, server.url("/state"))))
    }

    @Test(arguments: [HTTPMethod.get, .post, .put, .patch, .delete])
    func `a method arrives with its header fields and its body`(_ method: HTTPMethod) async throws {
        let server = try await LocalServer()
        var request = HTTPRequest(method, server.url("/echo?a=b"), headers: ["X-One": "1", "X-Empty": ""])
        request.body = method == .get ? nil : Array("hello".utf8)
        let response = try await HTTPClient().send(request)
        let seen = try echo(response)
        #expect(response.status == 200)
        #expect(response.headers["x-case"] == "kept")
        #expect(seen["method"] as? String == method.name)
        #expect(seen["path"] as? String == "/echo?a=b")
        #expect(seen["body"] as? String == (method == .get ? "" : "hello"))
        let headers = try #require(seen["headers"] as? [[String]])
        #expect(headers.contains(["X-One", "1"]))
        #expect(headers.contains(["X-Empty", ""]))
        #expect(headers.contains(["User-Agent", "lockstep"]))
        #expect(!headers.contains { $0[0] == "Expect" || $0[0] == "Content-Type" })
    }

    @Test(arguments: [true, false])
    func `a large and an empty body arrive whole`(_ isIdempotent: Bool) async throws {
        let server = try await LocalServer()
        let client = HTTPClient()
        for size in [0, 3_000_000] {
            var request = HTTPRequest(.post, server.url("/echo"), body: Array(repeating: 0x61, count: size))
            request.isIdempotent = isIdempotent
            let seen = try echo(try await client.send(request))
            #expect((seen["body"] as? String)?.utf8.count == size)
        }
    }

    @Test func `a hundred requests at once all answer`() async throws {
        let server = try await LocalServer()
        let client = HTTPClient()
        let sizes = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 1...100 {
                group.addTask {
                    try await client.send(HTTPRequest(.get, server.url("/bytes/\(number * 100)"))).body.count
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(sizes.sorted() == (1...100).map { $0 * 100 })
    }

    @Test func `requests one after another share one connection`() async throws {
        let server = try await LocalServer()
        let client = HTTPClient()
        for _ in 1...20 { _ = try await client.send(HTTPRequest(.get, server.url("/bytes/10"))) }
        #expect(try await state(server, client)["connections"] as? Int == 1)
    }

    @Test func `connections stay within the limit`() async throws {
        let server = try await LocalServer()
        var configuration = HTTPClient.Configuration()
        configuration.connectionsPerHost = 3
        let client = HTTPClient(configuration: configuration)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 1...30 {
                group.addTask { _ = try await client.send(HTTPRequest(.get, server.url("/bytes/5000"))) }
            }
            try await group.waitForAll()
        }
        let connections = try #require(try await state(server, client)["connections"] as? Int)
        #expect((1...3).contains(connections))
    }

    @Test func `a redirect is an answer, not followed`() async throws {
        let server = try await LocalServer()
        let response = try await HTTPClient().send(HTTPRequest(.get, server.url("/redirect")))
        #expect(response.status == 302)
        #expect(response.headers["Location"] == "/echo")
    }

    @Test func `early hints are not taken for the answer`() async throws {
        let server = try await LocalServer()
        let response = try await HTTPClient().send(HTTPRequest(.get, server.url("/hints")))
        #expect(response.status == 200)
        #expect(response.headers["Link"] == nil)
        #expect(response.body == Array("after hints".utf8))
    }

    @Test func `a compressed body arrives decompressed`() async throws {
        let server = try await LocalServer()
        let response = try await HTTPClient().send(HTTPRequest(.get, server.url("/gzip/500000")))
        #expect(response.body == Array(repeating: UInt8(ascii: "y"), count: 500_000))
    }

    @Test func `a unix-domain socket takes the place of the host`() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString.prefix(8)).sock")
            .path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let server = try await LocalServer(["unix": path])
        var request = HTTPRequest(.get, "http://localhost/bytes/3")
        request.unixSocket = path
        #expect(try await HTTPClient().send(request).body.count == 3)
        withExtendedLifetime(server) {}
    }

    @Test func `a client that is shut down ends what runs and refuses what comes`() async throws {
        let server = try await LocalServer()
        let client = HTTPClient()
        let hanging = Task { try await client.send(HTTPRequest(.get, server.url("/hang/1"))) }
        try await server.waitFor("hanging /hang/1")
        await client.shutdown()
        let running = await #expect(throws: TransportError.self) { try await hanging.value }
        #expect(running?.kind == .shutDown)
        let late = await #expect(throws: TransportError.self) {
            try await client.send(HTTPRequest(.get, server.url("/echo")))
        }
        #expect(late?.kind == .shutDown)
        try await server.waitFor("closed /hang/1")
    }
}
