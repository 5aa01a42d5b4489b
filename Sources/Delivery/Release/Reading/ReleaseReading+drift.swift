import Releases
import Retraining

extension ReleaseReading {
    /// Longer ago than this, in seconds, nobody is told any more: triggers that come to a release later are not fired for
    /// its past.
    private static let latest = 86_400.0

    /// The event of which training is to be told; nil where the newest transition is none.
    func drift(at now: Instant) -> RetrainingEvent? {
        guard let last, now.seconds - last.time < Self.latest, !last.event.drifted.isEmpty,
            last.event.kind == .retrain || last.event.kind == .revert, !spec.onDrift.triggers.isEmpty
        else { return nil }
        let event = last.event
        return RetrainingEvent(
            environment: key.environment, release: key.release, candidate: event.candidate,
            evidence: event.evidence ?? "", reason: event.verdict.map { String($0.trimmingPrefix("fail: ")) } ?? "",
            columns: event.drifted, teller: event.teller)
    }
}
