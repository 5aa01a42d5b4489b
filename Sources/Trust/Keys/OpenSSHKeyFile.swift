/// OpenSSH's private key file (PROTOCOL.key): Ed25519, plain or under a passphrase by bcrypt and AES-256-CTR.
enum OpenSSHKeyFile {
    static let label = "OPENSSH PRIVATE KEY"
    private static let magic = Array("openssh-key-v1\0".utf8)
    private static let blockBytes = 16

    /// - Parameter passphrase: asked only where the file is encrypted.
    static func parse(
        _ content: SecretMemory, what: String, passphrase: PassphraseSource
    ) throws(TrustError) -> Ed25519PrivateKey {
        var reader = SecretReader(content, what: what)
        guard try reader.bytes(min(magic.count, content.count)) == magic else {
            throw .malformed(what, reason: "expected 'openssh-key-v1'")
        }
        let cipher = try reader.text()
        let derivation = try reader.text()
        let options = try reader.string()
        guard try reader.uint32() == 1 else { throw .unsupported(what, found: "expected one key, found several") }
        let blob = try reader.string()
        var body = try reader.secretString()
        try reader.finish()
        switch (cipher, derivation) {
        case ("none", "none"): break
        case ("aes256-ctr", "bcrypt"):
            let secret = try passphrase.obtain(for: what)
            body = try crypt(body.exposedBytes, options: options, passphrase: secret, what: what)
        default:
            throw .unsupported(
                what, found: "expected cipher 'aes256-ctr', found '\(cipher)' with '\(derivation)'",
                hint: "rewrite it with 'ssh-keygen -p -Z aes256-ctr'")
        }
        return try key(in: body, blob: blob, isEncrypted: cipher != "none", what: what)
    }

    private static func crypt(
        _ body: [UInt8], options: [UInt8], passphrase: SecretMemory, what: String
    ) throws(TrustError) -> SecretMemory {
        var reader = WireReader(options, what: what)
        let salt = try reader.string()
        let rounds = try reader.uint32()
        let derived = try BcryptPBKDF.key(passphrase: passphrase, salt: salt, rounds: rounds, count: 48)
        return try Libcrypto.aes256CTR(
            body, key: try derived.slice(0..<32), counter: try derived.slice(32..<48).exposedBytes)
    }

    private static func key(
        in body: SecretMemory, blob: [UInt8], isEncrypted: Bool, what: String
    ) throws(TrustError) -> Ed25519PrivateKey {
        var reader = SecretReader(body, what: what)
        // The same random number twice: how a wrong passphrase is told.
        guard try reader.uint32() == (try reader.uint32()) else {
            if isEncrypted { throw .wrongPassphrase(what) }
            throw .malformed(what, reason: "its check numbers differ")
        }
        let algorithm = try reader.text()
        guard algorithm == Ed25519PublicKey.sshAlgorithm else {
            throw .unsupported(what, found: "expected an 'ssh-ed25519' key, found '\(algorithm)'")
        }
        let point = try reader.string()
        let secret = try reader.secretString()
        _ = try reader.string()
        let padding = try reader.rest()
        guard padding.count < blockBytes, padding.enumerated().allSatisfy({ Int($1) == $0 + 1 }), secret.count == 64
        else { throw .malformed(what, reason: "its padding or key length is wrong") }
        let key = try Ed25519PrivateKey(seed: try secret.slice(0..<32))
        let half = try secret.slice(32..<64).exposedBytes
        guard key.publicKey.bytes == point, key.publicKey.sshBlob == blob, half == point else {
            throw .malformed(what, reason: "its public and private halves do not belong together")
        }
        return key
    }

    /// - Parameters:
    ///   - passphrase: nil writes the key in the clear.
    ///   - check: a random number.
    static func text(
        _ key: Ed25519PrivateKey, comment: String, passphrase: SecretMemory?, check: UInt32, rounds: UInt32 = 24
    ) throws(TrustError) -> String {
        var body = WireWriter()
        body.append(uint32: check)
        body.append(uint32: check)
        body.append(string: Ed25519PublicKey.sshAlgorithm.utf8)
        body.append(string: key.publicKey.bytes)
        body.append(string: try key.seed.exposedBytes + key.publicKey.bytes)
        body.append(string: comment.utf8)
        let block = passphrase == nil ? 8 : blockBytes
        var next: UInt8 = 1
        while !body.bytes.count.isMultiple(of: block) {
            body.append([next])
            next += 1
        }
        var options = WireWriter()
        var content = body.bytes
        if let passphrase {
            options.append(string: Sodium.random(count: 16))
            options.append(uint32: rounds)
            content = try crypt(
                content, options: options.bytes, passphrase: passphrase, what: "the new key file"
            ).exposedBytes
        }
        var file = WireWriter()
        file.append(magic)
        file.append(string: (passphrase == nil ? "none" : "aes256-ctr").utf8)
        file.append(string: (passphrase == nil ? "none" : "bcrypt").utf8)
        file.append(string: options.bytes)
        file.append(uint32: 1)
        file.append(string: key.publicKey.sshBlob)
        file.append(string: content)
        return PEM(label: label, content: file.bytes).text(columns: 70)
    }
}
