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
    ///   - now: seconds since 1970.
    func judgement(of specification: Value, check: String, subject: Subject, now: Double) async -> Judgement
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

        func judgement(of specification: Value, check: String, subject: Subject, now: Double) async -> Judgement {
            let reason = "expected somebody to judge drift, found none"
            return Judgement(check: check, verdict: .providerError, reason: reason, evidence: .object(Object()))
        }
    }
}
