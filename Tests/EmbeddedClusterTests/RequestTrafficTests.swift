import Testing

@testable import EmbeddedCluster

/// Who waits for an answer goes before the controllers.
@Suite struct RequestTrafficTests {
    private func timed(_ work: () async -> Void) async -> Duration {
        let clock = ContinuousClock()
        let begin = clock.now
        await work()
        return begin.duration(to: clock.now)
    }

    @Test func `while a request is under way, and a moment longer, others give way`() async {
        let traffic = RequestTraffic(rest: .milliseconds(5), longestWait: .seconds(600))
        traffic.begin()
        let ending = Task {
            try? await Task.sleep(for: .milliseconds(20))
            traffic.end()
        }
        #expect(await timed { await traffic.giveWay() } >= .milliseconds(20))
        await ending.value
        #expect(await timed { await traffic.giveWay() } < .seconds(300))
    }

    @Test func `requests that never cease hold up nobody for ever`() async {
        let traffic = RequestTraffic(rest: .milliseconds(1), longestWait: .milliseconds(20))
        traffic.begin()
        let waited = await timed { await traffic.giveWay() }
        #expect(waited >= .milliseconds(20) && waited < .seconds(300))
    }
}
