package import Judging
package import Manifests

/// Runs a check's Job where the workload runs.
package protocol JobRunner: Sendable {
    /// Makes the Job where there is none of that name, and says how it stands.
    ///
    /// - Parameters:
    ///   - name: the same for the same check, candidate and step.
    ///   - spec: of a `batch/v1` Job.
    func outcome(of name: String, spec: Value, namespace: String, environment: String) async -> JobOutcome
}

package enum JobOutcome: Sendable, Hashable {
    case running
    /// It is not to be made yet.
    case waiting(String)
    case succeeded
    /// In the cluster's words.
    case failed(String)
    /// It could not be made, or not be read.
    case unknown(String)
}

/// Judges the data that a canary is given.
package protocol DriftJudge: Sendable {
    /// - Parameters:
    ///   - specification: what the Release writes under `drift`.
    ///   - chance: of a false alarm, that this look may have.
    ///   - now: seconds since 1970.
    func look(
        at specification: Value, check: String, subject: Subject, chance: DriftChance, now: Double
    ) async -> DriftLook
}

/// The chance with which one test may find drift where there is none.
package struct DriftChance: Sendable, Hashable {
    /// The check's part of the Release's chance, for one that sets none of its own. 0…1.
    package var share: Double
    /// The test's part of the check's. 0…1.
    package var part: Double

    package init(share: Double, part: Double) {
        self.share = share
        self.part = part
    }
}

package struct DriftLook: Sendable {
    package var judgement: Judgement
    /// Whether a test was made whose chance of a false alarm counts: not where there was too little data to make one,
    /// and not where the rule has no such chance.
    package var isTested: Bool

    package init(_ judgement: Judgement, isTested: Bool) {
        self.judgement = judgement
        self.isTested = isTested
    }
}

/// What looks at things other than metrics; where there is nobody, a check has no verdict.
package struct CheckEdges: Sendable {
    package var jobs: any JobRunner
    package var drift: any DriftJudge

    package init(jobs: (any JobRunner)? = nil, drift: (any DriftJudge)? = nil) {
        self.jobs = jobs ?? Nobody()
        self.drift = drift ?? Nobody()
    }

    private struct Nobody: JobRunner, DriftJudge {
        func outcome(of name: String, spec: Value, namespace: String, environment: String) async -> JobOutcome {
            .unknown("expected a cluster to run Jobs in, found none")
        }

        func look(
            at specification: Value, check: String, subject: Subject, chance: DriftChance, now: Double
        ) async -> DriftLook {
            let reason = "expected somebody to judge drift, found none"
            return DriftLook(
                Judgement(check: check, verdict: .providerError, reason: reason, evidence: .object(Object())),
                isTested: false)
        }
    }
}
