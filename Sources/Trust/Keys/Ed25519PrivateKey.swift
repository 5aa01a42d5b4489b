/// A private key of Ed25519 in locked memory, with its public key. Prints as `<redacted>`.
package struct Ed25519PrivateKey: Sendable {
    package let publicKey: Ed25519PublicKey
    // INVARIANT: the 32-byte seed followed by the public key, as libsodium wants it.
    private let secret: SecretMemory

    /// - Parameter seed: 32 bytes (RFC 8032, section 5.1.5).
    package init(seed: SecretMemory) throws(TrustError) {
        let keys = try Sodium.ed25519Keys(seed: seed)
        secret = keys.secret
        publicKey = try Ed25519PublicKey(keys.point)
    }

    /// A new key from the system's randomness.
    package static func generate() throws(TrustError) -> Ed25519PrivateKey {
        try Ed25519PrivateKey(seed: try .random(count: 32))
    }

    /// - Returns: 64 bytes, the same for the same message.
    package func sign(_ message: [UInt8]) throws(TrustError) -> [UInt8] {
        try Sodium.sign(message, secret: secret)
    }

    var seed: SecretMemory {
        get throws(TrustError) { try secret.slice(0..<32) }
    }
}

extension Ed25519PrivateKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<redacted>" }
    package var debugDescription: String { "<redacted>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
