/// An SSH signature (PROTOCOL.sshsig): over the digest of a message, in a namespace.
package struct SSHSignature: Sendable, Hashable {
    package enum HashAlgorithm: String, Sendable {
        case sha256, sha512
    }

    /// What ``text`` and `gpgsig` headers begin with.
    package static let label = "SSH SIGNATURE"
    private static let magic = Array("SSHSIG".utf8)

    /// The wire form, of any algorithm; nothing has been verified of it.
    package let publicKeyBlob: [UInt8]
    package let namespace: String
    package let hashAlgorithm: HashAlgorithm
    /// `ssh-ed25519` and others.
    package let signatureAlgorithm: String
    package let signature: [UInt8]

    /// - Parameter namespace: says what the signature is for (`git`, `file`); a signature for one proves nothing in
    ///   another.
    package static func sign(
        _ message: [UInt8], namespace: String, with key: SigningKey
    ) throws(TrustError) -> SSHSignature {
        guard !namespace.isEmpty else { throw .malformed("SSH signature", reason: "expected a namespace") }
        let publicKey = try key.ed25519(for: "SSH signature")
        let signed = try signedBytes(message, namespace: namespace, hashAlgorithm: .sha512)
        return SSHSignature(
            publicKeyBlob: publicKey.sshBlob, namespace: namespace, hashAlgorithm: .sha512,
            signatureAlgorithm: Ed25519PublicKey.sshAlgorithm, signature: try key.sign(signed))
    }

    /// The Ed25519 key that the signature names.
    ///
    /// - Returns: nil for another algorithm, on the key's or on the signature's side.
    /// - Throws: `malformed`, `weakKey`.
    package var ed25519Key: Ed25519PublicKey? {
        get throws(TrustError) {
            guard signatureAlgorithm == Ed25519PublicKey.sshAlgorithm else { return nil }
            var reader = WireReader(publicKeyBlob, what: "key of an SSH signature")
            guard try reader.text() == Ed25519PublicKey.sshAlgorithm else { return nil }
            let point = try reader.string()
            try reader.finish()
            return try Ed25519PublicKey(point)
        }
    }

    /// Whether this is the key's signature over the message in the namespace.
    package func isSignature(of message: [UInt8], namespace: String, by key: Ed25519PublicKey) -> Bool {
        guard self.namespace == namespace, publicKeyBlob == key.sshBlob,
            signatureAlgorithm == Ed25519PublicKey.sshAlgorithm,
            let signed = try? Self.signedBytes(message, namespace: namespace, hashAlgorithm: hashAlgorithm)
        else { return false }
        return key.isSignature(signature, of: signed)
    }

    private static func signedBytes(
        _ message: [UInt8], namespace: String, hashAlgorithm: HashAlgorithm
    ) throws(TrustError) -> [UInt8] {
        var writer = WireWriter()
        writer.append(magic)
        writer.append(string: namespace.utf8)
        writer.append(string: [UInt8]())
        writer.append(string: hashAlgorithm.rawValue.utf8)
        switch hashAlgorithm {
        case .sha512: writer.append(string: Sodium.sha512(message))
        case .sha256: writer.append(string: SHA256Digest(of: message).bytes)
        }
        return writer.bytes
    }

    // MARK: Text

    /// Armoured at 70 columns, ending in a line feed.
    package var text: String {
        var inner = WireWriter()
        inner.append(string: signatureAlgorithm.utf8)
        inner.append(string: signature)
        var writer = WireWriter()
        writer.append(Self.magic)
        writer.append(uint32: 1)
        writer.append(string: publicKeyBlob)
        writer.append(string: namespace.utf8)
        writer.append(string: [UInt8]())
        writer.append(string: hashAlgorithm.rawValue.utf8)
        writer.append(string: inner.bytes)
        return PEM(label: Self.label, content: writer.bytes).text(columns: 70)
    }

    /// - Throws: `malformed`; `unsupported` for another version or digest.
    package static func parse(_ text: String, what: String = "SSH signature") throws(TrustError) -> SSHSignature {
        guard let pem = try PEM.parse(Array(text.utf8), what: what), pem.label == label else {
            throw .malformed(what, reason: "expected '-----BEGIN \(label)-----'")
        }
        var reader = WireReader(pem.content, what: what)
        guard try reader.bytes(min(6, pem.content.count)) == magic else {
            throw .malformed(what, reason: "expected 'SSHSIG'")
        }
        let version = try reader.uint32()
        guard version == 1 else { throw .unsupported(what, found: "expected version 1, found \(version)") }
        let key = try reader.string()
        let namespace = try reader.text()
        guard try reader.string().isEmpty, !namespace.isEmpty else {
            throw .malformed(what, reason: "expected a namespace and nothing in the reserved field")
        }
        let hashName = try reader.text()
        guard let hash = HashAlgorithm(rawValue: hashName) else {
            throw .unsupported(what, found: "expected 'sha256' or 'sha512', found '\(hashName)'")
        }
        var inner = WireReader(try reader.string(), what: what)
        try reader.finish()
        let algorithm = try inner.text()
        let signature = try inner.string()
        // Keys of hardware tokens have more behind, which no Ed25519 signature may have.
        if algorithm == Ed25519PublicKey.sshAlgorithm { try inner.finish() }
        return SSHSignature(
            publicKeyBlob: key, namespace: namespace, hashAlgorithm: hash, signatureAlgorithm: algorithm,
            signature: signature)
    }
}
