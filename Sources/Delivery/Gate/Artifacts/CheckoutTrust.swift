import Manifests
package import Trust

/// Accepts the trust policies that come with checkouts, one at a time: each signed as the one before it asks, none older
/// than the newest that was accepted.
package actor CheckoutTrust {
    private let state: TrustState
    private let anchor: SHA256Digest?
    private let journal: TrustJournal?

    package nonisolated var allowsExampleKeys: Bool { state.allowsExampleKeys }

    /// - Parameters:
    ///   - state: ``TrustState/forLooking`` for one who only looks: then nothing is accepted, and the log is not told of
    ///     it.
    ///   - anchor: the digest of the first policy to trust, where none has been trusted yet, or of a newer one than the
    ///     trusted.
    ///   - journal: is told of each policy that is accepted or refused; nil where no log is kept.
    package init(state: TrustState, anchor: SHA256Digest?, journal: TrustJournal? = nil) {
        self.journal = journal
        self.state = state
        self.anchor = anchor
    }

    /// - Throws: `malformed` where the checkout has no policy, or nothing is trusted yet and no anchor is given;
    ///   what ``TrustState/accept(_:anchor:at:)`` and ``TrustState/begin(with:anchor:at:)`` throw; `unreachable` where the
    ///   versions in between cannot be read.
    package func policy(of checkout: Checkout, at now: Timestamp) async throws(TrustError) -> VerifiedTrustPolicy {
        let signed = try Self.signed(in: checkout)
        do throws(TrustError) { return try await follow(signed, in: checkout, at: now) } catch {
            await tell(signed, refused: error, at: now)
            throw error
        }
    }

    /// The newest policy that was accepted; nil where none was.
    func newestDigest(at now: Timestamp) -> SHA256Digest? { (try? state.current(at: now))??.digest }

    /// What cannot be told the log is told at the next look, since nothing was accepted.
    private func tell(_ signed: SignedTrustPolicy, refused error: TrustError, at now: Timestamp) async {
        let mayBegin = anchor != nil || newestDigest(at: now) != nil
        guard mayBegin, !error.isUnreachable, let time = LogTime(seconds: now.seconds) else { return }
        _ = await journal?.tell([
            .refusedPolicy(signed, accepted: newestDigest(at: now), reason: error.message, at: time)
        ])
    }

    private func follow(
        _ signed: SignedTrustPolicy, in checkout: Checkout, at now: Timestamp
    ) async throws(TrustError) -> VerifiedTrustPolicy {
        let version = try TrustPolicy.read(signed.bytes).version
        if let current = try state.current(at: now) {
            let isFurther =
                version > current.policy.version && version - current.policy.version > 1 && signed.digest != anchor
            let chain = isFurther ? try await Self.chain(to: signed, in: checkout) : [signed]
            return try await advance(along: chain, at: now)
        }
        guard let anchor else {
            throw .malformed(
                "the trust policy", reason: "none has been trusted yet",
                hint: "name the digest of the first one with --trust-anchor; 'sha256sum \(TrustPolicy.path)' tells it")
        }
        if signed.digest == anchor { return try await begin(with: signed, anchor: anchor, at: now) }
        let chain = try await Self.chain(to: signed, in: checkout)
        guard let first = chain.first(where: { $0.digest == anchor }) else {
            return try await begin(with: signed, anchor: anchor, at: now)
        }
        _ = try await begin(with: first, anchor: anchor, at: now)
        return try await advance(along: chain, at: now)
    }

    /// The log has it before it holds.
    private func begin(
        with signed: SignedTrustPolicy, anchor: SHA256Digest, at now: Timestamp
    ) async throws(TrustError) -> VerifiedTrustPolicy {
        let policy = try VerifiedTrustPolicy.anchored(
            signed, anchor: anchor, at: now, allowsExampleKeys: allowsExampleKeys)
        try await tell(policy, after: nil, at: now)
        return try await state.begin(with: signed, anchor: anchor, at: now)
    }

    /// The log has it before it holds.
    private func advance(
        along chain: [SignedTrustPolicy], at now: Timestamp
    ) async throws(TrustError) -> VerifiedTrustPolicy {
        let (old, new) = (try state.current(at: now), try state.preview(chain, anchor: anchor, at: now))
        try await tell(new, after: old, at: now)
        return try await state.accept(chain, anchor: anchor, at: now)
    }

    private func tell(
        _ policy: VerifiedTrustPolicy, after old: VerifiedTrustPolicy?, at now: Timestamp
    ) async throws(TrustError) {
        guard state.isKept, let journal, let time = LogTime(seconds: now.seconds) else { return }
        if let fault = await journal.tell(accepted: policy, after: old, at: time) {
            throw .unreachable("the transparency log", reason: fault.message)
        }
    }

    /// By what a range of commits is judged: the policy at its beginning, and the newest that is known.
    ///
    /// - Parameter base: the policy of the commit before the range. It counts if it was accepted once; else the newest
    ///   stands in for it.
    package func standing(
        at base: SignedTrustPolicy?, of checkout: Checkout?, now: Timestamp
    ) async throws(TrustError) -> (before: VerifiedTrustPolicy, newest: VerifiedTrustPolicy) {
        let newest: VerifiedTrustPolicy
        if let current = try state.current(at: now) {
            newest = current
        } else if let checkout {
            newest = try await policy(of: checkout, at: now)
        } else {
            throw .malformed("the trust policy", reason: "none has been trusted yet")
        }
        guard let base, let before = try state.accepted(base) else { return (newest, newest) }
        return (before, newest)
    }

    /// Accepts what the verified commits of a range brought.
    package func accept(_ policies: [SignedTrustPolicy], at now: Timestamp) async throws(TrustError) {
        var versions: [(version: Int64, policy: SignedTrustPolicy)] = []
        for policy in policies { versions.append((try TrustPolicy.read(policy.bytes).version, policy)) }
        versions.sort { $0.version < $1.version }
        // Another environment may have brought newer ones meanwhile.
        if let last = versions.last, let current = try state.current(at: now), last.version > current.policy.version {
            _ = try await advance(along: versions.map(\.policy), at: now)
        }
    }

    private static func signed(in checkout: Checkout) throws(TrustError) -> SignedTrustPolicy {
        guard let policy = checkout.trust.first(where: { $0.path == TrustPolicy.path }),
            let signatures = checkout.trust.first(where: { $0.path == TrustPolicy.signaturesPath })
        else {
            throw .malformed(
                "the trust policy", reason: "expected '\(TrustPolicy.path)' and '\(TrustPolicy.signaturesPath)' in Git",
                hint: "'lockstep trust sign' and docs/trust.md tell how to begin")
        }
        return try SignedTrustPolicy(bytes: policy.bytes, signatureFile: signatures.bytes)
    }

    /// The versions that the branch has had, the oldest first.
    private static func chain(
        to signed: SignedTrustPolicy, in checkout: Checkout
    ) async throws(TrustError) -> [SignedTrustPolicy] {
        guard let head = checkout.revision, let history = checkout.history else { return [signed] }
        do {
            return try await history.policies(before: head).reversed()
        } catch {
            throw .unreachable("the history of '\(TrustPolicy.path)'", reason: "\(error)")
        }
    }
}
