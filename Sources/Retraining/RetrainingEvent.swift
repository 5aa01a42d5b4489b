package import Manifests
import Trust

/// Data drifted under a candidate: what a training pipeline needs to know to begin anew.
package struct RetrainingEvent: Sendable, Hashable {
    package var environment: String
    package var release: String
    /// The commit whose version ran.
    package var candidate: String
    /// `sha256:…` of the signed record of the measurements.
    package var evidence: String
    /// One line: what drifted.
    package var reason: String
    package var columns: [String]
    /// The daemon that tells what must not be told twice; nil where there is but one.
    package var teller: String?

    package init(
        environment: String, release: String, candidate: String, evidence: String, reason: String, columns: [String],
        teller: String? = nil
    ) {
        self.teller = teller
        self.environment = environment
        self.release = release
        self.candidate = candidate
        self.evidence = evidence
        self.reason = reason
        self.columns = columns
    }

    /// The same for the same release, candidate and evidence, whenever and wherever it is made.
    package var id: String {
        let parts: Value = .array([environment, release, candidate, evidence].map { .string($0) })
        return "drift_" + SHA256Digest(of: JSON.canonical(parts)).hex.prefix(40)
    }

    /// `type` and `data` as Standard Webhooks recommends.
    package var encoded: Value { ["type": "lockstep.drift", "data": data] }

    var data: Value {
        [
            "id": .string(id), "environment": .string(environment), "release": .string(release),
            "candidate": .string(candidate), "evidence": .string(evidence), "reason": .string(reason),
            "columns": .array(columns.map { .string($0) }),
        ]
    }
}
