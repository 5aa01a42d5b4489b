/// Which subtrees the hashes of a proof cover: what must be read before the proof can be made.
package struct ProofPlan: Sendable, Hashable {
    /// One element for each hash of the proof: the complete subtrees that it joins, the largest first.
    package let hashes: [[TreeNode]]
    /// The size of the tree that the proof is about.
    package let size: Int

    /// The tiles that hold them, each once.
    package var tiles: Set<TileCoordinate> {
        Set(hashes.joined().map { $0.tile(in: size) })
    }

    /// The root over all `size` entries, as one hash.
    package static func root(size: Int) -> ProofPlan {
        ProofPlan(hashes: size > 0 ? [TreeNode.nodes(of: 0..<size)] : [], size: size)
    }

    /// PATH(index, D[size]) of RFC 6962, section 2.1.1.
    ///
    /// - Throws: ``TrustError/outOfRange(index:size:)``.
    package static func inclusion(of index: Int, in size: Int) throws(TrustError) -> ProofPlan {
        guard (0..<max(size, 0)).contains(index) else { throw .outOfRange(index: index, size: size) }
        var ranges: [Range<Int>] = []
        var range = 0..<size
        while range.count > 1 {
            let middle = range.lowerBound + split(range.count)
            if index < middle {
                ranges.append(middle..<range.upperBound)
                range = range.lowerBound..<middle
            } else {
                ranges.append(range.lowerBound..<middle)
                range = middle..<range.upperBound
            }
        }
        return ProofPlan(hashes: ranges.reversed().map(TreeNode.nodes), size: size)
    }

    /// PROOF(old, D[new]) of RFC 6962, section 2.1.2. Empty where the sizes are equal or the old tree is.
    ///
    /// - Throws: ``TrustError/outOfRange(index:size:)`` where the old tree is the larger.
    package static func consistency(from old: Int, to new: Int) throws(TrustError) -> ProofPlan {
        guard old >= 0, old <= new else { throw .outOfRange(index: old, size: new) }
        guard old > 0, old < new else { return ProofPlan(hashes: [], size: new) }
        var ranges: [Range<Int>] = []
        var range = 0..<new
        var isWhole = true
        while old != range.upperBound {
            let middle = range.lowerBound + split(range.count)
            if old <= middle {
                ranges.append(middle..<range.upperBound)
                range = range.lowerBound..<middle
            } else {
                ranges.append(range.lowerBound..<middle)
                range = middle..<range.upperBound
                isWhole = false
            }
        }
        if !isWhole { ranges.append(range) }
        return ProofPlan(hashes: ranges.reversed().map(TreeNode.nodes), size: new)
    }

    /// The largest power of two below `count`, which is at least 2.
    private static func split(_ count: Int) -> Int {
        1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }
}
