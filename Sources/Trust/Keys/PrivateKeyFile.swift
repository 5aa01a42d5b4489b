/// A private key file of any format that Lockstep reads: its own, OpenSSH's, PKCS#8, SEC 1, cosign's, minisign's.
package struct PrivateKeyFile: Sendable {
    package enum Format: String, Sendable, CaseIterable {
        case lockstep, openssh, pkcs8, cosign, minisign
    }

    package let key: PrivateKey
    package let format: Format
    /// The name by which a minisign key is known; nil for the other formats.
    package let minisignID: MinisignKeyID?

    /// - Parameters:
    ///   - what: names the file in errors.
    ///   - passphrase: asked only where the file is encrypted.
    /// - Throws: `malformed`, `unsupported`, `weakKey`, `passphraseNeeded`, `wrongPassphrase`.
    package static func parse(
        _ content: SecretMemory, what: String, passphrase: PassphraseSource = .none
    ) throws(TrustError) -> PrivateKeyFile {
        guard content.count <= 64 << 10 else {
            throw .malformed(what, reason: "expected at most 64 KiB, found \(content.count) bytes")
        }
        try Sodium.start()
        if content.withBytes({ $0.starts(with: MinisignSecretKey.commentPrefix.utf8) }) {
            let (key, id) = try MinisignSecretKey.parse(content, what: what, passphrase: passphrase)
            return PrivateKeyFile(key: .ed25519(key), format: .minisign, minisignID: id)
        }
        guard let pem = try SecretPEM.parse(content, what: what) else {
            throw .malformed(
                what, reason: "expected a PEM or minisign private key",
                hint: "read are the formats of lockstep, OpenSSH, PKCS#8, cosign and minisign")
        }
        return try parse(pem, what: what, passphrase: passphrase)
    }

    private static func parse(
        _ pem: SecretPEM, what: String, passphrase: PassphraseSource
    ) throws(TrustError) -> PrivateKeyFile {
        switch pem.label {
        case EncryptedKeyFile.label:
            let secret = try passphrase.obtain(for: what)
            let opened = try EncryptedKeyFile.decrypt(pem.content.exposedBytes, what: what, passphrase: secret)
            switch opened.kind {
            case .ed25519:
                return .init(key: .ed25519(try Ed25519PrivateKey(seed: opened.secret)), format: .lockstep)
            case .p256: return .init(key: .p256(try P256PrivateKey(der: opened.secret)), format: .lockstep)
            case .x25519:
                throw .unsupported(what, found: "expected a signing key, found one for sealed secrets")
            }
        case OpenSSHKeyFile.label:
            let key = try OpenSSHKeyFile.parse(pem.content, what: what, passphrase: passphrase)
            return .init(key: .ed25519(key), format: .openssh)
        case "PRIVATE KEY", "EC PRIVATE KEY":
            return .init(key: try PKCS8.key(pem.content), format: .pkcs8)
        case "ENCRYPTED PRIVATE KEY":
            let secret = try passphrase.obtain(for: what)
            guard let der = try Libcrypto.decryptPKCS8(pem.content.exposedBytes, passphrase: secret) else {
                throw .wrongPassphrase(what)
            }
            return .init(key: try PKCS8.key(der), format: .pkcs8)
        case let label where CosignKeyFile.labels.contains(label):
            let der = try CosignKeyFile.decrypt(pem.content.exposedBytes, what: what, passphrase: passphrase)
            return .init(key: try PKCS8.key(der), format: .cosign)
        default:
            throw .unsupported(what, found: "expected a private key, found '\(pem.label)'")
        }
    }

    private init(key: PrivateKey, format: Format, minisignID: MinisignKeyID? = nil) {
        self.key = key
        self.format = format
        self.minisignID = minisignID
    }
}

/// PKCS#8 in DER (RFC 5958), for Ed25519 as RFC 8410 writes it.
enum PKCS8 {
    private static let prefix: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]
    /// Version 2, which carries the public key behind the private one.
    private static let secondPrefix: [UInt8] = [
        0x30, 0x51, 0x02, 0x01, 0x01, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]
    private static let publicMark: [UInt8] = [0x81, 0x21, 0x00]

    static func key(_ der: SecretMemory) throws(TrustError) -> PrivateKey {
        let head = der.withBytes { Array($0.prefix(prefix.count)) }
        if der.count == 48, head == prefix {
            return .ed25519(try Ed25519PrivateKey(seed: try der.slice(16..<48)))
        }
        if der.count == 83, head == secondPrefix {
            let key = try Ed25519PrivateKey(seed: try der.slice(16..<48))
            guard try der.slice(48..<83).exposedBytes == publicMark + key.publicKey.bytes else {
                throw .malformed("PKCS#8 key", reason: "its public and private halves do not belong together")
            }
            return .ed25519(key)
        }
        return .p256(try P256PrivateKey(der: der))
    }

    static func der(_ key: PrivateKey) throws(TrustError) -> SecretMemory {
        switch key {
        case .p256(let key): return key.pkcs8
        case .ed25519(let key):
            let seed = try key.seed
            return try SecretMemory(count: prefix.count + seed.count) { buffer in
                buffer.copyBytes(from: prefix)
                seed.withBytes { buffer[prefix.count...].copyBytesSafely(from: $0) }
            }
        }
    }
}

extension Slice where Base == UnsafeMutableRawBufferPointer {
    /// As many bytes as both have room for.
    fileprivate func copyBytesSafely(from source: UnsafeRawBufferPointer) {
        let target = UnsafeMutableRawBufferPointer(rebasing: self)
        target.copyMemory(from: .init(rebasing: source.prefix(target.count)))
    }
}
