package import Judging
import Manifests
import Releases

/// Where the verdicts of a release's checks come from.
package protocol CheckSource: Sendable {
    /// Judges the checks of a release once.
    ///
    /// - Parameter reading: of a candidate that runs: its spec, step and the time that the step began.
    /// - Returns: one judgement for each check of the spec; a check without one has not passed.
    func judgements(of reading: ReleaseReading, now: Instant) async -> [Judgement]

    /// What keeps a candidate that waits from being opened; empty where nothing does.
    func obstacles(toOpening reading: ReleaseReading, now: Instant) async -> [Judgement]
}

extension CheckSource {
    package func obstacles(toOpening reading: ReleaseReading, now: Instant) async -> [Judgement] { [] }
}

/// No source: every check has no data, so nothing rises by it.
package struct NoCheckSource: CheckSource {
    package init() {}

    package func judgements(of reading: ReleaseReading, now: Instant) async -> [Judgement] {
        reading.spec.checks.map {
            Judgement(check: $0.name, verdict: .noData, reason: "this daemon measures nothing", evidence: [:])
        }
    }
}

/// Who has approved a candidate.
package protocol ApprovalSource: Sendable {
    /// The approvals of the version that stands in the manifests that count: none of those who brought it.
    func approvals(of reading: ReleaseReading) async throws -> [GrantedApproval]
}
