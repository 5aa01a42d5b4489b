import Manifests
import Releases

extension ReleaseReading {
    /// Something may have changed that nobody tells of.
    private static let longestWait = 300.0

    /// When a release is looked at again, though nothing is heard of it; nil for one that has nothing to wait for.
    func nextLook(after decision: Decision, at now: Instant) -> Instant? {
        guard decision != .idle else { return nil }
        var seconds = now.seconds + Self.longestWait
        var isAsked = state.isRunning || [.hold(until: nil, .checks), .hold(until: nil, .webhooks)].contains(decision)
        if case .heldByFailure = decision, state.phase == .waiting { isAsked = true }
        if isAsked { seconds = min(seconds, now.seconds + spec.interval.seconds) }
        if case .hold(let until?, _) = decision { seconds = min(seconds, until) }
        return Instant(seconds: seconds)
    }
}
