/// The hashes of a tile, and of the complete subtrees above them inside the tile.
package struct Tile: Sendable, Hashable {
    /// Row r holds the hashes of the complete subtrees of 2^r hashes; row 0 is what is stored.
    private let rows: [[TreeHash]]

    package init(_ hashes: [TreeHash]) {
        var rows = [hashes]
        while let last = rows.last, last.count > 1 {
            rows.append(
                stride(from: 0, to: last.count - 1, by: 2).map { TreeHash.node(last[$0], last[$0 + 1]) })
        }
        self.rows = rows
    }

    /// 32 bytes a hash.
    ///
    /// - Returns: nil unless there are `width` hashes.
    package init?(bytes: [UInt8], width: Int) {
        guard bytes.count == width * 32 else { return nil }
        let hashes = stride(from: 0, to: bytes.count, by: 32).compactMap { TreeHash(bytes: bytes[$0..<$0 + 32]) }
        self.init(hashes)
    }

    package var hashes: [TreeHash] { rows.first ?? [] }
    package var bytes: [UInt8] { hashes.flatMap(\.bytes) }

    /// The first hashes, as an earlier and narrower tile had them.
    package func prefix(_ width: Int) -> Tile { Tile(Array(hashes.prefix(width))) }

    /// The hash of a node that lies in this tile; nil where the tile does not reach so far.
    func hash(of node: TreeNode) -> TreeHash? {
        let row = node.height % TileCoordinate.height
        let number = (node.index << row) / TileCoordinate.fullWidth
        let start = number << (TileCoordinate.height - row)
        let column = node.index - start
        guard rows.indices.contains(row), rows[row].indices.contains(column) else { return nil }
        return rows[row][column]
    }

    /// The hash over the whole tile.
    package var root: TreeHash? {
        let subtrees = TreeNode.nodes(of: 0..<hashes.count).compactMap { node in
            rows.indices.contains(node.height) && rows[node.height].indices.contains(node.index)
                ? rows[node.height][node.index] : nil
        }
        return TreeHash.join(subtrees)
    }
}
