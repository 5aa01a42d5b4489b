/// Writes a log's files in the order that survives a crash at any byte.
///
/// 1. Bundles and tiles, each whole in the staging folder, made durable, then moved to its name; then their folders.
/// 2. The checkpoint, in the same way. From here on the entries are in the log. Where it is withheld until witnesses
///    cosigned it, it waits beside the published one, which is as old as their last cosignatures.
/// 3. The high-water mark. Only then are the entries acknowledged.
///
/// A crash before 2 leaves files that no checkpoint covers: nobody is served them, and the next commit replaces them.
struct LogWriter: Sendable {
    let location: LogLocation
    let files: any LogFiles
    let signer: NoteSigner
    let origin: String
    /// Whether only ``publish(_:)`` may show a checkpoint.
    var withholds = false

    /// Adds entries.
    ///
    /// - Parameter time: seconds since 1970.
    func commit(_ entries: [[UInt8]], to head: LogHead, time: Int64) throws(CommitFailure) -> LogHead {
        var next = head
        let stored: StoredPart
        do throws(TrustError) {
            stored = try store(entries, in: &next)
            next.note = try sign(next.edge, time: time)
        } catch { throw CommitFailure(error: error, isUncertain: false) }
        do throws(TrustError) {
            try keep(next.note)
        } catch { throw CommitFailure(error: error, isUncertain: true) }
        removePartials(below: stored.filled)
        return next
    }

    func sign(_ edge: RightEdge, time: Int64) throws(TrustError) -> SignedNote {
        let text = Checkpoint(origin: origin, size: edge.size, root: edge.root).text
        return SignedNote(text: text, signatures: [try signer.signature(over: text, time: time)])
    }

    /// Makes a checkpoint the log's own newest one, and durable.
    func keep(_ note: SignedNote) throws(TrustError) {
        guard withholds else { return try publish(note) }
        try replace(location.head, with: note.bytes, staging: location.staging + "/checkpoint")
        try remember(note)
    }

    /// Shows a checkpoint to everybody; durable when this returns.
    func publish(_ note: SignedNote) throws(TrustError) {
        try replace(location.checkpoint, with: note.bytes, staging: location.staging + "/checkpoint")
        try remember(note)
    }

    /// Writes the high-water mark, through a file beside it.
    func remember(_ note: SignedNote) throws(TrustError) {
        try replace(location.highWaterMark, with: note.bytes, staging: location.highWaterMark + ".new")
    }

    private func replace(_ path: String, with bytes: [UInt8], staging: String) throws(TrustError) {
        try files.write(bytes, to: staging)
        try files.rename(staging, to: path)
        try files.sync(folder: DiskFiles.parent(of: path))
    }

    private struct StoredPart {
        var filled: [TileCoordinate]
    }

    private func store(_ entries: [[UInt8]], in head: inout LogHead) throws(TrustError) -> StoredPart {
        var folders: Set<String> = []
        var filled: [TileCoordinate] = []
        for entry in entries {
            EntryBundle.append(entry, to: &head.tail)
            let index = head.edge.size / TileCoordinate.fullWidth
            let tiles = head.edge.append(.leaf(entry))
            guard !tiles.isEmpty else { continue }
            let bundle = TileCoordinate(entriesAt: index, width: TileCoordinate.fullWidth)
            try store(head.tail, at: bundle, folders: &folders)
            head.tail = []
            filled.append(bundle)
            for tile in tiles {
                try store(tile.tile.bytes, at: tile.coordinate, folders: &folders)
                filled.append(tile.coordinate)
            }
        }
        try storePartials(of: head, filled: filled, folders: &folders)
        for folder in folders.sorted() { try files.sync(folder: folder) }
        return StoredPart(filled: filled)
    }

    /// The partial tile of a level changes with an entry on level 0, and above that where the tile below was filled.
    private func storePartials(
        of head: LogHead, filled: [TileCoordinate], folders: inout Set<String>
    ) throws(TrustError) {
        let size = head.edge.size
        if !head.tail.isEmpty {
            let bundle = TileCoordinate(entriesAt: size / TileCoordinate.fullWidth, in: size)
            try store(head.tail, at: bundle, folders: &folders)
        }
        let changed = Set([0] + filled.compactMap { $0.level.map { $0 + 1 } })
        for partial in head.edge.partialTiles where changed.contains(partial.coordinate.level ?? 0) {
            try store(partial.tile.bytes, at: partial.coordinate, folders: &folders)
        }
    }

    private func store(_ bytes: [UInt8], at coordinate: TileCoordinate, folders: inout Set<String>) throws(TrustError) {
        let path = location.path(coordinate)
        let folder = DiskFiles.parent(of: path)
        if folders.insert(folder).inserted { try files.makeFolder(folder) }
        let staging = location.staging + "/tile"
        try files.write(bytes, to: staging)
        try files.rename(staging, to: path)
    }

    /// A partial tile may go once the full one is there (C2SP tlog-tiles). A fault here harms nobody: the files are
    /// only superfluous.
    private func removePartials(below filled: [TileCoordinate]) {
        for coordinate in filled { try? files.remove(location.folder + "/" + coordinate.partialFolder) }
    }
}
