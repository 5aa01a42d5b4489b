/// The public key to which an environment's secrets are sealed (X25519).
///
/// Written `x25519:` and base64, as in `environment.yaml`.
package struct SealingPublicKey: Sendable, Hashable, CustomStringConvertible {
    /// 32 bytes.
    package let bytes: [UInt8]

    private static let mark = "x25519:"

    /// - Throws: `malformed` unless the text is the mark and 32 bytes; `weakKey` for a point of small order.
    package init(_ text: String) throws(TrustError) {
        guard text.hasPrefix(Self.mark), let bytes = Base64.decode(String(text.dropFirst(Self.mark.count))) else {
            throw .malformed("sealing key", reason: "expected '\(Self.mark)' and base64")
        }
        try self.init(bytes: bytes)
    }

    init(bytes: [UInt8]) throws(TrustError) {
        guard bytes.count == 32 else {
            throw .malformed("sealing key", reason: "expected 32 bytes, found \(bytes.count)")
        }
        try Sodium.start()
        guard Sodium.seal([0], to: bytes) != nil else {
            throw .weakKey("sealing key", reason: "expected a point of large order, found another")
        }
        self.bytes = bytes
    }

    /// Names the key in sealed values: the first eight bytes of its SHA-256 digest, 16 hexadecimal digits.
    package var id: String { Hexadecimal.encode(SHA256Digest(of: bytes).bytes.prefix(8)) }

    package var description: String { Self.mark + Base64.encode(bytes) }
}

/// The private half, in locked memory. Prints as `<redacted>`.
package struct SealingPrivateKey: Sendable {
    package let publicKey: SealingPublicKey
    let secret: SecretMemory

    /// - Parameter secret: 32 bytes.
    package init(secret: SecretMemory) throws(TrustError) {
        try Sodium.start()
        publicKey = try SealingPublicKey(bytes: try Sodium.boxPoint(secret: secret))
        self.secret = secret
    }

    package static func generate() throws(TrustError) -> SealingPrivateKey {
        try SealingPrivateKey(secret: try .random(count: 32))
    }

    /// Lockstep's key file under a passphrase.
    package func text(passphrase: SecretMemory) throws(TrustError) -> String {
        try EncryptedKeyFile.encrypt(secret, kind: .x25519, point: publicKey.bytes, passphrase: passphrase)
    }

    package static func parse(
        _ content: SecretMemory, what: String, passphrase: PassphraseSource
    ) throws(TrustError) -> SealingPrivateKey {
        guard let pem = try PEM.parse(content.exposedBytes, what: what), pem.label == EncryptedKeyFile.label else {
            throw .malformed(what, reason: "expected '-----BEGIN \(EncryptedKeyFile.label)-----'")
        }
        let opened = try EncryptedKeyFile.decrypt(
            pem.content, what: what, passphrase: try passphrase.obtain(for: what))
        guard opened.kind == .x25519 else {
            throw .unsupported(what, found: "expected a key for sealed secrets, found a signing key")
        }
        return try SealingPrivateKey(secret: opened.secret)
    }
}

extension SealingPrivateKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<redacted>" }
    package var debugDescription: String { "<redacted>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
