/// Where a log has which signatures, by the digests under which its entries name them.
///
/// Fill it from leaves that were checked against a verified checkpoint: it believes what it is given.
package struct LoggedSignatures: Sendable {
    private var positions: [String: SignedClaim.LogPosition] = [:]

    package init() {}

    /// Every signature and approval of a log, the whole of which is checked on the way.
    ///
    /// - Parameter checkpoint: verified by the caller.
    /// - Throws: as ``LogReader/verifyAll(_:visit:)``.
    package init(of reader: LogReader, checkpoint: Checkpoint) throws(TrustError) {
        var found = LoggedSignatures()
        try reader.verifyAll(checkpoint) { index, leaf in found.add(leaf, at: index) }
        self = found
    }

    /// The log in a folder, believed by the keys that a trust policy gives the roles `log` and `witness`.
    ///
    /// - Parameter fallback: believes the log where the policy names no such key: the log's own, on its own machine.
    /// - Throws: `unverified` where no such key signed its checkpoint, or too few witnesses cosigned it; as
    ///   ``init(of:checkpoint:)``.
    package init(
        folder: String, policy: VerifiedTrustPolicy, at time: Timestamp, fallback: NoteVerifier? = nil
    ) throws(TrustError) {
        let reader = LogReader(folder: folder)
        let beliefs = try LogPolicy(trust: policy.policy, at: time, fallback: fallback?.key)
        let verified = try beliefs.verify(
            try reader.checkpoint(), now: time.seconds, isValid: LogPolicy.strictCheck)
        try self.init(of: reader, checkpoint: verified.checkpoint)
    }

    /// Takes a leaf; one that records no signature changes nothing, and of two that record the same the first counts.
    package mutating func add(_ leaf: [UInt8], at index: Int) {
        guard let entry = try? LogEntry(leaf), entry.kind == .signature || entry.kind == .approval,
            let envelope = entry.envelope, positions[envelope] == nil
        else { return }
        positions[envelope] = SignedClaim.LogPosition(
            index: UInt64(index), time: Timestamp(seconds: entry.time.seconds))
    }

    /// - Returns: nil where the log has no such signature.
    package func position(of record: SHA256Digest) -> SignedClaim.LogPosition? { positions["sha256:\(record.hex)"] }
}

extension PresentedClaims {
    /// With each claim's place in the log.
    package func located(in log: LoggedSignatures) -> PresentedClaims {
        guard case .found(let claims) = self else { return self }
        return .found(
            claims.map { claim in
                claim.map { claim in
                    var claim = claim
                    claim.log = log.position(of: claim.record)
                    return claim
                }
            })
    }
}
