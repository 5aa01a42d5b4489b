/// What verification came to. Only ``verified(_:)`` lets anything pass.
package enum Verdict: Sendable {
    case verified(VerifiedArtifact)
    /// Every reason that was found, the decisive one first.
    case refused([Refusal])

    package var verified: VerifiedArtifact? { if case .verified(let artifact) = self { artifact } else { nil } }

    package var refusals: [Refusal] { if case .refused(let refusals) = self { refusals } else { [] } }

    /// Whether nothing was established for want of an answer: as unusable as a refusal, but worth trying again.
    package var isUnavailable: Bool {
        refusals.contains { if case .unavailable = $0 { true } else { false } }
    }
}

/// An artifact of which everything that was asked has been established. Only a ``Judge`` makes one.
package struct VerifiedArtifact: Sendable, Hashable {
    package struct Signer: Sendable, Hashable {
        package let principal: String
        package let keyName: String
        package let fingerprint: String
        package let roles: [Role]
        /// Nil where the signature is in no log.
        package let log: SignedClaim.LogPosition?
    }

    package let artifact: String
    package let digest: SHA256Digest
    package let environment: String
    package let version: Int64
    package let expires: Timestamp?
    package let signers: [Signer]
    /// The trust policy by which it was judged.
    package let policyVersion: Int64
    package let policyDigest: SHA256Digest

    // INVARIANT: called by `Judge` alone.
    init(
        request: VerificationRequest, version: Int64, expires: Timestamp?, signers: [Signer],
        policy: VerifiedTrustPolicy
    ) {
        artifact = request.artifact
        digest = request.digest
        environment = request.environment
        self.version = version
        self.expires = expires
        self.signers = signers
        policyVersion = policy.policy.version
        policyDigest = policy.digest
    }
}

/// Why an artifact is not verified.
package enum Refusal: Sendable, Hashable {
    /// No signature is there, and every place that could have one has answered.
    case unsigned
    /// Whether there is a signature could not be found out.
    case unavailable(reason: String)
    /// A signature by a key that the trust policy does not know.
    case unknownKey(hint: String)
    /// A signature that claims to be of a known key and is not over these bytes.
    case badSignature(key: String)
    case malformed(reason: String)
    case policyExpired(at: Timestamp)
    case otherDigest(expected: SHA256Digest, found: [SHA256Digest])
    case otherArtifact(expected: String, found: String)
    case otherEnvironment(expected: String, found: String)
    case otherPredicate(expected: String, found: String)
    case expired(at: Timestamp)
    case notLogged
    /// A version below one that the environment has had already.
    case replayed(version: Int64, mark: Int64)
    /// Another content under a version that the environment has had already.
    case changedVersion(version: Int64)
    case keyNotYetValid(key: String, from: Timestamp)
    case keyExpired(key: String, at: Timestamp)
    case keyRetired(key: String, at: Timestamp)
    case keyRevoked(key: String, reason: String)
    /// A good signature by a key that has no such role for this artifact here.
    case notPermitted(key: String, principal: String, role: Role)
    case belowThreshold(role: Role, expected: Int, found: Int)
    /// No entry of the trust policy gives the role to anybody for this artifact here.
    case nobodyPermitted(role: Role)
}

extension Refusal: CustomStringConvertible {
    /// For programs: constant, one word.
    package var code: String {
        switch self {
        case .unsigned: "unsigned"
        case .unavailable: "unavailable"
        case .unknownKey: "unknownKey"
        case .badSignature: "badSignature"
        case .malformed: "malformed"
        case .policyExpired: "policyExpired"
        case .otherDigest: "otherDigest"
        case .otherArtifact: "otherArtifact"
        case .otherEnvironment: "otherEnvironment"
        case .otherPredicate: "otherPredicate"
        case .expired: "expired"
        case .notLogged: "notLogged"
        case .replayed: "replayed"
        case .changedVersion: "changedVersion"
        case .keyNotYetValid: "keyNotYetValid"
        case .keyExpired: "keyExpired"
        case .keyRetired: "keyRetired"
        case .keyRevoked: "keyRevoked"
        case .notPermitted: "notPermitted"
        case .belowThreshold: "belowThreshold"
        case .nobodyPermitted: "nobodyPermitted"
        }
    }

    package var description: String {
        switch self {
        case .unsigned: "it has no signature"
        case .unavailable(let reason): "its signatures could not be looked for: \(reason)"
        case .unknownKey(let hint):
            "it is signed by a key that the trust policy does not know" + (hint.isEmpty ? "" : ": '\(hint)'")
        case .badSignature(let key): "the signature that names key '\(key)' is not of that key over these bytes"
        case .malformed(let reason): reason
        case .policyExpired(let time): "the trust policy expired at \(time); a newer one must be fetched first"
        case .otherDigest(let expected, let found):
            "the signature is of other bytes: expected sha256:\(expected.hex), found "
                + (found.first.map { "sha256:\($0.hex)" } ?? "none") + (found.count > 1 ? " and others" : "")
        case .otherArtifact(let expected, let found):
            "the signature is for another artifact: expected '\(expected)', found '\(found)'"
        case .otherEnvironment(let expected, let found):
            "the signature is for another environment: expected '\(expected)', found '\(found)'"
        case .otherPredicate(let expected, let found):
            "the statement is of another type: expected '\(expected)', found '\(found)'"
        case .expired(let time): "the signature expired at \(time)"
        case .notLogged: "the signature is not in the transparency log"
        case .replayed(let version, let mark):
            "version \(version) was replaced: the environment has had version \(mark)"
        case .changedVersion(let version): "the environment has had version \(version) with other content"
        case .keyNotYetValid(let key, let from): "key '\(key)' is valid only from \(from)"
        case .keyExpired(let key, let time): "key '\(key)' expired at \(time)"
        case .keyRetired(let key, let time): "key '\(key)' was retired at \(time), before the signature"
        case .keyRevoked(let key, let reason): "key '\(key)' was revoked: \(reason)"
        case .notPermitted(let key, let principal, let role):
            "key '\(key)' of \(principal) may not sign this artifact here as '\(role.rawValue)'"
        case .belowThreshold(let role, let expected, let found):
            "expected \(expected) distinct principals of role '\(role.rawValue)', found \(found)"
        case .nobodyPermitted(let role):
            "the trust policy gives role '\(role.rawValue)' to nobody for this artifact here"
        }
    }
}
