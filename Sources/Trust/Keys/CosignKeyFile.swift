import Manifests

/// cosign's private key file: PKCS#8 in a nacl secretbox, whose key scrypt makes from the passphrase.
enum CosignKeyFile {
    static let labels = ["ENCRYPTED SIGSTORE PRIVATE KEY", "ENCRYPTED COSIGN PRIVATE KEY"]

    /// The costs that cosign has written. Others are refused before any memory is taken.
    private static let costs: [Int] = [1 << 15, 1 << 16, 1 << 17]

    private struct Box {
        var n: Int
        var salt: [UInt8]
        var nonce: [UInt8]
        var ciphertext: [UInt8]
    }

    /// - Returns: PKCS#8 DER.
    static func decrypt(
        _ content: [UInt8], what: String, passphrase: PassphraseSource
    ) throws(TrustError) -> SecretMemory {
        let box = try read(content, what: what)
        guard costs.contains(box.n) else {
            throw .unsupported(what, found: "expected a scrypt cost of 32768, 65536 or 131072, found \(box.n)")
        }
        let secret = try passphrase.obtain(for: what)
        let key = try Sodium.scrypt(secret, salt: box.salt, n: UInt64(box.n), r: 8, p: 1, count: 32)
        guard let opened = try Sodium.openSecretBox(box.ciphertext, nonce: box.nonce, key: key) else {
            throw .wrongPassphrase(what)
        }
        return opened
    }

    static func text(pkcs8: SecretMemory, passphrase: SecretMemory) throws(TrustError) -> String {
        let salt = Sodium.random(count: 32)
        let nonce = Sodium.random(count: 24)
        let cost = 1 << 16
        let key = try Sodium.scrypt(passphrase, salt: salt, n: UInt64(cost), r: 8, p: 1, count: 32)
        let box = try Sodium.secretBox(pkcs8, nonce: nonce, key: key)
        let content: Value = [
            "kdf": [
                "name": "scrypt", "params": ["N": .integer(Int64(cost)), "r": 8, "p": 1],
                "salt": .string(Base64.encode(salt)),
            ],
            "cipher": ["name": "nacl/secretbox", "nonce": .string(Base64.encode(nonce))],
            "ciphertext": .string(Base64.encode(box)),
        ]
        return PEM(label: labels[0], content: JSON.write(content)).text()
    }

    private static func read(_ content: [UInt8], what: String) throws(TrustError) -> Box {
        try StrictJSON.read(content, what: what) { reader -> Box? in
            let kdf = reader.requiredObject("kdf") { kdf -> (Int, [UInt8])? in
                guard kdf.required("name", .string) == "scrypt" else {
                    kdf.report("expected 'scrypt'", at: "name")
                    return nil
                }
                let n = kdf.requiredObject("params") { parameters -> Int? in
                    let n = parameters.required("N", .integer(in: 1...Int.max))
                    _ = parameters.required("r", .integer(in: 8...8))
                    _ = parameters.required("p", .integer(in: 1...1))
                    return n
                }
                let salt = kdf.required("salt", .base64)
                guard let n, let salt else { return nil }
                return (n, salt)
            }
            let nonce = reader.requiredObject("cipher") { cipher -> [UInt8]? in
                guard cipher.required("name", .string) == "nacl/secretbox" else {
                    cipher.report("expected 'nacl/secretbox'", at: "name")
                    return nil
                }
                return cipher.required("nonce", .base64)
            }
            let ciphertext = reader.required("ciphertext", .base64)
            guard let kdf, let nonce, let ciphertext else { return nil }
            return Box(n: kdf.0, salt: kdf.1, nonce: nonce, ciphertext: ciphertext)
        }
    }
}
