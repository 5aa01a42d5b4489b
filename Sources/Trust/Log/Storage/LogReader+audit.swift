extension LogReader {
    /// Reads every entry and every tile, and recomputes the root.
    ///
    /// - Parameter visit: called for each entry in order, with its index.
    /// - Throws: ``TrustError/corrupt(_:reason:)`` naming the first file that contradicts the entries,
    ///   ``TrustError/missing(_:)``, ``TrustError/proof(_:)`` where the entries do not lead to the checkpoint's root.
    package func verifyAll(
        _ checkpoint: Checkpoint, visit: (_ index: Int, _ entry: [UInt8]) -> Void = { _, _ in }
    ) throws(TrustError) {
        var edge = RightEdge()
        while edge.size < checkpoint.size {
            let coordinate = TileCoordinate(entriesAt: edge.size / TileCoordinate.fullWidth, in: checkpoint.size)
            for entry in try bundle(coordinate) {
                visit(edge.size, entry)
                for filled in edge.append(.leaf(entry)) { try compare(filled.tile, with: filled.coordinate) }
            }
        }
        for partial in edge.partialTiles { try compare(partial.tile, with: partial.coordinate) }
        guard edge.root == checkpoint.root else {
            throw .proof("the \(checkpoint.size) stored entries lead to another root, \(edge.root.base64)")
        }
    }

    private func compare(_ computed: Tile, with coordinate: TileCoordinate) throws(TrustError) {
        guard try tile(coordinate) == computed else {
            throw .corrupt(coordinate.path, reason: "its hashes are not those of the entries")
        }
    }
}
