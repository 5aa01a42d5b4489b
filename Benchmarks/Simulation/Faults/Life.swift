import Synchronization

/// How long one process of a daemon lives: it may end at any call to the world, and nothing it does after that counts.
final class Life: Sendable {
    struct Ended: Error {}

    private struct State {
        /// Calls to the world that are left; nil for no end.
        var left: Int?
        var hasEnded = false
    }

    private let state = Mutex(State())

    func end(afterCalls count: Int) { state.withLock { $0.left = count } }

    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    /// Stands before and after every call to the world.
    ///
    /// - Throws: ``Ended``.
    func go() throws {
        let hasEnded = state.withLock { state in
            if let left = state.left {
                state.left = left - 1
                if left <= 0 { state.hasEnded = true }
            }
            return state.hasEnded
        }
        if hasEnded { throw Ended() }
    }
}
