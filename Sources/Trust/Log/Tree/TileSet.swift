/// Tiles that were read, to make proofs of. Nothing in it is trusted: what is made of it must be verified.
package struct TileSet: Sendable {
    private var tiles: [TileCoordinate: Tile] = [:]

    package init() {}

    package subscript(coordinate: TileCoordinate) -> Tile? {
        get { tiles[coordinate] }
        set { tiles[coordinate] = newValue }
    }

    /// What a plan needs and this set lacks.
    package func missing(for plan: ProofPlan) -> [TileCoordinate] {
        plan.tiles.filter { tiles[$0] == nil }.sorted { ($0.level ?? 0, $0.index) < ($1.level ?? 0, $1.index) }
    }

    /// The hashes of a proof.
    ///
    /// - Throws: ``TrustError/missing(_:)`` for a tile that was not read.
    package func hashes(for plan: ProofPlan) throws(TrustError) -> [TreeHash] {
        var hashes: [TreeHash] = []
        for nodes in plan.hashes {
            var subtrees: [TreeHash] = []
            for node in nodes {
                let coordinate = node.tile(in: plan.size)
                guard let hash = tiles[coordinate]?.hash(of: node) else { throw .missing(coordinate.path) }
                subtrees.append(hash)
            }
            if let hash = TreeHash.join(subtrees) { hashes.append(hash) }
        }
        return hashes
    }

    /// The root of the tree of the first `size` entries.
    package func root(size: Int) throws(TrustError) -> TreeHash {
        try hashes(for: .root(size: size)).first ?? .ofEmptyTree
    }
}
