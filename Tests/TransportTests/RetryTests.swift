import Foundation
import Synchronization
import Testing

@testable import Transport

/// A clock whose sleeps return at once and are kept.
final class RecordingClock: Clock, Sendable {
    private let waits = Mutex<[Duration]>([])

    var slept: [Duration] { waits.withLock { $0 } }
    var now: ContinuousClock.Instant { .now }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        waits.withLock { $0.append(ContinuousClock.now.duration(to: deadline)) }
    }
}

@Suite struct RetryTests {
    private let clock = RecordingClock()
    private let client: HTTPClient

    init() {
        var configuration = HTTPClient.Configuration()
        configuration.clock = clock
        configuration.random = { 1 }
        client = HTTPClient(configuration: configuration)
    }

    private func roundedWaits() -> [Int] { clock.slept.map { ($0.wholeMilliseconds + 25) / 50 * 50 } }

    @Test(arguments: [502, 503, 504, 429])
    func `a GET is sent again until it is answered`(_ status: Int) async throws {
        let server = try await LocalServer()
        let response = try await client.send(HTTPRequest(.get, server.url("/status/\(status)/a?times=2")))
        #expect(response.body == Array("fine".utf8))
        #expect(roundedWaits() == [250, 500])
    }

    @Test func `the last answer is returned when all attempts are used`() async throws {
        let server = try await LocalServer()
        let response = try await client.send(HTTPRequest(.get, server.url("/status/503/b")))
        #expect(response.status == 503)
        #expect(roundedWaits() == [250, 500, 1000])
    }

    @Test func `the server's Retry-After is honoured`() async throws {
        let server = try await LocalServer()
        let response = try await client.send(HTTPRequest(.post, server.url("/status/429/c?times=1&retryAfter=7")))
        #expect(response.status == 200)
        #expect(roundedWaits() == [7000])
    }

    @Test func `what the server asks of one request all keep that share it`() async throws {
        let (server, pause) = (try await LocalServer(), RequestPause())
        var first = HTTPRequest(.get, server.url("/status/429/p?times=1&retryAfter=7"))
        first.pause = pause
        #expect(try await client.send(first).status == 200)
        let before = clock.slept.count
        var second = HTTPRequest(.post, server.url("/status/200/q"))
        second.pause = pause
        #expect(try await client.send(second).status == 200)
        // The clock of this test does not move on: all but nothing of the pause is left.
        #expect(clock.slept.count == before + 1 && (clock.slept.last ?? .zero) > .seconds(6))
        let other = HTTPRequest(.post, server.url("/status/200/r"))
        #expect(try await client.send(other).status == 200)
        #expect(clock.slept.count == before + 1)
    }

    @Test func `while a pause is longer than a request may wait nothing is sent`() async throws {
        let (server, pause) = (try await LocalServer(), RequestPause())
        var request = HTTPRequest(.get, server.url("/status/429/s?times=1&retryAfter=3600"))
        request.pause = pause
        #expect(try await client.send(request).status == 429)
        for _ in 1...2 {
            let error = await #expect(throws: TransportError.self) { try await client.send(request) }
            guard case .paused(let left)? = error?.kind else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(left > .seconds(290) && left <= .seconds(300), "none is left alone for longer than five minutes")
        }
        let error = await #expect(throws: TransportError.self) { _ = try await client.stream(request) }
        #expect(error?.description.contains("the server asked for a pause, of which ") == true)
        #expect(clock.slept.isEmpty)
    }

    @Test func `a Retry-After beyond the longest wait gives the answer to the caller`() async throws {
        let server = try await LocalServer()
        let response = try await client.send(HTTPRequest(.get, server.url("/status/503/d?retryAfter=3600")))
        #expect(response.status == 503)
        #expect(clock.slept.isEmpty)
    }

    @Test func `a POST is not sent again, unless it says that it may`() async throws {
        let server = try await LocalServer()
        var request = HTTPRequest(.post, server.url("/status/503/e?times=1"), body: [1])
        #expect(try await client.send(request).status == 503)
        request.url = server.url("/status/503/f?times=1")
        request.isIdempotent = true
        #expect(try await client.send(request).status == 200)
    }

    @Test func `a POST that a kept connection swallowed is not sent again`() async throws {
        let server = try await LocalServer()
        for body: [UInt8] in [[1, 2, 3], []] {
            _ = try await client.send(HTTPRequest(.get, server.url("/bytes/1")))
            let error = await #expect(throws: TransportError.self) {
                try await client.send(HTTPRequest(.post, server.url("/close/\(body.count)"), body: body))
            }
            #expect(error?.kind == .connectionLost)
            let state = try await client.send(HTTPRequest(.get, server.url("/state")))
            #expect(String(decoding: state.body, as: UTF8.self).contains("\"/close/\(body.count)\": 1"))
        }
        #expect(clock.slept.isEmpty)
    }

    @Test func `a connection that could not be made is tried again, whatever the method`() async throws {
        _ = try await LocalServer()
        await #expect(throws: TransportError.self) {
            try await client.send(HTTPRequest(.post, "http://127.0.0.1:1/", body: [1]))
        }
        #expect(roundedWaits() == [250, 500, 1000])
    }

    @Test func `waits double up to the longest, and jitter stays in the upper half`() {
        let policy = RetryPolicy(attempts: 99, firstDelay: .seconds(1), longestDelay: .seconds(10))
        #expect((1...6).map { policy.delay(afterAttempt: $0, random: 1) } == [1, 2, 4, 8, 10, 10].map { .seconds($0) })
        #expect(policy.delay(afterAttempt: 3, random: 0) == .seconds(2))
        #expect(policy.delay(afterAttempt: 1000, random: 0) == .seconds(5))
    }

    @Test(arguments: [
        (RetryPolicy.Outcome.failed(.connectionLost), true, true), (.failed(.connectionLost), false, false),
        (.failed(.couldNotResolve), false, true), (.failed(.timedOut(.connect)), false, true),
        (.failed(.timedOut(.whole)), true, false), (.failed(.tls), true, false), (.failed(.cancelled), true, false),
        (.failed(.bodyTooLarge(limit: 1)), true, false), (.answered(status: 500, retryAfter: nil), true, false),
        (.answered(status: 200, retryAfter: .seconds(1)), true, false),
        (.answered(status: 503, retryAfter: .zero), false, false),
    ])
    func `what may be repeated`(_ outcome: RetryPolicy.Outcome, _ isIdempotent: Bool, _ repeats: Bool) {
        let decision = RetryPolicy.standard.decide(after: outcome, attempt: 1, isIdempotent: isIdempotent, random: 0)
        #expect((decision != .accept) == repeats)
        #expect(RetryPolicy.never.decide(after: outcome, attempt: 1, isIdempotent: true, random: 0) == .accept)
    }

    @Test(
        arguments: [
            ("120", 120), ("0", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 7), ("Fri, 31 Dec 1993 23:59:59 GMT", 0),
            ("86400", 300), ("99999999999", 300), ("Fri, 31 Dec 1999 23:59:59 GMT", 300), ("soon", nil), ("-5", nil),
            ("", nil), ("Sun, 06 Nov 1994 08:49 GMT", nil), ("Tue, 31 Nov 1994 08:49:37 GMT", nil),
        ] as [(String, Int?)])
    func `Retry-After in both its forms`(_ field: String, _ seconds: Int?) {
        #expect(RetryAfter.parse(field, now: 784_111_770) == seconds.map { .seconds($0) })
    }
}
