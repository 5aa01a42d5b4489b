/// The time, and waiting for it, as releases see them. A simulation has its own.
package protocol ReleaseClock: Sendable {
    var now: Instant { get }

    /// Returns at that instant or a little later; at once for one that is past.
    ///
    /// - Throws: `CancellationError`.
    func sleep(until instant: Instant) async throws
}

/// The machine's clock.
///
/// Waiting ends at least once a minute, so that a wall clock that was set forward is noticed.
package struct WallReleaseClock: ReleaseClock {
    private static let longestSleep = 60.0

    package init() {}

    package var now: Instant { .now() }

    package func sleep(until instant: Instant) async throws {
        while case let left = instant.seconds - now.seconds, left > 0 {
            try await Task.sleep(for: .seconds(min(left, Self.longestSleep)))
        }
    }
}
