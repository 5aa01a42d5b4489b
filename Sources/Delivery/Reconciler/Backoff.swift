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
    /// - Parameters:
    ///   - random: from 0 to 1.
    ///   - asked: how long the other side asked to wait at least, which may be more than the longest delay.
    package mutating func next(random: Double, noSoonerThan asked: Duration? = nil) -> Duration {
        let doublings = min(failures, 30)
        failures += 1
        let delay = min(first * (1 << doublings), longest)
        let random = min(max(random, 0), 1)
        // All that were asked to wait do not come back at the same moment.
        return max(delay * (0.5 + random / 2), (asked ?? .zero) + (asked == nil ? .zero : first * random))
    }

    package mutating func reset() { failures = 0 }
}
