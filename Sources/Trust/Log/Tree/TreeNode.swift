/// A complete subtree: the leaves from `index << height` up to `(index + 1) << height`.
package struct TreeNode: Sendable, Hashable {
    /// 0 for a leaf.
    package var height: Int
    package var index: Int

    package init(height: Int, index: Int) {
        self.height = height
        self.index = index
    }

    /// The tile that holds the node, for a tree of `size` entries that covers it (C2SP tlog-tiles).
    package func tile(in size: Int) -> TileCoordinate {
        let level = height / TileCoordinate.height
        let row = height % TileCoordinate.height
        let number = (index << row) / TileCoordinate.fullWidth
        return TileCoordinate(level: level, index: number, in: size)
    }

    /// The complete subtrees that make up `range`, the largest first.
    ///
    /// - Precondition: `range` is one that RFC 6962 splits a tree into, so its start is aligned to its size.
    static func nodes(of range: Range<Int>) -> [TreeNode] {
        var nodes: [TreeNode] = []
        var start = range.lowerBound
        while start < range.upperBound {
            let height = Int.bitWidth - 1 - (range.upperBound - start).leadingZeroBitCount
            nodes.append(TreeNode(height: height, index: start >> height))
            start += 1 << height
        }
        return nodes
    }
}
