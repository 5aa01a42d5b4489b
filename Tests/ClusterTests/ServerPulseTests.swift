import Testing

@testable import Cluster

/// A server is asked once for all who doubt it.
@Suite(.timeLimit(.minutes(1))) struct ServerPulseTests {
    private let pulse = ServerPulse()
    private let asked = AsyncStream<Void>.makeStream()
    private let answers = AsyncStream<Bool>.makeStream()

    /// A question that is answered when the test says so: nothing is heard where it is cancelled before.
    private func isAlive() async -> Bool {
        await pulse.isAlive(patience: .zero) { [pulse, asked, answers] in
            asked.continuation.yield()
            for await isHeard in answers.stream {
                if isHeard { pulse.beat() }
                return
            }
        }
    }

    @Test(arguments: [true, false])
    func `who stops while the server is asked waits no longer, and the others hear what it says`(isHeard: Bool) async {
        let first = Task.immediate { await isAlive() }
        let others = (0..<3).map { _ in Task.immediate { await isAlive() } }
        var questions = asked.stream.makeAsyncIterator()
        _ = await questions.next()
        first.cancel()
        #expect(await first.value)
        answers.continuation.yield(isHeard)
        for other in others { #expect(await other.value == isHeard) }
        asked.continuation.finish()
        let another: Void? = await questions.next()
        #expect(another == nil)
    }

    @Test func `who was heard within the patience is not asked`() async {
        pulse.beat()
        #expect(await pulse.isAlive(patience: .seconds(600)) { Issue.record("expected no question") })
    }

    @Test func `after one question another is asked`() async {
        for isHeard in [false, true, false] {
            answers.continuation.yield(isHeard)
            #expect(await isAlive() == isHeard)
        }
    }
}
