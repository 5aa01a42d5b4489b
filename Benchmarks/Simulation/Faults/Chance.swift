import Synchronization

/// The one source of what is left to chance in a course of events, and its trace.
final class Chance: Sendable {
    private struct State {
        var random: SeededRandom
        var hasFaults = true
        var time = 1_700_000_000.0
        var latest = 1_700_000_000.0
        var trace: [String] = []
    }

    private let state: Mutex<State>

    init(seed: UInt64) { state = Mutex(State(random: SeededRandom(seed: seed))) }

    /// Whether something happens that does so in `percent` of all cases.
    func happens(_ percent: Int) -> Bool { state.withLock { $0.random.chance(percent) } }

    /// Whether something goes wrong; never after ``endFaults()``.
    func fails(_ percent: Int) -> Bool { state.withLock { $0.hasFaults && $0.random.chance(percent) } }

    func below(_ bound: Int) -> Int { state.withLock { $0.random.below(bound) } }

    var hasFaults: Bool { state.withLock { $0.hasFaults } }

    /// Nothing goes wrong any longer, and the clock is right again.
    func endFaults() {
        state.withLock { state in
            state.hasFaults = false
            state.time = state.latest
        }
    }

    // MARK: Time

    var seconds: Double { state.withLock { $0.time } }

    func move(by seconds: Double) {
        state.withLock { state in
            state.time += seconds
            state.latest = max(state.latest, state.time)
        }
    }

    // MARK: Trace

    func note(_ line: String) {
        state.withLock { $0.trace.append("\(Int($0.time - 1_700_000_000)) s  \(line)") }
    }

    var trace: [String] { state.withLock { $0.trace } }
}
