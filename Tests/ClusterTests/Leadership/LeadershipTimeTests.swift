import Manifests
import Testing

@testable import Cluster

/// When a leader's time begins and ends, whatever the server's answers take.
@Suite(.timeLimit(.minutes(1))) struct LeadershipTimeTests {
    private static let lease = Lease(holder: "a", seconds: 35, acquired: "t0", renewed: "t1", transitions: 0)
        .object(namespace: "default", name: "lockstep", resourceVersion: "1")

    private func leadership(
        _ server: RuleServer, renewal: Duration, pause: Duration = .milliseconds(10)
    ) -> Leadership {
        var timing = Leadership.Timing()
        (timing.renewal, timing.pause) = (renewal, pause)
        return Leadership(server.client, namespace: "default", name: "lockstep", identity: "a", timing: timing)
    }

    @Test func `an attempt to lead takes no longer than a leader may`() async throws {
        let server = try await RuleServer([["method": "POST", "then": "silence"]])
        let leadership = leadership(server, renewal: .milliseconds(500))
        let (reasons, teller) = AsyncStream<String>.makeStream()
        let attempts = Task { await leadership.acquire { teller.yield($0) } }
        for await reason in reasons {
            #expect(reason == "the lease could not be had within 0.5 seconds")
            break
        }
        attempts.cancel()
        #expect(await !attempts.value)
    }

    @Test func `a leader's time begins before the lease is asked for`() async throws {
        let server = try await RuleServer([
            ["method": "GET", "status": 404, "text": "", "holds": true],
            ["method": "POST", "body": Self.lease, "held": true],
        ])
        let leadership = leadership(server, renewal: .seconds(50))
        async let leads = leadership.acquire()
        _ = try await server.requests(atLeast: 2)
        let asked = ContinuousClock.now
        try await server.release()
        #expect(await leads)
        #expect(try #require(await leadership.began) <= asked)
    }

    @Test func `a leader has stopped in time, however long it pauses`() async throws {
        let server = try await RuleServer([
            ["method": "POST", "body": Self.lease], ["method": "GET", "status": 404, "text": "", "times": 1],
            ["then": "silence"],
        ])
        // Time enough for two answers on a machine that has much else to do: the second is given once.
        let leadership = leadership(server, renewal: .seconds(3), pause: .seconds(300))
        #expect(await leadership.acquire())
        let lost = await leadership.keep()
        #expect(lost?.description.hasPrefix("leads no longer: the lease could not be renewed for") == true)
    }
}
