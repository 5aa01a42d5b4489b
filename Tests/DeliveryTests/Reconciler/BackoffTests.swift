import Testing

@testable import Delivery

@Suite struct BackoffTests {
    @Test func `delays double up to the longest`() {
        var backoff = Backoff(first: .milliseconds(750), longest: .seconds(5))
        #expect(
            (0..<5).map { _ in backoff.next(random: 1) } == [
                .milliseconds(750), .milliseconds(1500), .seconds(3), .seconds(5), .seconds(5),
            ])
    }

    @Test func `jitter takes away at most half`() {
        var backoff = Backoff(first: .seconds(1), longest: .seconds(60))
        #expect(backoff.next(random: 0) == .milliseconds(500))
        #expect(backoff.next(random: 0.5) == .milliseconds(1500))
    }

    @Test func `who asks for more time gets it`() {
        var backoff = Backoff(first: .seconds(1), longest: .seconds(5))
        #expect(backoff.next(random: 0.5, noSoonerThan: .seconds(60)) == .milliseconds(60_500))
        #expect(backoff.next(random: 1, noSoonerThan: .zero) == .seconds(2))
    }

    @Test func `a success starts it over, and it never overflows`() {
        var backoff = Backoff(first: .seconds(1), longest: .seconds(60))
        for _ in 0..<1_000 { #expect(backoff.next(random: 1) <= .seconds(60)) }
        backoff.reset()
        #expect(backoff.next(random: 1) == .seconds(1))
    }
}
