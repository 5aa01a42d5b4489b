/// Where a log has which signatures, by the digests under which its entries name them.
///
/// Fill it from leaves that were checked against a verified checkpoint: it believes what it is given. Of what was kept in
/// a file, each place is looked up in the log, with its proof; only that no entry before it is later is believed.
///
/// INVARIANT: the times of positions never fall as their indexes rise. A signer whose clock was set back gets the time
/// of the entries before, so an expired key signs nothing anew.
package struct LoggedSignatures: Sendable {
    let origin: String
    private(set) var positions: [String: SignedClaim.LogPosition] = [:]
    /// The tree of the entries that were taken.
    private(set) var edge = RightEdge()
    /// The latest time that an entry so far says.
    private(set) var latest = Timestamp(seconds: 0)
    /// Entries below this index were taken from a file.
    private var kept = 0
    private var log: (reader: LogReader, checkpoint: Checkpoint)?

    package init(of origin: String) { self.origin = origin }

    /// Every signature and approval of a log, the whole of which is checked on the way.
    ///
    /// - Parameter checkpoint: verified by the caller.
    /// - Throws: as ``LogReader/verifyAll(_:visit:)``.
    package init(of reader: LogReader, checkpoint: Checkpoint) throws(TrustError) {
        var found = LoggedSignatures(of: checkpoint.origin)
        try reader.verifyAll(checkpoint) { index, leaf in
            found.add(leaf, at: index)
            _ = found.edge.append(.leaf(leaf))
        }
        found.log = (reader, checkpoint)
        self = found
    }

    /// What a file kept of a log.
    init(of origin: String, kept positions: [String: SignedClaim.LogPosition], latest: Timestamp, edge: RightEdge) {
        self.origin = origin
        self.latest = latest
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
        do throws(TrustError) {
            guard checkpoint.origin == origin else { throw .proof("it is another log") }
            try next.take(reader, to: checkpoint)
        } catch {
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
        guard let entry = try? LogEntry(leaf) else { return }
        latest = max(latest, Timestamp(seconds: entry.time.seconds))
        guard entry.kind == .signature || entry.kind == .approval, let envelope = entry.envelope,
            positions[envelope] == nil
        else { return }
        positions[envelope] = SignedClaim.LogPosition(origin: origin, index: UInt64(index), time: latest)
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
            var found = LoggedSignatures(of: origin)
            found.add(leaf, at: index)
            guard let alone = found.positions[name] else { return false }
            return alone.index == position.index && alone.time <= position.time
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
