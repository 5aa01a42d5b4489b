/// Reads a log's folder. What it reads is believed only where it leads to the root of a signed checkpoint.
package struct LogReader: Sendable {
    private let files: any LogFiles
    private let folder: String

    package init(folder: String, files: any LogFiles = DiskFiles()) {
        self.folder = folder
        self.files = files
    }

    /// - Throws: ``TrustError/missing(_:)``, ``TrustError/unexpected(_:found:)``, ``TrustError/system(_:path:code:)``.
    package func checkpoint() throws(TrustError) -> SignedNote {
        let path = folder + "/checkpoint"
        guard let bytes = try files.read(path) else { throw .missing(path) }
        return try SignedNote(bytes)
    }

    /// A tile of hashes; an early narrow one is cut from the full one that replaced it.
    ///
    /// - Throws: ``TrustError/missing(_:)``, ``TrustError/corrupt(_:reason:)``, ``TrustError/system(_:path:code:)``.
    package func tile(_ coordinate: TileCoordinate) throws(TrustError) -> Tile {
        if let bytes = try files.read(folder + "/" + coordinate.path) {
            guard let tile = Tile(bytes: bytes, width: coordinate.width) else {
                throw .corrupt(
                    coordinate.path, reason: "expected \(coordinate.width) hashes, found \(bytes.count) bytes")
            }
            return tile
        }
        guard !coordinate.isFull else { throw .missing(coordinate.path) }
        return try tile(coordinate.full).prefix(coordinate.width)
    }

    /// The entries of a bundle, as ``tile(_:)`` reads them.
    package func bundle(_ coordinate: TileCoordinate) throws(TrustError) -> [[UInt8]] {
        guard let bytes = try files.read(folder + "/" + coordinate.path) else {
            guard !coordinate.isFull else { throw .missing(coordinate.path) }
            return Array(try bundle(coordinate.full).prefix(coordinate.width))
        }
        guard let entries = EntryBundle.entries(bytes), entries.count == coordinate.width else {
            throw .corrupt(coordinate.path, reason: "expected \(coordinate.width) whole entries")
        }
        return entries
    }

    /// Adds the tiles that a plan lacks.
    package func read(_ plan: ProofPlan, into tiles: inout TileSet) throws(TrustError) {
        for coordinate in tiles.missing(for: plan) { tiles[coordinate] = try tile(coordinate) }
    }

    /// The entry at an index of a log of `size` entries.
    package func entry(_ index: Int, in size: Int) throws(TrustError) -> [UInt8] {
        guard (0..<size).contains(index) else { throw .outOfRange(index: index, size: size) }
        let width = TileCoordinate.fullWidth
        let entries = try bundle(TileCoordinate(entriesAt: index / width, in: size))
        guard entries.indices.contains(index % width) else { throw .outOfRange(index: index, size: size) }
        return entries[index % width]
    }

    package func inclusion(of index: Int, in size: Int) throws(TrustError) -> InclusionProof {
        var tiles = TileSet()
        return try inclusion(of: index, in: size, tiles: &tiles)
    }

    /// For many proofs: tiles once read are kept in `tiles`.
    package func inclusion(of index: Int, in size: Int, tiles: inout TileSet) throws(TrustError) -> InclusionProof {
        let plan = try ProofPlan.inclusion(of: index, in: size)
        try read(plan, into: &tiles)
        return InclusionProof(index: index, size: size, path: try tiles.hashes(for: plan))
    }

    package func consistency(from old: Int, to new: Int) throws(TrustError) -> ConsistencyProof {
        let plan = try ProofPlan.consistency(from: old, to: new)
        var tiles = TileSet()
        try read(plan, into: &tiles)
        return ConsistencyProof(oldSize: old, newSize: new, path: try tiles.hashes(for: plan))
    }

    /// The root of the first `size` entries, from the tiles at the right edge.
    package func root(size: Int) throws(TrustError) -> TreeHash {
        var tiles = TileSet()
        try read(.root(size: size), into: &tiles)
        return try tiles.root(size: size)
    }

    /// A proof that stands alone, checked before it is given out.
    ///
    /// - Throws: also ``TrustError/proof(_:)`` where the stored tiles do not lead to the checkpoint's root.
    package func proof(of index: Int, in note: SignedNote) throws(TrustError) -> LogProof {
        let checkpoint = try Checkpoint(text: note.text)
        let proof = try inclusion(of: index, in: checkpoint.size)
        try proof.verify(leaf: .leaf(try entry(index, in: checkpoint.size)), root: checkpoint.root)
        return LogProof(index: index, path: proof.path, note: note)
    }
}
