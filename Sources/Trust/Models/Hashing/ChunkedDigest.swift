/// The chunked digest of a file, which many cores compute together where a whole-file digest is serial.
///
/// `lockstep-chunked-sha256/v1`, numbers in eight bytes, most significant first:
///
///     chunk i   SHA-256("lockstep-chunk/v1\n" ‖ i ‖ length of the chunk ‖ its bytes)
///     file      SHA-256("lockstep-chunked-sha256/v1\n" ‖ 67,108,864 ‖ length of the file ‖ root)
///
/// Chunks are 64 MiB, the last one shorter; an empty file has none. `root` is the Merkle tree hash of RFC 6962 with the
/// chunk digests as entries, so that chunks, inner nodes and files are never taken for one another. A chunk's place and
/// length are in its digest, the file's length in the last one.
package enum ChunkedDigest {
    /// Bytes in a chunk: 64 MiB.
    package static let chunkSize = 64 << 20

    /// The ranges that a file of so many bytes is cut into.
    static func chunks(size: Int) -> [Range<Int>] {
        stride(from: 0, to: size, by: chunkSize).map { $0..<min(size, $0 + chunkSize) }
    }

    /// The beginning of a chunk's digest.
    static func begin(_ chunk: Range<Int>) -> SHA256Stream {
        var stream = SHA256Stream()
        stream.update(Array("lockstep-chunk/v1\n".utf8))
        stream.update(bigEndian: UInt64(chunk.lowerBound / chunkSize))
        stream.update(bigEndian: UInt64(chunk.count))
        return stream
    }

    /// - Parameter chunks: the digests of all chunks in order.
    static func finish(_ chunks: [[UInt8]], size: Int) -> [UInt8] {
        var edge = RightEdge()
        for chunk in chunks { _ = edge.append(.leaf(chunk)) }
        var stream = SHA256Stream()
        stream.update(Array("lockstep-chunked-sha256/v1\n".utf8))
        stream.update(bigEndian: UInt64(chunkSize))
        stream.update(bigEndian: UInt64(size))
        stream.update(edge.root.bytes)
        return TreeHash(stream.finish()).bytes
    }
}
