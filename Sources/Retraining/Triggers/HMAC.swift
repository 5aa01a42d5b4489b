import Trust

/// Keyed hashes (RFC 2104).
enum HMAC {
    private static let block = 64

    /// - Returns: 32 bytes.
    static func sha256(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        var key = key.count > block ? SHA256Digest(of: key).bytes : key
        key += [UInt8](repeating: 0, count: max(0, block - key.count))
        let inner = SHA256Digest(of: key.map { $0 ^ 0x36 } + message)
        return SHA256Digest(of: key.map { $0 ^ 0x5C } + inner.bytes).bytes
    }
}
