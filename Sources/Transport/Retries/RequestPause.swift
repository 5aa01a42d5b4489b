import Synchronization

/// A pause that a server has asked for (429 or 503 with `Retry-After`), kept by all requests that share it: one that is
/// sent again after the pause is of no use to a server that sixteen others go on asking.
package final class RequestPause: Sendable {
    private let end = Mutex<ContinuousClock.Instant?>(nil)

    package init() {}

    /// What is left of it; nil where requests may be sent.
    package func remaining(at now: ContinuousClock.Instant = .now) -> Duration? {
        end.withLock { end in end.flatMap { $0 > now ? now.duration(to: $0) : nil } }
    }

    /// A pause that is longer already stays.
    func extend(by asked: Duration, at now: ContinuousClock.Instant = .now) {
        end.withLock { end in end = max(end ?? now, now.advanced(by: asked)) }
    }
}
