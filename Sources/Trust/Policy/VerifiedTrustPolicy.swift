/// A trust policy that a threshold of root keys signed, reached from a trusted beginning version by version.
///
/// There is no other way to make one than to verify it.
package struct VerifiedTrustPolicy: Sendable {
    package let policy: TrustPolicy
    /// Of the exact bytes of the file.
    package let digest: SHA256Digest
    /// Kept so that the policy can be stored and verified again.
    package let signed: SignedTrustPolicy

    private init(policy: TrustPolicy, signed: SignedTrustPolicy) {
        self.policy = policy
        digest = signed.digest
        self.signed = signed
    }

    /// The beginning: a policy whose digest somebody has written down, signed by its own root keys.
    ///
    /// - Parameters:
    ///   - anchor: the SHA-256 digest of the policy's exact bytes, from a place that the attacker does not write.
    ///   - allowsExampleKeys: the demo alone says so.
    /// - Throws: `badSignature` for another digest; `policyFaults`; `policyThreshold`; `exampleKey`.
    package static func anchored(
        _ signed: SignedTrustPolicy, anchor: SHA256Digest, at time: Timestamp, allowsExampleKeys: Bool = false
    ) throws(TrustError) -> VerifiedTrustPolicy {
        guard signed.digest == anchor else {
            throw .badSignature(
                "the first trust policy", reason: "expected the digest \(anchor.hex), found \(signed.digest.hex)")
        }
        return try selfSigned(signed, at: time, allowsExampleKeys: allowsExampleKeys)
    }

    static func selfSigned(
        _ signed: SignedTrustPolicy, at time: Timestamp, allowsExampleKeys: Bool
    ) throws(TrustError) -> VerifiedTrustPolicy {
        let policy = try TrustPolicy.read(signed.bytes)
        try require(signed, by: policy, named: "root keys that it names itself", at: time, of: policy.version)
        try refuseExamples(policy, unless: allowsExampleKeys)
        return VerifiedTrustPolicy(policy: policy, signed: signed)
    }

    /// The next version: signed by a threshold of this policy's root keys and by one of its own, its version exactly
    /// one higher (TUF 1.0.33, section 5.3).
    ///
    /// - Throws: `rollback` for another version; `policyFaults`; `policyThreshold`; `exampleKey`.
    package func updated(
        to signed: SignedTrustPolicy, at time: Timestamp, allowsExampleKeys: Bool = false
    ) throws(TrustError) -> VerifiedTrustPolicy {
        let next = try TrustPolicy.read(signed.bytes)
        let (expected, overflows) = policy.version.addingReportingOverflow(1)
        guard !overflows, next.version == expected else {
            throw .rollback(
                "the trust policy", reason: "expected version \(expected), found version \(next.version)")
        }
        try Self.require(
            signed, by: policy, named: "root keys of version \(policy.version)", at: time, of: next.version)
        try Self.require(signed, by: next, named: "root keys that it names itself", at: time, of: next.version)
        try Self.refuseExamples(next, unless: allowsExampleKeys)
        return VerifiedTrustPolicy(policy: next, signed: signed)
    }

    private static func require(
        _ signed: SignedTrustPolicy, by policy: TrustPolicy, named keys: String, at time: Timestamp, of version: Int64
    ) throws(TrustError) {
        let expected = policy.root?.threshold ?? .max
        let found = signed.rootSigners(of: policy, at: time)
        guard found >= expected else {
            throw .policyThreshold(version: version, by: keys, expected: expected, found: found)
        }
    }

    private static func refuseExamples(_ policy: TrustPolicy, unless isAllowed: Bool) throws(TrustError) {
        for key in policy.keys {
            if let point = key.ed25519 { try ExampleKeys.refuse(.ed25519(point), unless: isAllowed) }
        }
    }
}
