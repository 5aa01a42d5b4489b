import Synchronization

/// When a server last said anything to any of those who ask it, and who asks it whether it is still there.
///
/// Watches to which a server sends no bookmarks cannot tell a silent server from one that is gone. Where anything else was
/// heard of it, nobody asks; else one of them does, for all.
final class ServerPulse: Sendable {
    private struct State {
        var heard: ContinuousClock.Instant?
        /// When somebody began to ask.
        var asked: ContinuousClock.Instant?
    }

    private let state = Mutex(State())

    /// The server said something.
    func beat(at now: ContinuousClock.Instant = .now) { state.withLock { $0.heard = now } }

    func wasHeard(since earliest: ContinuousClock.Instant) -> Bool {
        state.withLock { $0.heard.map { $0 >= earliest } ?? false }
    }

    /// Whether the server says something, or has done so lately.
    ///
    /// - Parameters:
    ///   - patience: for how long it may have said nothing before it is asked.
    ///   - answering: within which time it must answer.
    ///   - ask: sends a small request; any answer is a beat. Of those who call at the same time one asks, and the others
    ///     wait for what they hear.
    func isAlive(
        patience: Duration, answering: Duration, ask: () async -> Void
    ) async -> Bool {
        let now = ContinuousClock.now
        if wasHeard(since: now.advanced(by: .zero - patience)) { return true }
        let isFirst = state.withLock { state in
            if let asked = state.asked, asked.advanced(by: answering) > now { return false }
            state.asked = now
            return true
        }
        if isFirst {
            await ask()
            state.withLock { $0.asked = nil }
        } else {
            // Who is cancelled has nothing more to doubt.
            do { try await Task.sleep(for: answering) } catch { return true }
        }
        return wasHeard(since: now)
    }
}
