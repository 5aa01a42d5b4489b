import Synchronization

/// When a server last said anything to any of those who ask it, and who asks it whether it is still there.
///
/// Watches to which a server sends no bookmarks cannot tell a silent server from one that is gone. Where anything else was
/// heard of it, nobody asks; else one of them does, for all.
final class ServerPulse: Sendable {
    private struct State {
        var heard: ContinuousClock.Instant?
        /// Those who wait for what the server says now that it was asked; it is asked as long as there are any.
        var waiting: [AsyncStream<Bool>.Continuation] = []
    }

    private let state = Mutex(State())

    /// The server said something.
    func beat(at now: ContinuousClock.Instant = .now) { state.withLock { $0.heard = now } }

    /// When it said something last; nil where it never has.
    var heard: ContinuousClock.Instant? { state.withLock { $0.heard } }

    func wasHeard(since earliest: ContinuousClock.Instant) -> Bool {
        state.withLock { $0.heard.map { $0 >= earliest } ?? false }
    }

    /// Whether the server says something, or has done so lately.
    ///
    /// - Parameters:
    ///   - patience: for how long it may have said nothing before it is asked.
    ///   - ask: sends a small request, and ends by itself; any answer is a beat. It is sent once for all who call
    ///     meanwhile, and belongs to none of them: who is cancelled leaves the others their answer.
    func isAlive(patience: Duration, ask: @escaping @Sendable () async -> Void) async -> Bool {
        let now = ContinuousClock.now
        if wasHeard(since: now.advanced(by: .zero - patience)) { return true }
        let (answers, listener) = AsyncStream<Bool>.makeStream()
        let isFirst = state.withLock { state in
            state.waiting.append(listener)
            return state.waiting.count == 1
        }
        if isFirst {
            Task {
                await ask()
                tell(wasHeard(since: now))
            }
        }
        for await isAlive in answers { return isAlive }
        // Who is cancelled has nothing more to doubt.
        return true
    }

    private func tell(_ isAlive: Bool) {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for listener in waiting {
            listener.yield(isAlive)
            listener.finish()
        }
    }
}
