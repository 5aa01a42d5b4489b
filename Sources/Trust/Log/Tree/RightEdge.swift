/// The tiles at the right edge of a tree that are not full yet: all that is needed to append and to compute the root.
package struct RightEdge: Sendable, Hashable {
    /// For each level the hashes of its partial tile, at most 255.
    package private(set) var levels: [[TreeHash]]
    package private(set) var size: Int

    package init() {
        levels = [[]]
        size = 0
    }

    /// - Returns: nil unless the partial tiles are as wide as `size` says.
    package init?(levels: [[TreeHash]], size: Int) {
        let isWhole = levels.enumerated().allSatisfy { level, hashes in
            hashes.count == (size >> (TileCoordinate.height * level)) % TileCoordinate.fullWidth
        }
        guard isWhole, levels.count == Self.levelCount(size: size) else { return nil }
        self.levels = levels
        self.size = size
    }

    /// Levels that a tree has tiles on; 1 for an empty tree.
    package static func levelCount(size: Int) -> Int {
        var count = 1
        while TileCoordinate.height * count < Int.bitWidth, size >> (TileCoordinate.height * count) > 0 { count += 1 }
        return count
    }

    /// Adds a leaf.
    ///
    /// - Returns: the tiles that it filled, from level 0 up.
    package mutating func append(_ leaf: TreeHash) -> [(coordinate: TileCoordinate, tile: Tile)] {
        var filled: [(coordinate: TileCoordinate, tile: Tile)] = []
        var hash = leaf
        for level in 0..<Int.bitWidth {
            if level == levels.count { levels.append([]) }
            levels[level].append(hash)
            guard levels[level].count == TileCoordinate.fullWidth else { break }
            let tile = Tile(levels[level])
            let index = size >> (TileCoordinate.height * (level + 1))
            filled.append((TileCoordinate(level: level, index: index, width: TileCoordinate.fullWidth), tile))
            levels[level] = []
            hash = tile.root ?? hash
        }
        size += 1
        return filled
    }

    /// The partial tiles, from level 0 up; a level that ends in a full tile has none.
    package var partialTiles: [(coordinate: TileCoordinate, tile: Tile)] {
        levels.enumerated().compactMap { level, hashes in
            guard !hashes.isEmpty else { return nil }
            let index = size >> (TileCoordinate.height * (level + 1))
            return (TileCoordinate(level: level, index: index, width: hashes.count), Tile(hashes))
        }
    }

    package var root: TreeHash {
        TreeHash.join(levels.reversed().flatMap(Self.subtrees)) ?? .ofEmptyTree
    }

    /// The complete subtrees over a partial tile, the largest first.
    private static func subtrees(_ hashes: [TreeHash]) -> [TreeHash] {
        TreeNode.nodes(of: 0..<hashes.count).compactMap { node in
            let start = node.index << node.height
            return Tile(Array(hashes[start..<start + 1 << node.height])).root
        }
    }
}
