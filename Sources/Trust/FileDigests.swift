import Glibc

/// What signatures of one file are over, computed in one reading, whatever its size.
package struct FileDigests: Sendable, Hashable {
    /// For envelopes and the log.
    package let sha256: SHA256Digest
    /// 64 bytes, for minisign.
    let blake2b: [UInt8]

    private static let chunkBytes = 1 << 20

    package init(of bytes: [UInt8]) {
        sha256 = SHA256Digest(of: bytes)
        blake2b = Sodium.blake2b(bytes, count: 64)
    }

    /// - Returns: nil where there is no such file.
    package static func read(path: String) throws(TrustError) -> FileDigests? {
        guard access(path, F_OK) == 0 || errno != ENOENT else { return nil }
        let file = try FileChunks(path: path)
        var sha256 = SHA256Stream()
        var blake2b = BLAKE2bStream()
        while case let chunk = try file.next(chunkBytes), !chunk.isEmpty {
            sha256.update(chunk)
            blake2b.update(chunk)
        }
        return FileDigests(sha256: SHA256Digest(sha256.finish()), blake2b: blake2b.finish())
    }

    private init(sha256: SHA256Digest, blake2b: [UInt8]) {
        self.sha256 = sha256
        self.blake2b = blake2b
    }
}
