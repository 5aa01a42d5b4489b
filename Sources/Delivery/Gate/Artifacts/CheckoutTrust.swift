package import Trust

/// Accepts the trust policies that come with checkouts, one at a time: each signed as the one before it asks, none older
/// than the newest that was accepted.
package actor CheckoutTrust {
    private let state: TrustState
    private let anchor: SHA256Digest?

    /// - Parameter anchor: the digest of the first policy to trust, where none has been trusted yet.
    package init(state: TrustState, anchor: SHA256Digest?) {
        self.state = state
        self.anchor = anchor
    }

    /// - Throws: `malformed` where the checkout has no policy, or nothing is trusted yet and no anchor is given;
    ///   what ``TrustState/accept(_:at:)`` and ``TrustState/begin(with:anchor:at:)`` throw.
    package func policy(of checkout: Checkout, at now: Timestamp) throws(TrustError) -> VerifiedTrustPolicy {
        guard let policy = checkout.trust.first(where: { $0.path == TrustPolicy.path }),
            let signatures = checkout.trust.first(where: { $0.path == TrustPolicy.signaturesPath })
        else {
            throw .malformed(
                "the trust policy", reason: "expected '\(TrustPolicy.path)' and '\(TrustPolicy.signaturesPath)' in Git",
                hint: "'lockstep key new' and docs/signing.md tell how to begin")
        }
        let signed = try SignedTrustPolicy(bytes: policy.bytes, signatureFile: signatures.bytes)
        if try state.current(at: now) != nil { return try state.accept([signed], at: now) }
        guard let anchor else {
            throw .malformed(
                "the trust policy", reason: "none has been trusted yet",
                hint: "name the digest of the first one with --trust-anchor; 'sha256sum \(TrustPolicy.path)' tells it")
        }
        return try state.begin(with: signed, anchor: anchor, at: now)
    }
}
