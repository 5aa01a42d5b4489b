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
    /// - Throws: `rollback` for a version that is not higher, `policyGap` for one that is too high; `policyFaults`;
    ///   `policyThreshold`; `exampleKey`; `weakKey` and `malformed` for a key that this policy revoked and the next one
    ///   does not, or less.
    package func updated(
        to signed: SignedTrustPolicy, at time: Timestamp, allowsExampleKeys: Bool = false
    ) throws(TrustError) -> VerifiedTrustPolicy {
        let next = try TrustPolicy.read(signed.bytes)
        let (expected, overflows) = policy.version.addingReportingOverflow(1)
        guard next.version > policy.version else {
            throw .rollback(
                "the trust policy", reason: "expected version \(expected), found version \(next.version)")
        }
        guard !overflows, next.version == expected else {
            throw .policyGap(expected: expected, found: next.version)
        }
        try Self.require(
            signed, by: policy, named: "root keys of version \(policy.version)", at: time, of: next.version)
        try Self.require(signed, by: next, named: "root keys that it names itself", at: time, of: next.version)
        try Self.refuseExamples(next, unless: allowsExampleKeys)
        try requireRevocations(in: next)
        return VerifiedTrustPolicy(policy: next, signed: signed)
    }

    /// A newer version whose digest somebody has written down: the root keys of this one are not asked for it. What was
    /// revoked stays revoked.
    ///
    /// - Throws: as ``updated(to:at:allowsExampleKeys:)``.
    func replaced(
        by signed: SignedTrustPolicy, at time: Timestamp, allowsExampleKeys: Bool
    ) throws(TrustError) -> VerifiedTrustPolicy {
        let next = try Self.selfSigned(signed, at: time, allowsExampleKeys: allowsExampleKeys)
        try requireRevocations(in: next.policy)
        return next
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

    /// A revocation is of the public key: no later version may list it as good again, under whatever name. Nor may one
    /// leave it out, for then the next could.
    private func requireRevocations(in next: TrustPolicy) throws(TrustError) {
        for old in policy.keys where old.revocation != nil {
            guard let key = next.keys.first(where: { $0.fingerprint == old.fingerprint }) else {
                throw .malformed(
                    "version \(next.version) of the trust policy",
                    reason:
                        "it lacks the key '\(old.name)' \(old.fingerprint), which version \(policy.version) revoked",
                    hint: "keep the key with its 'revoked', so that no later version takes it in again")
            }
            guard let revocation = key.revocation else {
                throw .weakKey(
                    "'\(key.name)' \(key.fingerprint)", reason: "version \(policy.version) revoked it as '\(old.name)'")
            }
            try Self.require(revocation, asStrictAs: old)
        }
    }

    /// A later version may let less of a revoked key hold, never more.
    private static func require(
        _ revocation: PolicyKey.Revocation, asStrictAs old: PolicyKey
    ) throws(TrustError) {
        let (known, size) = (old.revocation?.logSize ?? 0, revocation.logSize ?? 0)
        guard size > known || size > 0 && revocation.log != old.revocation?.log else { return }
        func place(_ size: UInt64, _ log: String?) -> String { "\(size)" + (log.map { " of '\($0)'" } ?? "") }
        throw .malformed(
            "the revocation of '\(old.name)' \(old.fingerprint)",
            reason: "expected a 'logSize' of at most \(place(known, old.revocation?.log)), found "
                + place(size, revocation.log),
            hint: "a revocation can be made stricter, and never be softened")
    }

    private static func refuseExamples(_ policy: TrustPolicy, unless isAllowed: Bool) throws(TrustError) {
        for key in policy.keys {
            if let point = key.ed25519 { try ExampleKeys.refuse(.ed25519(point), unless: isAllowed) }
        }
    }
}
