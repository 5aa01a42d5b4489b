/// That an entry is at an index of a tree (RFC 6962, section 2.1.1).
package struct InclusionProof: Sendable, Hashable {
    /// From 0.
    package var index: Int
    /// Entries in the tree.
    package var size: Int
    /// From the leaf's sibling up to the root's child.
    package var path: [TreeHash]

    package init(index: Int, size: Int, path: [TreeHash]) {
        self.index = index
        self.size = size
        self.path = path
    }

    /// The root that follows from the proof (RFC 9162, section 2.1.3.2).
    ///
    /// - Throws: ``TrustError/outOfRange(index:size:)``, ``TrustError/proof(_:)`` for a path of the wrong length.
    package func root(leaf: TreeHash) throws(TrustError) -> TreeHash {
        guard index >= 0, index < size else { throw .outOfRange(index: index, size: size) }
        var node = index
        var last = size - 1
        var root = leaf
        for hash in path {
            guard last > 0 else { throw .proof("an inclusion proof of \(path.count) hashes is too long") }
            if node & 1 == 1 || node == last {
                root = .node(hash, root)
                while node & 1 == 0, node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                root = .node(root, hash)
            }
            node >>= 1
            last >>= 1
        }
        guard last == 0 else { throw .proof("an inclusion proof of \(path.count) hashes is too short") }
        return root
    }

    /// - Throws: also ``TrustError/proof(_:)`` where another root follows.
    package func verify(leaf: TreeHash, root: TreeHash) throws(TrustError) {
        guard try self.root(leaf: leaf) == root else {
            throw .proof("entry \(index) is not in the tree of \(size) entries with the root \(root.base64)")
        }
    }
}
