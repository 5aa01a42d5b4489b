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

    /// The log in a folder, believed by the keys that a trust policy gives the role `log`.
    ///
    /// - Parameter fallback: believes the log where the policy names no such key: the log's own, on its own machine.
    /// - Throws: `unverified` where no such key signed its checkpoint; as ``init(of:checkpoint:)``.
    package init(
        folder: String, policy: VerifiedTrustPolicy, fallback: NoteVerifier? = nil
    ) throws(TrustError) {
        let reader = LogReader(folder: folder)
        let note = try reader.checkpoint()
        var verifiers: [NoteVerifier] = []
        for key in policy.policy.keys(of: .log) {
            guard let point = key.ed25519, key.revocation == nil else { continue }
            let named = try VerifierKey(name: key.name, kind: .ed25519, publicKey: point.bytes)
            verifiers.append(try NoteVerifier(ed25519: named))
        }
        if verifiers.isEmpty { verifiers = [fallback].compactMap { $0 } }
        let origin = try Checkpoint(text: note.text).origin
        guard let verifier = verifiers.first(where: { $0.key.name == origin }) else {
            throw .unverified(
                "a log that the trust policy gives the role 'log'", reason: "one of '\(origin)' in '\(folder)'")
        }
        let verified = try VerifiedCheckpoint(note, origin: origin, log: verifier)
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
