import Synchronization

/// Whether somebody asks the server for something, so that its own controllers let those who wait for an answer go first.
///
/// A real cluster's controllers are other processes with few requests a second; these share the server's processors.
final class RequestTraffic: Sendable {
    private struct State {
        var underWay = 0
        var lastEnd: ContinuousClock.Instant?
    }

    private let rest: Duration
    private let longestWait: Duration
    private let state = Mutex(State())

    /// - Parameters:
    ///   - rest: how long no request has been under way where there is no traffic.
    ///   - longestWait: for one ``giveWay()``.
    init(rest: Duration = .milliseconds(3), longestWait: Duration = .milliseconds(200)) {
        self.rest = rest
        self.longestWait = longestWait
    }

    func begin() { state.withLock { $0.underWay += 1 } }

    func end() {
        let now = ContinuousClock.now
        state.withLock { state in
            state.underWay -= 1
            state.lastEnd = now
        }
    }

    private var isAtRest: Bool {
        let now = ContinuousClock.now
        return state.withLock { state in
            state.underWay == 0 && state.lastEnd.map { $0.duration(to: now) >= rest } ?? true
        }
    }

    /// Returns once there is no traffic, or where it does not cease after a while.
    func giveWay() async {
        let end = ContinuousClock.now + longestWait
        while !isAtRest, ContinuousClock.now < end {
            guard (try? await Task.sleep(for: rest)) != nil else { return }
        }
    }
}
