import COpenSSL
import Testing
import Trust

/// Ed25519 by libcrypto, for tests only.
struct Ed25519: Sendable {
    let seed: [UInt8]
    let publicKey: [UInt8]

    init(_ number: UInt8) throws {
        seed = [UInt8](repeating: number, count: 32)
        let key = try #require(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count))
        defer { EVP_PKEY_free(key) }
        var bytes = [UInt8](repeating: 0, count: 32)
        var count = 32
        try #require(EVP_PKEY_get_raw_public_key(key, &bytes, &count) == 1)
        publicKey = bytes
    }

    func sign(_ message: [UInt8]) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: 64)
        var count = 64
        let context = EVP_MD_CTX_new()
        let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count)
        defer {
            EVP_MD_CTX_free(context)
            EVP_PKEY_free(key)
        }
        EVP_DigestSignInit(context, nil, nil, nil, key)
        EVP_DigestSign(context, &signature, &count, message, message.count)
        return signature
    }

    static func isValid(_ message: [UInt8], _ signature: [UInt8], publicKey: [UInt8]) -> Bool {
        let context = EVP_MD_CTX_new()
        let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, publicKey, publicKey.count)
        defer {
            EVP_MD_CTX_free(context)
            EVP_PKEY_free(key)
        }
        guard EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1 else { return false }
        return EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }
}

extension NoteVerifier {
    init(_ key: VerifierKey) {
        self.init(key: key) { Ed25519.isValid($0, $1, publicKey: key.publicKey) }
    }
}

/// A key of a log or of a witness.
struct TestKey: Sendable {
    let signer: NoteSigner
    let verifier: NoteVerifier

    init(_ number: UInt8, name: String, kind: VerifierKey.Kind = .ed25519) throws {
        let pair = try Ed25519(number)
        let key = try VerifierKey(name: name, kind: kind, publicKey: pair.publicKey)
        signer = NoteSigner(key: key) { pair.sign($0) }
        verifier = NoteVerifier(key)
    }

    /// A checkpoint by this key.
    func checkpoint(_ origin: String, _ entries: [[UInt8]]) throws -> SignedNote {
        var edge = RightEdge()
        for entry in entries { _ = edge.append(.leaf(entry)) }
        let text = Checkpoint(origin: origin, size: edge.size, root: edge.root).text
        return SignedNote(text: text, signatures: [try signer.signature(over: text, time: 0)])
    }
}
