import COpenSSL

/// A SHA-256 computation over bytes that arrive in pieces (FIPS 180-4), by libcrypto.
package struct SHA256Stream: ~Copyable {
    private let context: OpaquePointer

    package init() {
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex2(context, SHA256Algorithm.shared.method, nil) == 1
        else { SHA256Stream.stop() }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else { SHA256Stream.stop() }
    }

    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Eight bytes, most significant first.
    package mutating func update(bigEndian number: UInt64) {
        withUnsafeBytes(of: number.bigEndian) { update($0) }
    }

    /// - Returns: 32 bytes.
    package consuming func finish() -> SIMD32<UInt8> {
        var digest = SIMD32<UInt8>()
        let done = withUnsafeMutableBytes(of: &digest) { buffer in
            EVP_DigestFinal_ex(context, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), nil)
        }
        guard done == 1 else { SHA256Stream.stop() }
        return digest
    }

    /// The digest of bytes that are all there: no context outlives the call.
    package static func digest(of bytes: UnsafeRawBufferPointer) -> SIMD32<UInt8> {
        var digest = SIMD32<UInt8>()
        let done = withUnsafeMutableBytes(of: &digest) { buffer in
            EVP_Digest(
                bytes.baseAddress, bytes.count, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), nil,
                SHA256Algorithm.shared.method, nil)
        }
        guard done == 1 else { stop() }
        return digest
    }

    // libcrypto fails here only for want of memory.
    private static func stop() -> Never { fatalError("libcrypto could not compute a SHA-256 digest") }
}

/// libcrypto's SHA-256, looked up once: a look-up costs more than the digest of a tree node.
private struct SHA256Algorithm: @unchecked Sendable {
    // INVARIANT: never freed and never changed, so safe to share.
    let method: OpaquePointer?

    static let shared = SHA256Algorithm(method: EVP_MD_fetch(nil, "SHA256", nil))
}
