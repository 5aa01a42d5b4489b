/// Whether, and after how long, a request is sent again. Pure: time and randomness come in.
///
/// What may be repeated: every request that never reached a server (no name, no connection) or that the server
/// refused to take up (429); the idempotent ones also when the connection was lost, for 502, 503 and 504.
package struct RetryPolicy: Sendable, Hashable {
    /// How often a request is sent at most, the first time included.
    package var attempts: Int
    /// The longest wait before the second attempt; doubled for each one after.
    package var firstDelay: Duration
    /// No computed wait is longer. A server that asks for more by `Retry-After` is not waited for.
    package var longestDelay: Duration

    package init(attempts: Int, firstDelay: Duration, longestDelay: Duration) {
        self.attempts = attempts
        self.firstDelay = firstDelay
        self.longestDelay = longestDelay
    }

    /// 4 attempts, from 250 ms up to 30 s.
    package static let standard = RetryPolicy(
        attempts: 4, firstDelay: .milliseconds(250), longestDelay: .seconds(30))
    package static let never = RetryPolicy(attempts: 1, firstDelay: .zero, longestDelay: .zero)

    package enum Outcome: Sendable, Hashable {
        /// `retryAfter` as the header field asks, nil without one.
        case answered(status: Int, retryAfter: Duration?)
        case failed(TransportError.Kind)
    }

    package enum Decision: Sendable, Hashable {
        case accept
        case retry(after: Duration)
    }

    /// - Parameters:
    ///   - attempt: how often the request has been sent, from 1.
    ///   - random: in 0..<1; picks within the upper half of the wait, so that clients that failed together do
    ///     not come back together.
    package func decide(
        after outcome: Outcome, attempt: Int, isIdempotent: Bool, random: Double
    ) -> Decision {
        guard attempt < attempts, mayRepeat(outcome, isIdempotent) else { return .accept }
        let computed = delay(afterAttempt: attempt, random: random)
        guard case .answered(_, let asked?) = outcome else { return .retry(after: computed) }
        return asked > longestDelay ? .accept : .retry(after: max(asked, computed))
    }

    /// The wait after that many attempts that failed in a row, from 1.
    package func delay(afterAttempt attempt: Int, random: Double) -> Duration {
        let doublings = min(max(attempt - 1, 0), 30)
        let longest = min(firstDelay * (1 << doublings), longestDelay)
        return longest * (0.5 + 0.5 * min(max(random, 0), 1))
    }

    private func mayRepeat(_ outcome: Outcome, _ isIdempotent: Bool) -> Bool {
        switch outcome {
        case .answered(status: 429, _): true
        case .answered(status: 502...504, _): isIdempotent
        case .answered: false
        case .failed(.couldNotResolve), .failed(.couldNotConnect), .failed(.timedOut(.connect)): true
        case .failed(.connectionLost): isIdempotent
        case .failed: false
        }
    }
}
