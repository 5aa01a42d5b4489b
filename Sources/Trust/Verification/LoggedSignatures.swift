/// Where a log has which signatures, by the digests under which its entries name them.
///
/// Fill it from leaves that were checked against a verified checkpoint: it believes what it is given. What was kept in
/// a file is believed for nothing: each place that it gives is looked up in the log, with its proof.
package struct LoggedSignatures: Sendable {
    private(set) var positions: [String: SignedClaim.LogPosition] = [:]
    /// The tree of the entries that were taken.
    private(set) var edge = RightEdge()
    /// Entries below this index were taken from a file.
    private var kept = 0
    private var log: (reader: LogReader, checkpoint: Checkpoint)?

    package init() {}

    /// Every signature and approval of a log, the whole of which is checked on the way.
    ///
    /// - Parameter checkpoint: verified by the caller.
    /// - Throws: as ``LogReader/verifyAll(_:visit:)``.
    package init(of reader: LogReader, checkpoint: Checkpoint) throws(TrustError) {
        var found = LoggedSignatures()
        try reader.verifyAll(checkpoint) { index, leaf in
            found.add(leaf, at: index)
            _ = found.edge.append(.leaf(leaf))
        }
        found.log = (reader, checkpoint)
        self = found
    }

    /// What a file kept of a log.
    init(kept positions: [String: SignedClaim.LogPosition], edge: RightEdge) {
        // What it says of later entries is read from the log itself.
        self.positions = positions.filter { $0.value.index < UInt64(edge.size) }
        self.edge = edge
        kept = edge.size
    }

    /// The log in a folder, believed by the keys that a trust policy gives the roles `log` and `witness`; all of it is
    /// read. ``SignatureIndex`` reads only what is new.
    ///
    /// - Parameter fallback: believes the log where the policy names no such key: the log's own, on its own machine.
    /// - Throws: `unverified` where no such key signed its checkpoint, or too few witnesses cosigned it; as
    ///   ``init(of:checkpoint:)``.
    package init(
        folder: String, policy: VerifiedTrustPolicy, at time: Timestamp, fallback: NoteVerifier? = nil
    ) throws(TrustError) {
        self = try SignatureIndex(folder: folder).signatures(policy: policy, at: time, fallback: fallback)
    }

    /// Takes what the log has got since, and reads no more; the root of a verified checkpoint proves that it is the
    /// log that was read before. Where it is not, the whole log is read.
    ///
    /// - Throws: as ``init(of:checkpoint:)``.
    package mutating func update(from reader: LogReader, to checkpoint: Checkpoint) throws(TrustError) {
        var next = self
        do throws(TrustError) { try next.take(reader, to: checkpoint) } catch {
            next = try LoggedSignatures(of: reader, checkpoint: checkpoint)
        }
        next.log = (reader, checkpoint)
        self = next
    }

    private mutating func take(_ reader: LogReader, to checkpoint: Checkpoint) throws(TrustError) {
        let width = TileCoordinate.fullWidth
        while edge.size < checkpoint.size {
            let first = edge.size
            let entries = try reader.bundle(TileCoordinate(entriesAt: first / width, in: checkpoint.size))
            for leaf in entries.dropFirst(first % width) {
                add(leaf, at: edge.size)
                _ = edge.append(.leaf(leaf))
            }
            guard edge.size > first else { throw .missing("an entry after \(first)") }
        }
        guard edge.size == checkpoint.size, edge.root == checkpoint.root else {
            throw .proof("the entries of the log do not lead to the root of \(checkpoint.size)")
        }
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
    package func position(of record: SHA256Digest) -> SignedClaim.LogPosition? {
        let name = "sha256:\(record.hex)"
        guard let position = positions[name] else { return nil }
        guard position.index < kept else { return position }
        guard let log else { return nil }
        if confirms(name, at: position, in: log) { return position }
        return try? LoggedSignatures(of: log.reader, checkpoint: log.checkpoint).positions[name]
    }

    private func confirms(
        _ name: String, at position: SignedClaim.LogPosition, in log: (reader: LogReader, checkpoint: Checkpoint)
    ) -> Bool {
        let (index, size) = (Int(clamping: position.index), log.checkpoint.size)
        do throws(TrustError) {
            let leaf = try log.reader.entry(index, in: size)
            try log.reader.inclusion(of: index, in: size).verify(leaf: .leaf(leaf), root: log.checkpoint.root)
            var found = LoggedSignatures()
            found.add(leaf, at: index)
            return found.positions[name] == position
        } catch {
            return false
        }
    }
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
