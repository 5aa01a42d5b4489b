import Foundation
import Synchronization
import Testing

@testable import Transport

@Suite struct UploadTests {
    /// Chunks of 64 KiB, counted as they are made.
    private final class Maker: Sendable {
        struct Broken: Error, CustomStringConvertible { var description: String { "the disk is gone" } }

        private let made = Mutex(0)
        private let total: Int
        private let failsAt: Int?

        init(total: Int, failsAt: Int? = nil) { (self.total, self.failsAt) = (total, failsAt) }

        var count: Int { made.withLock { $0 } }

        var chunks: AsyncThrowingStream<[UInt8], any Error> {
            AsyncThrowingStream {
                try self.made.withLock { made in
                    if let failsAt = self.failsAt, made >= failsAt { throw Broken() }
                    let next = min(64 << 10, self.total - made)
                    guard next > 0 else { return nil }
                    let start = made
                    made += next
                    return (start..<start + next).map { UInt8(truncatingIfNeeded: $0 % 251) }
                }
            }
        }
    }

    private func echoed(_ response: HTTPResponse) throws -> (body: [UInt8], headers: [String: String]) {
        let json = try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
        let text = try #require(json?["body"] as? String)
        let fields = try #require(json?["headers"] as? [[String]])
        return (
            text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) },
            Dictionary(fields.map { ($0[0].lowercased(), $0[1]) }) { first, _ in first }
        )
    }

    @Test(arguments: [0, 1, 65_536, 1_000_000], [true, false])
    func `an upload arrives whole, with and without its length`(_ count: Int, _ saysLength: Bool) async throws {
        let server = try await LocalServer()
        let maker = Maker(total: count)
        var request = HTTPRequest(.put, server.url("/echo"))
        request.upload = HTTPUpload(length: saysLength ? Int64(count) : nil, maker.chunks)
        let answer = try echoed(try await HTTPClient().send(request))
        #expect(answer.body == (0..<count).map { UInt8(truncatingIfNeeded: $0 % 251) })
        #expect(answer.headers["content-length"] == (saysLength ? "\(count)" : nil))
        #expect(answer.headers["transfer-encoding"] == (saysLength ? nil : "chunked"))
        #expect(answer.headers["expect"] == nil)
    }

    @Test func `a post may be an upload too, and keeps its method`() async throws {
        let server = try await LocalServer()
        var request = HTTPRequest(.post, server.url("/echo"), headers: ["Content-Type": "application/octet-stream"])
        request.upload = HTTPUpload(length: 3, Maker(total: 3).chunks)
        let response = try await HTTPClient().send(request)
        #expect(String(decoding: response.body, as: UTF8.self).contains("\"method\": \"POST\""))
        #expect(try echoed(response).headers["content-type"] == "application/octet-stream")
    }

    @Test func `a server that does not read stops the maker, and cancelling ends both`() async throws {
        let server = try await LocalServer()
        let maker = Maker(total: 1 << 30)
        let sending = Task {
            var request = HTTPRequest(.put, server.url("/deaf/hang"))
            request.upload = HTTPUpload(length: 1 << 30, maker.chunks)
            return try await HTTPClient().send(request)
        }
        try await server.waitFor("deaf")
        var last = -1
        while last != maker.count || last == 0 {
            last = maker.count
            _ = try await HTTPClient().send(HTTPRequest(.get, server.url("/state")))
        }
        #expect(last < 64 << 20)
        sending.cancel()
        let error = await #expect(throws: TransportError.self) { try await sending.value }
        #expect(error?.kind == .cancelled)
    }

    @Test func `an answer before the end of the upload counts, and the maker is let go`() async throws {
        let server = try await LocalServer()
        let maker = Maker(total: 1 << 30)
        var request = HTTPRequest(.put, server.url("/deaf/refuse"))
        request.upload = HTTPUpload(length: 1 << 30, maker.chunks)
        let response = try await HTTPClient().send(request)
        #expect(response.status == 413)
        #expect(maker.count < 1 << 30)
    }

    @Test func `a body that cannot be made fails the request with the reason`() async throws {
        let server = try await LocalServer()
        var request = HTTPRequest(.put, server.url("/echo"))
        request.upload = HTTPUpload(length: 1 << 20, Maker(total: 1 << 20, failsAt: 300_000).chunks)
        let error = await #expect(throws: TransportError.self) { try await HTTPClient().send(request) }
        #expect(error?.kind == .uploadFailed)
        #expect(error?.detail == "the disk is gone")
    }

    @Test(arguments: [(10, "expected 11 bytes, found 10"), (12, "expected 11 bytes, found more")])
    func `a body of another length than was said is refused`(_ count: Int, _ words: String) async throws {
        let server = try await LocalServer()
        var request = HTTPRequest(.put, server.url("/echo"))
        request.upload = HTTPUpload(length: 11, Maker(total: count).chunks)
        let error = await #expect(throws: TransportError.self) { try await HTTPClient().send(request) }
        #expect(error?.kind == .uploadFailed)
        #expect(error?.detail == words)
    }

    @Test func `an upload is not sent again`() async throws {
        let server = try await LocalServer()
        var request = HTTPRequest(.put, server.url("/status/503/once?times=1"))
        request.upload = HTTPUpload(length: 3, Maker(total: 3).chunks)
        #expect(try await HTTPClient().send(request).status == 503)
    }
}
