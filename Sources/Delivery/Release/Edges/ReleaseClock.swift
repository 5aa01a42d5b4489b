import Releases

/// The time, and waiting for it, as releases see them. A simulation has its own.
package protocol ReleaseClock: Sendable {
    var now: Instant { get }

    /// Seconds since some instant of this process, by a clock that nobody sets.
    var elapsed: Double { get }

    /// Returns at that instant or a little later; at once for one that is past.
    ///
    /// - Throws: `CancellationError`.
    func sleep(until instant: Instant) async throws
}

extension ReleaseClock {
    package var elapsed: Double { now.seconds }
}

/// The machine's clock.
///
/// Waiting ends at least once a minute, so that a wall clock that was set forward is noticed.
package struct WallReleaseClock: ReleaseClock {
    private static let longestSleep = 60.0

    package init() {}

    private static let start = ContinuousClock.now

    package var now: Instant { .now() }
    package var elapsed: Double { (ContinuousClock.now - Self.start).seconds }

    package func sleep(until instant: Instant) async throws {
        while case let left = instant.seconds - now.seconds, left > 0 {
            try await Task.sleep(for: .seconds(min(left, Self.longestSleep)))
        }
    }
}
