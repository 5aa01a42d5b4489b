extension PrivateKeyFile {
    /// The key file in a format.
    ///
    /// - Parameters:
    ///   - comment: goes into OpenSSH files.
    ///   - passphrase: `lockstep` and `cosign` must have one; `openssh` and `pkcs8` are in the clear without,
    ///     and `pkcs8` is always so.
    /// - Throws: `passphraseNeeded`; `unsupported` for a format that has no such key.
    package static func text(
        _ key: PrivateKey, format: Format, comment: String = "", passphrase: SecretMemory?
    ) throws(TrustError) -> String {
        switch (format, key) {
        case (.lockstep, .ed25519(let key)):
            guard let passphrase else { throw .passphraseNeeded("the new key file") }
            return try EncryptedKeyFile.encrypt(
                try key.seed, kind: .ed25519, point: key.publicKey.bytes, passphrase: passphrase)
        case (.lockstep, .p256(let key)):
            guard let passphrase else { throw .passphraseNeeded("the new key file") }
            return try EncryptedKeyFile.encrypt(
                key.pkcs8, kind: .p256, point: SHA256Digest(of: key.publicKey.spki).bytes, passphrase: passphrase)
        case (.openssh, .ed25519(let key)):
            let check = Sodium.random(count: 4).reduce(0) { $0 << 8 | UInt32($1) }
            return try OpenSSHKeyFile.text(key, comment: comment, passphrase: passphrase, check: check)
        case (.pkcs8, _):
            guard passphrase == nil else {
                throw .unsupported(
                    "export as PKCS#8", found: "it is written without a passphrase",
                    hint: "pipe it into 'openssl pkcs8 -topk8'")
            }
            return PEM(label: "PRIVATE KEY", content: try PKCS8.der(key).exposedBytes).text()
        case (.cosign, _):
            guard let passphrase else { throw .passphraseNeeded("the new key file") }
            return try CosignKeyFile.text(pkcs8: try PKCS8.der(key), passphrase: passphrase)
        case (.minisign, _), (.openssh, .p256):
            throw .unsupported("export as '\(format.rawValue)'", found: "a \(key.publicKey.algorithm) key")
        }
    }
}
