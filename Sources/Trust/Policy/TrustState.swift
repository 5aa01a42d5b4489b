import Manifests
import Synchronization

/// The newest trust policy that was accepted, on disk: the mark below which none is accepted again.
///
/// Durable once ``accept(_:anchor:at:)`` returns. Processes that accept at one time wait for one another.
package struct TrustState: Sendable {
    /// The path of the file.
    package let path: String
    package var allowsExampleKeys: Bool
    private let look: Look?

    package init(path: String, allowsExampleKeys: Bool = false) {
        self.init(path: path, allowsExampleKeys: allowsExampleKeys, look: nil)
    }

    private init(path: String, allowsExampleKeys: Bool, look: Look?) {
        self.path = path
        self.allowsExampleKeys = allowsExampleKeys
        self.look = look
    }

    /// The same state for one who only looks: what is accepted through it holds for this value and its copies, and the
    /// file stays as it is.
    package var forLooking: TrustState {
        TrustState(path: path, allowsExampleKeys: allowsExampleKeys, look: Look())
    }

    /// Whether what is accepted is remembered beyond this process.
    package var isKept: Bool { look == nil }

    /// What a look has accepted.
    private final class Look: Sendable {
        let content = Mutex<Content?>(nil)
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

    private struct Content: Sendable {
        var policy: [UInt8]
        var signatures: [UInt8]
        var accepted: Timestamp
        /// The digests of policies that were accepted before, the newest last.
        var earlier: [SHA256Digest]
    }

    private func content() throws(TrustError) -> Content? {
        if let seen = look?.content.withLock({ $0 }) { return seen }
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
    ) async throws(TrustError) -> VerifiedTrustPolicy {
        let lock = try await lock()
        defer { withExtendedLifetime(lock) {} }
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
    /// - Parameters:
    ///   - chain: the versions after the current one in ascending order, the newest last; versions up to
    ///     the current one may stand before them, but not after.
    ///   - anchor: the digest of a newer version, known from elsewhere: that one needs nothing in between.
    /// - Returns: the newest policy.
    /// - Throws: `rollback` for a newest version below the current one and for another content at its version;
    ///   whatever ``VerifiedTrustPolicy/updated(to:at:allowsExampleKeys:)`` throws. Nothing is stored then.
    package func accept(
        _ chain: [SignedTrustPolicy], anchor: SHA256Digest? = nil, at time: Timestamp
    ) async throws(TrustError) -> VerifiedTrustPolicy {
        let lock = try await lock()
        defer { withExtendedLifetime(lock) {} }
        let (policy, passed) = try follow(chain, anchor: anchor, at: time)
        if !passed.isEmpty { try store(policy, earlier: (try content()?.earlier ?? []) + passed, at: time) }
        return policy
    }

    /// What ``accept(_:anchor:at:)`` would come to; nothing is stored.
    package func preview(
        _ chain: [SignedTrustPolicy], anchor: SHA256Digest? = nil, at time: Timestamp
    ) throws(TrustError) -> VerifiedTrustPolicy {
        try follow(chain, anchor: anchor, at: time).policy
    }

    /// - Returns: the newest policy, and the digests of those that it takes the place of.
    private func follow(
        _ chain: [SignedTrustPolicy], anchor: SHA256Digest?, at time: Timestamp
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
        let anchored = chain.lastIndex { $0.digest == anchor } ?? chain.startIndex
        for (index, signed) in chain.enumerated() {
            let version = try TrustPolicy.read(signed.bytes).version
            if version < policy.policy.version { continue }
            if version == policy.policy.version {
                guard signed.digest == policy.digest else {
                    throw .rollback(
                        "the trust policy", reason: "version \(version) has another content than the one accepted")
                }
                continue
            }
            if index < anchored { continue }
            let next = try step(from: policy, to: signed, anchor: anchor, at: time)
            passed.append(policy.digest)
            policy = next
        }
        return (policy, passed)
    }

    /// Somebody who names the digest of a version has it from elsewhere, as with the first: root keys that have run out
    /// since, and versions that are lost, are then no reason to stay behind.
    private func step(
        from policy: VerifiedTrustPolicy, to signed: SignedTrustPolicy, anchor: SHA256Digest?, at time: Timestamp
    ) throws(TrustError) -> VerifiedTrustPolicy {
        guard signed.digest == anchor else {
            return try policy.updated(to: signed, at: time, allowsExampleKeys: allowsExampleKeys)
        }
        return try policy.replaced(by: signed, at: time, allowsExampleKeys: allowsExampleKeys)
    }

    private func lock() async throws(TrustError) -> FileLock? {
        isKept ? try await DiskFiles().waitForLock(path + ".lock") : nil
    }

    private func store(
        _ policy: VerifiedTrustPolicy, earlier: [SHA256Digest], at time: Timestamp
    ) throws(TrustError) {
        if let look {
            let content = Content(
                policy: policy.signed.bytes, signatures: policy.signed.signatureFile, accepted: time, earlier: earlier)
            look.content.withLock { $0 = content }
            return
        }
        let content: Value = [
            "policy": .string(Base64.encode(policy.signed.bytes)),
            "signatures": .string(Base64.encode(policy.signed.signatureFile)),
            "accepted": .string(time.description),
            "earlier": .array(earlier.map { .string($0.hex) }),
        ]
        try DurableFile.write(JSON.write(content), path: path)
    }
}
