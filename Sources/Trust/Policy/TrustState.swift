import Manifests

/// The newest trust policy that was accepted, on disk: the mark below which none is accepted again.
///
/// Durable once ``accept(_:at:)`` returns. One process owns the file.
package struct TrustState: Sendable {
    /// The path of the file.
    package let path: String
    package var allowsExampleKeys: Bool

    package init(path: String, allowsExampleKeys: Bool = false) {
        self.path = path
        self.allowsExampleKeys = allowsExampleKeys
    }

    /// The policy that was accepted last; nil where none has been.
    ///
    /// - Throws: `malformed` for a file that is damaged: it is not taken for an absent one.
    package func current(at time: Timestamp) throws(TrustError) -> VerifiedTrustPolicy? {
        guard let bytes = try DurableFile.read(path: path) else { return nil }
        let what = "trust state '\(path)'"
        let (policy, signatures, accepted) = try StrictJSON.read(bytes, what: what) {
            reader -> ([UInt8], [UInt8], Timestamp)? in
            let policy = reader.required("policy", .base64)
            let signatures = reader.required("signatures", .base64)
            let accepted = reader.required("accepted", .timestamp)
            guard let policy, let signatures, let accepted else { return nil }
            return (policy, signatures, accepted)
        }
        let signed = try SignedTrustPolicy(bytes: policy, signatureFile: signatures)
        // As of then: root keys that ran out since have not made the policy less than it was.
        return try VerifiedTrustPolicy.selfSigned(signed, at: accepted, allowsExampleKeys: allowsExampleKeys)
    }

    /// Begins with a policy whose digest is known from elsewhere, where nothing was accepted before.
    package func begin(
        with signed: SignedTrustPolicy, anchor: SHA256Digest, at time: Timestamp
    ) throws(TrustError) -> VerifiedTrustPolicy {
        if let current = try current(at: time) {
            throw .rollback("the trust policy", reason: "version \(current.policy.version) is trusted already")
        }
        let policy = try VerifiedTrustPolicy.anchored(
            signed, anchor: anchor, at: time, allowsExampleKeys: allowsExampleKeys)
        try store(policy, at: time)
        return policy
    }

    /// Accepts what the repository has now, by way of every version between.
    ///
    /// - Parameter chain: the versions after the current one in ascending order, the newest last; versions up to
    ///   the current one may stand before them, but not after.
    /// - Returns: the newest policy.
    /// - Throws: `rollback` for a newest version below the current one and for another content at its version;
    ///   whatever ``VerifiedTrustPolicy/updated(to:at:allowsExampleKeys:)`` throws. Nothing is stored then.
    package func accept(_ chain: [SignedTrustPolicy], at time: Timestamp) throws(TrustError) -> VerifiedTrustPolicy {
        guard var policy = try current(at: time) else {
            throw .malformed(
                "trust state '\(path)'", reason: "nothing has been trusted yet",
                hint: "begin with the digest of a policy that you know from elsewhere")
        }
        let before = policy.digest
        guard let newest = chain.last else { return policy }
        let offered = try TrustPolicy.read(newest.bytes).version
        guard offered >= policy.policy.version else {
            throw .rollback(
                "the trust policy", reason: "expected version \(policy.policy.version) or newer, found \(offered)")
        }
        for signed in chain {
            let version = try TrustPolicy.read(signed.bytes).version
            if version < policy.policy.version { continue }
            if version == policy.policy.version {
                guard signed.digest == policy.digest else {
                    throw .rollback(
                        "the trust policy", reason: "version \(version) has another content than the one accepted")
                }
                continue
            }
            policy = try policy.updated(to: signed, at: time, allowsExampleKeys: allowsExampleKeys)
        }
        if policy.digest != before { try store(policy, at: time) }
        return policy
    }

    private func store(_ policy: VerifiedTrustPolicy, at time: Timestamp) throws(TrustError) {
        let content: Value = [
            "policy": .string(Base64.encode(policy.signed.bytes)),
            "signatures": .string(Base64.encode(policy.signed.signatureFile)),
            "accepted": .string(time.description),
        ]
        try DurableFile.write(JSON.write(content), path: path)
    }
}
