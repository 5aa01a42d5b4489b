/// Lockstep's own private key file: a key under a passphrase.
///
/// PEM with the label `LOCKSTEP PRIVATE KEY`; within, in order: `"LSKEY"`, version (1 byte, 1), kind (1 byte: 1
/// Ed25519, 2 X25519, 3 P-256), salt (16), nonce (24), public key (32; for P-256 the SHA-256 digest of its
/// SubjectPublicKeyInfo), the encrypted seed, scalar or PKCS#8, tag (16). The key of XChaCha20-Poly1305 is Argon2id
/// of the passphrase with three passes over 256 MiB; everything before the ciphertext is authenticated with it.
/// The parameters belong to the version, so no file can ask for others.
enum EncryptedKeyFile {
    enum Kind: UInt8 {
        case ed25519 = 1
        case x25519 = 2
        case p256 = 3
    }

    static let label = "LOCKSTEP PRIVATE KEY"
    private static let magic = Array("LSKEY".utf8)
    private static let version: UInt8 = 1
    private static let passes: UInt64 = 3
    private static let memory = 256 << 20
    private static let headerCount = 5 + 1 + 1 + 16 + 24 + 32

    static func encrypt(
        _ secret: SecretMemory, kind: Kind, point: [UInt8], passphrase: SecretMemory
    ) throws(TrustError) -> String {
        guard passphrase.count > 0 else { throw .passphraseNeeded("the new key file") }
        try Sodium.start()
        let salt = Sodium.random(count: 16)
        let nonce = Sodium.random(count: 24)
        let header = magic + [version, kind.rawValue] + salt + nonce + point
        let key = try Sodium.argon2id(passphrase, salt: salt, passes: passes, memory: memory)
        let ciphertext = try Sodium.encrypt(secret, authenticating: header, nonce: nonce, key: key)
        return PEM(label: label, content: header + ciphertext).text()
    }

    static func decrypt(
        _ content: [UInt8], what: String, passphrase: SecretMemory
    ) throws(TrustError) -> (secret: SecretMemory, kind: Kind) {
        guard (headerCount + 48...headerCount + 512).contains(content.count), content.starts(with: magic) else {
            throw .malformed(what, reason: "expected at least \(headerCount + 48) bytes that begin with 'LSKEY'")
        }
        guard content[5] == version, let kind = Kind(rawValue: content[6]) else {
            throw .unsupported(
                what, found: "expected version 1, found version \(content[5]), kind \(content[6])",
                hint: "a newer lockstep may read it")
        }
        let key = try Sodium.argon2id(passphrase, salt: Array(content[7..<23]), passes: passes, memory: memory)
        let opened = try Sodium.decrypt(
            Array(content[headerCount...]), authenticating: Array(content[..<headerCount]),
            nonce: Array(content[23..<47]), key: key)
        guard let opened else { throw .wrongPassphrase(what) }
        return (opened, kind)
    }
}
