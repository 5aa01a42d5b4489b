/// Opens a log's storage after whatever happened to it: makes it whole, or refuses.
struct LogRecovery {
    let writer: LogWriter
    /// The log's keys, the present one first.
    let verifiers: [NoteVerifier]
    /// Checkpoints of this log that were seen elsewhere, such as cosigned ones: the log must have grown out of them.
    let witnessed: [SignedNote]
    let witness: String
    /// Whether a high-water mark that is lost or damaged is no reason to refuse.
    let adopts: Bool

    private var location: LogLocation { writer.location }
    private var files: any LogFiles { writer.files }
    private var reader: LogReader { LogReader(folder: location.folder, files: files) }

    /// - Parameter time: seconds since 1970, for the checkpoint of a new log.
    func open(time: Int64) throws(TrustError) -> LogHead {
        try emptyStaging()
        let known = try mark()
        let published = try note(at: location.checkpoint)
        guard let stored = try newest(published) else { return try begin(known: known, time: time) }
        let checkpoint = stored.checkpoint
        if known == nil, checkpoint.size > 0, !adopts { throw .markLost(location.highWaterMark, found: "nothing") }
        if let known { try check(checkpoint, against: known.checkpoint, witness: "'\(location.highWaterMark)'") }
        for note in witnessed {
            let seen = try verified(note)
            try check(checkpoint, against: seen.checkpoint, witness: witness)
        }
        var head = try restore(stored)
        guard verifiers.first.map({ key in stored.signatures.contains { $0.key == key.key } }) == true else {
            // The log got another key since.
            head.note = try writer.sign(head.edge, time: time)
            try writer.keep(head.note)
            return head
        }
        if known?.checkpoint != checkpoint { try writer.remember(stored.note) }
        if !writer.withholds, published?.checkpoint != checkpoint { try writer.publish(stored.note) }
        return head
    }

    private func mark() throws(TrustError) -> VerifiedCheckpoint? {
        do throws(TrustError) { return try note(at: location.highWaterMark) } catch {
            if case .system = error { throw error }
            if adopts { return nil }
            throw .markLost(location.highWaterMark, found: error.message)
        }
    }

    /// The published checkpoint, or the one that waits for cosignatures and grew out of it.
    private func newest(_ published: VerifiedCheckpoint?) throws(TrustError) -> VerifiedCheckpoint? {
        guard let head = try note(at: location.head) else { return published }
        guard let published else { return head }
        let isWaiting = head.checkpoint.size > published.checkpoint.size
        let (newer, older) = isWaiting ? (head, published) : (published, head)
        try check(newer.checkpoint, against: older.checkpoint, witness: "the log's own folder")
        return newer
    }

    private func emptyStaging() throws(TrustError) {
        try files.makeFolder(location.staging)
        for name in try files.names(in: location.staging) { try files.remove(location.staging + "/" + name) }
        try files.remove(location.highWaterMark + ".new")
    }

    private func note(at path: String) throws(TrustError) -> VerifiedCheckpoint? {
        guard let bytes = try files.read(path) else { return nil }
        let note: SignedNote
        do throws(TrustError) { note = try SignedNote(bytes) } catch { throw .corrupt(path, reason: error.message) }
        return try verified(note)
    }

    /// By the present key, or by one before it.
    private func verified(_ note: SignedNote) throws(TrustError) -> VerifiedCheckpoint {
        var first: TrustError?
        for verifier in verifiers {
            do throws(TrustError) {
                return try VerifiedCheckpoint(note, origin: writer.origin, log: verifier)
            } catch { first = first ?? error }
        }
        throw first ?? .unverified("a checkpoint of '\(writer.origin)'", reason: "no key to check it with")
    }

    private func begin(known: VerifiedCheckpoint?, time: Int64) throws(TrustError) -> LogHead {
        if let known {
            throw .rolledBack(found: 0, known: known.checkpoint.size, witness: "'\(location.highWaterMark)'")
        }
        guard try files.names(in: location.folder + "/tile").isEmpty else { throw .missing(location.checkpoint) }
        guard witnessed.isEmpty else { throw .rolledBack(found: 0, known: 1, witness: witness) }
        let edge = RightEdge()
        let note = try writer.sign(edge, time: time)
        try writer.keep(note)
        return LogHead(edge: edge, tail: [], note: note)
    }

    /// The stored tree must hold everything that was seen before.
    private func check(_ stored: Checkpoint, against seen: Checkpoint, witness: String) throws(TrustError) {
        guard stored.size >= seen.size else {
            throw .rolledBack(found: stored.size, known: seen.size, witness: witness)
        }
        do throws(TrustError) {
            let proof = try reader.consistency(from: seen.size, to: stored.size)
            try proof.verify(oldRoot: seen.root, newRoot: stored.root)
        } catch .proof { throw .forked(size: seen.size, witness: witness) }
    }

    /// The right edge from the stored tiles, or, where one is torn, from what it was made of.
    private func restore(_ stored: VerifiedCheckpoint) throws(TrustError) -> LogHead {
        let size = stored.checkpoint.size
        let width = size % TileCoordinate.fullWidth
        var tail: [UInt8] = []
        var leaves: [TreeHash] = []
        if width > 0 {
            let coordinate = TileCoordinate(entriesAt: size / TileCoordinate.fullWidth, in: size)
            for entry in try reader.bundle(coordinate) {
                EntryBundle.append(entry, to: &tail)
                leaves.append(.leaf(entry))
            }
        }
        var levels = [leaves]
        for level in 1..<max(RightEdge.levelCount(size: size), 1) {
            levels.append(try partialHashes(level: level, size: size))
        }
        guard let edge = RightEdge(levels: levels, size: size), edge.root == stored.checkpoint.root else {
            throw .corrupt(location.folder, reason: "its tiles do not lead to the root of its checkpoint")
        }
        try mend(edge)
        return LogHead(edge: edge, tail: tail, note: stored.note)
    }

    /// Each hash of a level above 0 is the root of a full tile below it.
    private func partialHashes(level: Int, size: Int) throws(TrustError) -> [TreeHash] {
        let count = size >> (TileCoordinate.height * level)
        var hashes: [TreeHash] = []
        for index in count / TileCoordinate.fullWidth * TileCoordinate.fullWidth..<count {
            let below = TileCoordinate(level: level - 1, index: index, width: TileCoordinate.fullWidth)
            guard let root = try reader.tile(below).root else { throw .missing(below.path) }
            hashes.append(root)
        }
        return hashes
    }

    /// Writes again the partial tiles that are torn or gone.
    private func mend(_ edge: RightEdge) throws(TrustError) {
        for partial in edge.partialTiles {
            let path = location.path(partial.coordinate)
            guard try files.read(path) != partial.tile.bytes else { continue }
            try files.makeFolder(DiskFiles.parent(of: path))
            try files.write(partial.tile.bytes, to: location.staging + "/tile")
            try files.rename(location.staging + "/tile", to: path)
            try files.sync(folder: DiskFiles.parent(of: path))
        }
    }
}
