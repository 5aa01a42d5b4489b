import COpenSSL

/// A BLAKE2b-512 computation over bytes that arrive in pieces (RFC 7693, without a key), by libcrypto.
struct BLAKE2bStream: ~Copyable {
    private let context: OpaquePointer

    init() {
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex2(context, EVP_blake2b512(), nil) == 1 else {
            Self.stop()
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    mutating func update(_ bytes: [UInt8]) {
        guard EVP_DigestUpdate(context, bytes, bytes.count) == 1 else { Self.stop() }
    }

    /// - Returns: 64 bytes.
    consuming func finish() -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 64)
        guard EVP_DigestFinal_ex(context, &digest, nil) == 1 else { Self.stop() }
        return digest
    }

    // libcrypto fails here only for want of memory.
    private static func stop() -> Never { fatalError("libcrypto could not compute a BLAKE2b digest") }
}
