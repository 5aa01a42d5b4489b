package import Judging
import Manifests
package import Releases

/// Where the verdicts of a release's checks come from.
package protocol CheckSource: Sendable {
    /// Judges the checks of a release once.
    ///
    /// - Parameters:
    ///   - step: from 1; what it says of the share is in the spec.
    ///   - since: when the step began.
    /// - Returns: one judgement for each check of the spec; a check without one has not passed.
    func judgements(
        _ release: ReleaseSpec, environment: String, step: Int, since: Instant, now: Instant
    ) async -> [Judgement]
}

/// No source: every check has no data, so nothing rises by it.
package struct NoCheckSource: CheckSource {
    package init() {}

    package func judgements(
        _ release: ReleaseSpec, environment: String, step: Int, since: Instant, now: Instant
    ) async -> [Judgement] {
        release.checks.map {
            Judgement(check: $0.name, verdict: .noData, reason: "this daemon measures nothing", evidence: [:])
        }
    }
}

/// Who has approved a candidate.
package protocol ApprovalSource: Sendable {
    /// How many different people of each group have approved the version that stands in the manifests, without those
    /// who brought it.
    func approvals(of reading: ReleaseReading) async throws -> [String: Int]
}
