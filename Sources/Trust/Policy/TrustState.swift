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
        guard let content = try content() else { return nil }
        let signed = try SignedTrustPolicy(bytes: content.policy, signatureFile: content.signatures)
        // As of then: root keys that ran out since have not made the policy less than it was.
        return try VerifiedTrustPolicy.selfSigned(
            signed, at: content.accepted, allowsExampleKeys: allowsExampleKeys)
    }

    /// A policy that was the newest at some time, from wherever it was kept since.
    ///
    /// - Returns: nil for a policy that was never accepted here.
    package func accepted(_ signed: SignedTrustPolicy) throws(TrustError) -> VerifiedTrustPolicy? {
        guard let content = try content() else { return nil }
        let digests = [SHA256Digest(of: content.policy)] + content.earlier
        guard digests.contains(signed.digest) else { return nil }
        return try VerifiedTrustPolicy.selfSigned(
            signed, at: content.accepted, allowsExampleKeys: allowsExampleKeys)
    }

    private struct Content {
        var policy: [UInt8]
        var signatures: [UInt8]
        var accepted: Timestamp
        /// The digests of policies that were accepted before, the newest last.
        var earlier: [SHA256Digest]
    }

    private func content() throws(TrustError) -> Content? {
        guard let bytes = try DurableFile.read(path: path) else { return nil }
        return try StrictJSON.read(bytes, what: "trust state '\(path)'") { reader -> Content? in
            let policy = reader.required("policy", .base64)
            let signatures = reader.required("signatures", .base64)
            let accepted = reader.required("accepted", .timestamp)
            let earlier = reader.value("earlier", .list(of: .sha256), default: [])
            guard let policy, let signatures, let accepted else { return nil }
            return Content(policy: policy, signatures: signatures, accepted: accepted, earlier: earlier)
        }
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
        try store(policy, earlier: [], at: time)
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
        let (policy, passed) = try follow(chain, at: time)
        if !passed.isEmpty { try store(policy, earlier: (try content()?.earlier ?? []) + passed, at: time) }
        return policy
    }

    /// What ``accept(_:at:)`` would come to; nothing is stored.
    package func preview(_ chain: [SignedTrustPolicy], at time: Timestamp) throws(TrustError) -> VerifiedTrustPolicy {
        try follow(chain, at: time).policy
    }

    /// - Returns: the newest policy, and the digests of those that it takes the place of.
    private func follow(
        _ chain: [SignedTrustPolicy], at time: Timestamp
    ) throws(TrustError) -> (policy: VerifiedTrustPolicy, passed: [SHA256Digest]) {
        guard var policy = try current(at: time) else {
            throw .malformed(
                "trust state '\(path)'", reason: "nothing has been trusted yet",
                hint: "begin with the digest of a policy that you know from elsewhere")
        }
        var passed: [SHA256Digest] = []
        guard let newest = chain.last else { return (policy, []) }
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
            passed.append(policy.digest)
            policy = try policy.updated(to: signed, at: time, allowsExampleKeys: allowsExampleKeys)
        }
        return (policy, passed)
    }

    private func store(
        _ policy: VerifiedTrustPolicy, earlier: [SHA256Digest], at time: Timestamp
    ) throws(TrustError) {
        let content: Value = [
            "policy": .string(Base64.encode(policy.signed.bytes)),
            "signatures": .string(Base64.encode(policy.signed.signatureFile)),
            "accepted": .string(time.description),
            "earlier": .array(earlier.map { .string($0.hex) }),
        ]
        try DurableFile.write(JSON.write(content), path: path)
    }
}
