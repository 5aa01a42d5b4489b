/// That a tree only grew out of an earlier one (RFC 6962, section 2.1.2).
package struct ConsistencyProof: Sendable, Hashable {
    package var oldSize: Int
    package var newSize: Int
    package var path: [TreeHash]

    package init(oldSize: Int, newSize: Int, path: [TreeHash]) {
        self.oldSize = oldSize
        self.newSize = newSize
        self.path = path
    }

    /// Checks both roots against the proof (RFC 9162, section 2.1.4.2).
    ///
    /// - Throws: ``TrustError/outOfRange(index:size:)`` where the old tree is larger, ``TrustError/proof(_:)``.
    package func verify(oldRoot: TreeHash, newRoot: TreeHash) throws(TrustError) {
        guard oldSize >= 0, oldSize <= newSize else { throw .outOfRange(index: oldSize, size: newSize) }
        if oldSize == newSize || oldSize == 0 {
            let isKept = oldSize == newSize ? oldRoot == newRoot : oldRoot == .ofEmptyTree
            guard path.isEmpty, isKept else { throw mismatch }
            return
        }
        // A tree of 2^n entries is a subtree of the larger one, so its root is the first hash.
        let isComplete = oldSize & (oldSize - 1) == 0
        let hashes = isComplete ? [oldRoot] + path : path
        guard let first = hashes.first else { throw mismatch }
        var node = oldSize - 1
        var last = newSize - 1
        while node & 1 == 1 {
            node >>= 1
            last >>= 1
        }
        var old = first
        var new = first
        for hash in hashes.dropFirst() {
            guard last > 0 else { throw mismatch }
            if node & 1 == 1 || node == last {
                old = .node(hash, old)
                new = .node(hash, new)
                while node & 1 == 0, node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                new = .node(new, hash)
            }
            node >>= 1
            last >>= 1
        }
        guard last == 0, old == oldRoot, new == newRoot else { throw mismatch }
    }

    private var mismatch: TrustError {
        .proof("the tree of \(newSize) entries did not grow out of the given tree of \(oldSize)")
    }
}
