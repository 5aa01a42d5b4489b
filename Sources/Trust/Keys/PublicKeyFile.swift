/// A public key file of any format that Lockstep reads: OpenSSH, SubjectPublicKeyInfo PEM, minisign.
package enum PublicKeyFile {
    package enum Format: String, Sendable, CaseIterable {
        case openssh, pem, minisign
    }

    /// - Throws: `malformed`, `unsupported`, `weakKey`.
    package static func parse(_ text: String, what: String) throws(TrustError) -> PublicKey {
        let bytes = Array(text.utf8)
        guard bytes.count <= 64 << 10 else { throw .malformed(what, reason: "expected at most 64 KiB") }
        if let pem = try PEM.parse(bytes, what: what) { return try parse(pem, what: what) }
        if text.hasPrefix(MinisignSecretKey.commentPrefix) || text.hasPrefix("RWR") || text.hasPrefix("RWQ") {
            return .ed25519(try MinisignPublicKey(text).key)
        }
        let line = try OpenSSHPublicKey(text.trimmingLineEnd)
        guard let key = try line.ed25519 else {
            throw .unsupported(what, found: "expected an 'ssh-ed25519' key, found '\(line.algorithm)'")
        }
        return .ed25519(key)
    }

    private static func parse(_ pem: PEM, what: String) throws(TrustError) -> PublicKey {
        guard pem.label == "PUBLIC KEY" else {
            throw .unsupported(what, found: "expected 'PUBLIC KEY', found '\(pem.label)'")
        }
        let prefix = Ed25519PublicKey.spkiPrefix
        if pem.content.count == prefix.count + 32, pem.content.starts(with: prefix) {
            return .ed25519(try Ed25519PublicKey(Array(pem.content[prefix.count...])))
        }
        return .p256(try P256PublicKey(spki: pem.content))
    }

    package static func text(
        _ key: PublicKey, format: Format, comment: String = "", minisignID: MinisignKeyID? = nil
    ) throws(TrustError) -> String {
        switch (format, key) {
        case (.pem, _): return key.spkiPEM
        case (.openssh, .ed25519(let key)): return OpenSSHPublicKey(key, comment: comment).text + "\n"
        case (.minisign, .ed25519(let key)):
            return MinisignPublicKey(id: minisignID ?? MinisignKeyID(derivedFrom: key), key: key).text
        case (.openssh, .p256(let key)): return OpenSSHPublicKey(key, comment: comment).text + "\n"
        case (_, .p256): throw .unsupported("export as '\(format.rawValue)'", found: "a P-256 key; use 'pem'")
        }
    }
}
