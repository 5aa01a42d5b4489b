/// What the log records: who did what to which artifact, when, with which key, under which policy.
///
///     {"artifact":"sha256:…","entry":"lockstep/v1","environment":"production","key":"SHA256:…","kind":"signature",
///      "principal":"alice","role":"release","time":"2026-07-01T12:00:00Z"}
///
/// The canonical JSON (RFC 8785) of it is the leaf: at most 65,535 bytes, so envelopes stand there by their digest.
package struct LogEntry: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case signature
        case verificationFailure
        case override
        case approval
        case promotionVerdict
        case keyEvent
        case policyChange
    }

    /// What happened to ``LogEntry/key``.
    package enum KeyEvent: String, Sendable, Hashable, CaseIterable {
        case created, imported, rotated, retired, revoked
        /// What a trust policy that was accepted says of a key.
        case trusted
    }

    /// What a key is trusted for.
    package struct Grant: Sendable, Hashable {
        package var role: String
        /// Patterns, as in the trust policy; empty for roles that know no environments.
        package var environments: [String]
        /// Patterns of names; empty for roles that sign no artifacts.
        package var artifacts: [String]

        package init(role: String, environments: [String] = [], artifacts: [String] = []) {
            self.role = role
            self.environments = environments
            self.artifacts = artifacts
        }
    }

    package var kind: Kind
    package var time: LogTime
    /// Who; nil where nobody is known, as in a failed verification.
    package var principal: String?
    package var role: String?
    /// The key's fingerprint or name.
    package var key: String?
    /// What was signed, by name: a model, an image reference, a file.
    package var subject: String?
    /// The artifact's name in the trust policy.
    package var name: String?
    /// `sha256:` and 64 hexadecimal digits.
    package var artifact: String?
    package var environment: String?
    package var version: String?
    /// A Git object id: 40 or 64 hexadecimal digits.
    package var commit: String?
    /// The digest of the trust policy that held.
    package var policy: String?
    /// The digest of the signed envelope.
    package var envelope: String?
    package var approvers: [String]
    /// From then on the signature proves nothing, or an accepted trust policy lets nothing pass; nil for never.
    package var expires: LogTime?
    /// Why: a refusal, an override, a revocation, a verdict.
    package var reason: String?
    /// Only and always for ``Kind/keyEvent``.
    package var event: KeyEvent?
    /// Only and always for a revocation: only what was logged before this size holds.
    package var logSize: Int?
    /// Only for a revocation: the origin of the log that has so many entries; nil for this one.
    package var log: String?
    /// Only for ``KeyEvent/trusted``, as in the trust policy.
    package var validFrom: LogTime?
    package var validUntil: LogTime?
    package var retired: LogTime?
    package var grants: [Grant]

    package init(_ kind: Kind, at time: LogTime) {
        self.kind = kind
        self.time = time
        approvers = []
        grants = []
    }
}
