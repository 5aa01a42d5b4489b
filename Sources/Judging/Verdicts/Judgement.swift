package import Manifests

/// A verdict with its reason and the numbers behind it.
package struct Judgement: Sendable, Equatable {
    /// The check's name, as the Release says it.
    package var check: String
    package var verdict: CheckVerdict
    /// One line in the user's own terms: what was expected, and what was measured.
    package var reason: String
    /// The numbers behind it, for the signed record: canonical JSON can be made of it.
    package var evidence: Value

    package init(check: String, verdict: CheckVerdict, reason: String, evidence: Value) {
        self.check = check
        self.verdict = verdict
        self.reason = reason
        self.evidence = evidence
    }
}
