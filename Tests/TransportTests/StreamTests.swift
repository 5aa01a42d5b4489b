import Foundation
import Testing

@testable import Transport

@Suite struct StreamTests {
    @Test func `chunks arrive in order and end with the body`() async throws {
        let server = try await LocalServer()
        let response = try await HTTPClient().stream(HTTPRequest(.get, server.url("/lines/1000")))
        var bytes: [UInt8] = []
        for try await chunk in response.body { bytes += chunk }
        let expected = (0..<1000).map { "line \($0 % 10)\n" }.joined()
        #expect(response.status == 200)
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
        #expect(response.headers["X-Trailer"] == nil)
    }

    @Test func `the head comes before the body is complete, and letting go closes the connection`() async throws {
        let server = try await LocalServer()
        let client = HTTPClient()
        do {
            let response = try await client.stream(HTTPRequest(.get, server.url("/stall")))
            var iterator = response.body.makeAsyncIterator()
            #expect(try await iterator.next() == Array("part".utf8))
        }
        try await server.waitFor("closed /stall")
    }

    @Test func `a stream outlives its client`() async throws {
        let server = try await LocalServer()
        func open() async throws -> StreamingResponse {
            try await HTTPClient().stream(HTTPRequest(.get, server.url("/flood/6553600")))
        }
        var count = 0
        for try await chunk in try await open().body { count += chunk.count }
        #expect(count == 6_553_600)
    }

    @Test func `cancelling the reader ends the stream`() async throws {
        let server = try await LocalServer()
        let client = HTTPClient()
        let reader = Task {
            var seen = 0
            for try await chunk in try await client.stream(HTTPRequest(.get, server.url("/stall"))).body {
                seen += chunk.count
            }
            return seen
        }
        try await server.waitFor("stalling")
        reader.cancel()
        let error = await #expect(throws: TransportError.self) { try await reader.value }
        #expect(error?.kind == .cancelled)
        try await server.waitFor("closed /stall")
    }

    @Test func `a truncated stream gives what arrived, then the error`() async throws {
        let server = try await LocalServer()
        let response = try await HTTPClient().stream(HTTPRequest(.get, server.url("/truncated")))
        var bytes: [UInt8] = []
        let error = await #expect(throws: TransportError.self) {
            for try await chunk in response.body { bytes += chunk }
        }
        #expect(bytes == Array("only this".utf8))
        #expect(error?.kind == .connectionLost)
    }

    @Test func `a reader who takes nothing stops the sender, and loses nothing`() async throws {
        let server = try await LocalServer()
        let client = HTTPClient()
        let size = 256 << 20
        let response = try await client.stream(HTTPRequest(.get, server.url("/flood/\(size)")))
        let stopped = try await settledCount(server, client)
        #expect(stopped < size / 4)
        var count = 0
        for try await chunk in response.body {
            #expect(chunk.count <= 512 << 10)
            count += chunk.count
        }
        #expect(count == size)
    }

    /// Bytes that the server could send, once they no longer grow.
    private func settledCount(_ server: LocalServer, _ client: HTTPClient) async throws -> Int {
        var last = -1
        var same = 0
        while same < 20 {
            let state = try await client.send(HTTPRequest(.get, server.url("/state")))
            let json = try JSONSerialization.jsonObject(with: Data(state.body)) as? [String: Any]
            let now = try #require(json?["flooded"] as? Int)
            same = now == last && now > 0 ? same + 1 : 0
            last = now
        }
        return last
    }
}
