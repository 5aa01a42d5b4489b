/// How long to wait before the next try: doubling from a first delay to a longest, with jitter.
///
/// Jitter spreads the tries of many daemons that lost the same server at the same moment: each waits between
/// half and the whole of its delay ("equal jitter").
package struct Backoff: Sendable {
    private let first: Duration
    private let longest: Duration
    private var failures = 0

    package init(first: Duration = .milliseconds(750), longest: Duration = .seconds(120)) {
        self.first = first
        self.longest = longest
    }

    /// The delay after one more failure.
    ///
    /// - Parameter random: from 0 to 1.
    package mutating func next(random: Double) -> Duration {
        let doublings = min(failures, 30)
        failures += 1
        let delay = min(first * (1 << doublings), longest)
        return delay * (0.5 + min(max(random, 0), 1) / 2)
    }

    package mutating func reset() { failures = 0 }
}
