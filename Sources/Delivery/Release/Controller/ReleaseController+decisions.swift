import Judging
import Releases

/// What is decided of one release.
extension ReleaseController {
    /// Whether the cluster runs what the release's manifests say, admitted.
    ///
    /// Other changes may have come since the commit that was applied; those of this release, and of what judges it, may
    /// not.
    func isApplied(_ reading: ReleaseReading) async throws -> Bool {
        guard reading.isWhole, let status = statuses[reading.key.environment], let applied = status.applied,
            status.diagnostics.isEmpty
        else { return false }
        guard applied != reading.revision else { return true }
        guard let then = try await reader.release(reading.key, at: applied) else { return false }
        return then.state == reading.state && then.objects == reading.objects && then.spec.isLike(reading.spec)
    }

    /// Whether it is healthy, too.
    private func isReady(_ reading: ReleaseReading) async throws -> Bool {
        guard try await isApplied(reading), let status = statuses[reading.key.environment] else { return false }
        // The embedded cluster runs nothing, so there is no health to wait for.
        if reading.environment.cluster == .embedded { return true }
        // A paused one makes no new pods.
        return status.notReady.isDisjoint(with: reading.runners)
    }

    func decide(
        _ reading: ReleaseReading, _ judgements: [Judgement], _ onHoldsChanged: @Sendable (String) -> Void
    ) async throws -> Decision {
        if let kept = try await reader.kept(reading) {
            if reading.state.isRunning, kept.version == reading.state.version {
                return .revert(reason: kept.verdict.map { String($0.trimmingPrefix("fail: ")) } ?? "")
            }
            // What failed stays rejected, whatever has taken its place meanwhile.
            let isDecided = try await reader.history(at: reading.revision).hasRejected(kept)
            guard isDecided || kept.version == reading.state.stableVersion else { return .reject(kept) }
            try await git.letGo(of: reading.name)
            onHoldsChanged(reading.key.environment)
        }
        let decision = try await situation(reading, judgements).advance()
        // Who brings a candidate in is asked when it is to be opened: a freeze may have ended, an approval come.
        guard decision.rises, reading.state.phase == .waiting,
            let refusal = try await access?.refusal(toOpen: reading)
        else { return decision }
        return .heldByFailure(reason: refusal)
    }

    func situation(_ reading: ReleaseReading, _ judgements: [Judgement]) async throws -> ReleaseSituation {
        let isReady = try await isReady(reading)
        var situation = ReleaseSituation(
            spec: reading.spec, state: reading.state, judgements: judgements,
            approvals: try await approvals?.approvals(of: reading).people ?? [:],
            opening: .init(
                approval: reading.environment.promotion.approvals,
                upstream: try await reader.upstream(
                    of: reading, digests: statuses[reading.key.environment]?.digests ?? [:])),
            calendar: reading.environment.promotion.calendar, isReady: isReady,
            now: clock.now.seconds)
        if let seen = seen[reading.key], seen.revision == reading.last?.revision {
            let runsSince = seen.runsSince ?? clock.elapsed
            if isReady { self.seen[reading.key]?.runsSince = runsSince }
            situation.runsSince = situation.now - (clock.elapsed - runsSince)
        }
        return situation
    }
}
