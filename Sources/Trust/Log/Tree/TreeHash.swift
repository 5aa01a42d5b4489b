/// A Merkle tree hash (RFC 6962, section 2.1): SHA-256 with a leaf and an interior node told apart by their first byte.
package struct TreeHash: Sendable, Hashable {
    private let word: SIMD32<UInt8>

    package init(_ word: SIMD32<UInt8>) { self.word = word }

    /// - Returns: nil unless there are 32 bytes.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        var word = SIMD32<UInt8>()
        for (index, byte) in bytes.enumerated() { word[index] = byte }
        self.word = word
    }

    /// 44 characters of standard base64.
    package init?(base64 text: some StringProtocol) {
        guard let bytes = Base64.decode(text) else { return nil }
        self.init(bytes: bytes)
    }

    /// 32 bytes.
    package var bytes: [UInt8] { withUnsafeBytes(of: word) { Array($0) } }

    package var base64: String { Base64.encode(bytes) }

    /// The root of a tree with no entries: the digest of nothing.
    package static let ofEmptyTree = TreeHash(SHA256Stream.digest(of: UnsafeRawBufferPointer(start: nil, count: 0)))

    /// SHA-256(0x00 ‖ entry).
    package static func leaf(_ entry: some Collection<UInt8>) -> TreeHash {
        withUnsafeTemporaryAllocation(byteCount: entry.count + 1, alignment: 16) { buffer in
            buffer[0] = 0x00
            UnsafeMutableRawBufferPointer(rebasing: buffer[1...]).copyBytes(from: entry)
            return TreeHash(SHA256Stream.digest(of: UnsafeRawBufferPointer(buffer)))
        }
    }

    /// SHA-256(0x01 ‖ left ‖ right).
    package static func node(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        withUnsafeTemporaryAllocation(byteCount: 65, alignment: 16) { buffer in
            buffer[0] = 0x01
            let (first, second) = (buffer[1..<33], buffer[33...])
            withUnsafeBytes(of: left.word) { UnsafeMutableRawBufferPointer(rebasing: first).copyMemory(from: $0) }
            withUnsafeBytes(of: right.word) { UnsafeMutableRawBufferPointer(rebasing: second).copyMemory(from: $0) }
            return TreeHash(SHA256Stream.digest(of: UnsafeRawBufferPointer(buffer)))
        }
    }

    /// Joins neighbouring subtrees, the largest first, into the root over all of them.
    ///
    /// - Returns: nil where there is none.
    static func join(_ subtrees: some BidirectionalCollection<TreeHash>) -> TreeHash? {
        guard var root = subtrees.last else { return nil }
        for subtree in subtrees.dropLast().reversed() { root = .node(subtree, root) }
        return root
    }
}
