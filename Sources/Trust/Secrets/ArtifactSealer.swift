/// Encrypts an artifact for storage, chunk by chunk.
///
/// In order: `"LSART1\n"`; a sealed box with the stream's key and the BLAKE2b-256 digest of the artifact's name (112
/// bytes); the header of libsodium's secretstream (24 bytes); chunks of 64 KiB with 17 bytes more each, the last
/// shorter or as long and marked final. Chunks that are changed, left out, repeated or reordered do not open, and
/// an end without the final mark is refused.
package struct ArtifactSealer: ~Copyable {
    package static let chunkBytes = 64 << 10
    static let magic = Array("LSART1\n".utf8)
    static let boxCount = 32 + 32 + 48

    private var stream: SecretStream
    private let start: [UInt8]
    private var isFirst = true
    private var isFinished = false

    /// - Parameter name: of the artifact: under another it does not open.
    package init(name: String, to key: SealingPublicKey) throws(TrustError) {
        let secret = try SecretMemory.random(count: 32)
        var content = secret.exposedBytes + Sodium.blake2b(Array(name.utf8), count: 32)
        defer { Sodium.wipe(&content) }
        guard let box = Sodium.seal(content, to: key.bytes) else { throw .library("crypto_box_seal") }
        stream = try SecretStream(writingWith: secret)
        start = Self.magic + box + stream.header
    }

    /// - Parameters:
    ///   - chunk: exactly ``chunkBytes``; the last may be shorter, and empty.
    ///   - isLast: nothing can follow.
    /// - Throws: `malformed` for a chunk of another length and after the last.
    package mutating func seal(_ chunk: [UInt8], isLast: Bool) throws(TrustError) -> [UInt8] {
        guard !isFinished, chunk.count == Self.chunkBytes || (isLast && chunk.count < Self.chunkBytes) else {
            throw .malformed("chunk", reason: "expected \(Self.chunkBytes) bytes, found \(chunk.count)")
        }
        let prefix = isFirst ? start : []
        isFirst = false
        isFinished = isLast
        return prefix + stream.push(chunk, context: [], isLast: isLast)
    }
}

/// Decrypts what ``ArtifactSealer`` encrypted. What it gives is authentic, and whole only once ``isComplete``.
package struct ArtifactOpener: ~Copyable {
    /// What has to be read before the first chunk.
    package static let startBytes = ArtifactSealer.magic.count + ArtifactSealer.boxCount + SecretStream.headerCount
    /// What a chunk takes, at most.
    package static let sealedChunkBytes = ArtifactSealer.chunkBytes + SecretStream.overhead

    private var stream: SecretStream
    private let name: String
    package private(set) var isComplete = false

    /// - Parameter start: the first ``startBytes`` bytes.
    /// - Throws: `malformed`; `notOpened` for another key or another name.
    package init(name: String, start: [UInt8], with key: SealingPrivateKey) throws(TrustError) {
        let what = "artifact '\(name)'"
        let magic = ArtifactSealer.magic
        guard start.count == Self.startBytes, start.starts(with: magic) else {
            throw .malformed(what, reason: "it does not begin with 'LSART1'")
        }
        let box = Array(start[magic.count..<(magic.count + ArtifactSealer.boxCount)])
        guard let opened = try Sodium.open(box, point: key.publicKey.bytes, secret: key.secret) else {
            throw .notOpened(what, reason: "it is sealed to another key, or was changed")
        }
        let digest = try opened.slice(32..<64).exposedBytes
        guard Sodium.areEqual(digest, Sodium.blake2b(Array(name.utf8), count: 32)) else {
            throw .notOpened(what, reason: "it was sealed under another name")
        }
        stream = try SecretStream(
            readingWith: try opened.slice(0..<32), header: Array(start.suffix(SecretStream.headerCount)))
        self.name = name
    }

    /// - Parameter chunk: the next ``sealedChunkBytes`` bytes, or what is left.
    /// - Throws: `notOpened` for a chunk that is not the next, and for anything behind the last.
    package mutating func open(_ chunk: [UInt8]) throws(TrustError) -> [UInt8] {
        guard !isComplete else { throw .notOpened("artifact '\(name)'", reason: "something follows its end") }
        guard let (bytes, isLast) = stream.pull(chunk, context: []),
            isLast || bytes.count == ArtifactSealer.chunkBytes
        else { throw .notOpened("artifact '\(name)'", reason: "a chunk was changed, or is not the next") }
        isComplete = isLast
        return bytes
    }

    /// - Throws: `notOpened` where the end is missing.
    package func finish() throws(TrustError) {
        guard isComplete else { throw .notOpened("artifact '\(name)'", reason: "its end is missing") }
    }
}
