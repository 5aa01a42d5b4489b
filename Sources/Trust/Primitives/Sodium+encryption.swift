import CSodium

extension Sodium {
    // MARK: Keys from passphrases

    /// Argon2id 1.3 (RFC 9106).
    ///
    /// - Parameters:
    ///   - salt: 16 bytes.
    ///   - memory: bytes.
    static func argon2id(
        _ passphrase: SecretMemory, salt: [UInt8], passes: UInt64, memory: Int
    ) throws(TrustError) -> SecretMemory {
        guard salt.count == 16 else { throw .library("crypto_pwhash") }
        var done: Int32 = -1
        let key = try SecretMemory(count: 32) { buffer in
            passphrase.withBytes { passphrase in
                guard let target = buffer.bindMemory(to: UInt8.self).baseAddress,
                    let text = passphrase.bindMemory(to: CChar.self).baseAddress
                else { return }
                done = crypto_pwhash(
                    target, 32, text, UInt64(passphrase.count), salt, passes, memory, crypto_pwhash_ALG_ARGON2ID13)
            }
        }
        guard done == 0 else { throw .library("crypto_pwhash") }
        return key
    }

    /// scrypt (RFC 7914). The caller bounds the parameters.
    static func scrypt(
        _ passphrase: SecretMemory, salt: [UInt8], n: UInt64, r: UInt32, p: UInt32, count: Int
    ) throws(TrustError) -> SecretMemory {
        var done: Int32 = -1
        let key = try SecretMemory(count: count) { buffer in
            passphrase.withBytes { passphrase in
                guard let target = buffer.bindMemory(to: UInt8.self).baseAddress,
                    let text = passphrase.bindMemory(to: UInt8.self).baseAddress
                else { return }
                done = crypto_pwhash_scryptsalsa208sha256_ll(
                    text, passphrase.count, salt, salt.count, n, r, p, target, count)
            }
        }
        guard done == 0 else { throw .library("crypto_pwhash_scryptsalsa208sha256_ll") }
        return key
    }

    // MARK: XChaCha20-Poly1305

    /// - Parameters:
    ///   - nonce: 24 bytes, never twice with one key.
    ///   - key: 32 bytes.
    /// - Returns: the ciphertext and its 16-byte tag.
    static func encrypt(
        _ message: SecretMemory, authenticating context: [UInt8], nonce: [UInt8], key: SecretMemory
    ) throws(TrustError) -> [UInt8] {
        guard nonce.count == 24, key.count == 32 else { throw .library("crypto_aead_xchacha20poly1305") }
        var output = [UInt8](repeating: 0, count: message.count + 16)
        let done = message.withBytes { message in
            key.withBytes { key -> Int32 in
                guard let key = key.bindMemory(to: UInt8.self).baseAddress else { return -1 }
                return crypto_aead_xchacha20poly1305_ietf_encrypt(
                    &output, nil, message.bindMemory(to: UInt8.self).baseAddress, UInt64(message.count), context,
                    UInt64(context.count), nil, nonce, key)
            }
        }
        guard done == 0 else { throw .library("crypto_aead_xchacha20poly1305") }
        return output
    }

    /// - Returns: nil where key, context or bytes are not those of the encryption.
    static func decrypt(
        _ ciphertext: [UInt8], authenticating context: [UInt8], nonce: [UInt8], key: SecretMemory
    ) throws(TrustError) -> SecretMemory? {
        guard nonce.count == 24, key.count == 32, ciphertext.count >= 16 else { return nil }
        var done: Int32 = -1
        let message = try SecretMemory(count: ciphertext.count - 16) { buffer in
            key.withBytes { key in
                guard let key = key.bindMemory(to: UInt8.self).baseAddress else { return }
                done = crypto_aead_xchacha20poly1305_ietf_decrypt(
                    buffer.bindMemory(to: UInt8.self).baseAddress, nil, nil, ciphertext, UInt64(ciphertext.count),
                    context, UInt64(context.count), nonce, key)
            }
        }
        return done == 0 ? message : nil
    }

    // MARK: XSalsa20-Poly1305 ("nacl/secretbox")

    static func openSecretBox(
        _ box: [UInt8], nonce: [UInt8], key: SecretMemory
    ) throws(TrustError) -> SecretMemory? {
        guard nonce.count == 24, key.count == 32, box.count >= 16 else { return nil }
        var done: Int32 = -1
        let message = try SecretMemory(count: box.count - 16) { buffer in
            key.withBytes { key in
                guard let key = key.bindMemory(to: UInt8.self).baseAddress,
                    let target = buffer.bindMemory(to: UInt8.self).baseAddress
                else { return }
                done = crypto_secretbox_open_easy(target, box, UInt64(box.count), nonce, key)
            }
        }
        return done == 0 ? message : nil
    }

    static func secretBox(_ message: SecretMemory, nonce: [UInt8], key: SecretMemory) throws(TrustError) -> [UInt8] {
        guard nonce.count == 24, key.count == 32 else { throw .library("crypto_secretbox_easy") }
        var box = [UInt8](repeating: 0, count: message.count + 16)
        let done = message.withBytes { message in
            key.withBytes { key -> Int32 in
                guard let key = key.bindMemory(to: UInt8.self).baseAddress,
                    let start = message.bindMemory(to: UInt8.self).baseAddress
                else { return -1 }
                return crypto_secretbox_easy(&box, start, UInt64(message.count), nonce, key)
            }
        }
        guard done == 0 else { throw .library("crypto_secretbox_easy") }
        return box
    }
}

/// One direction of libsodium's secretstream: chunks that cannot be changed, reordered, repeated or cut off.
struct SecretStream: ~Copyable {
    static let headerCount = Int(crypto_secretstream_xchacha20poly1305_HEADERBYTES)
    static let overhead = Int(crypto_secretstream_xchacha20poly1305_ABYTES)

    private var state = crypto_secretstream_xchacha20poly1305_state()
    /// 24 bytes that the reader needs.
    let header: [UInt8]

    /// Begins to write.
    init(writingWith key: SecretMemory) throws(TrustError) {
        var header = [UInt8](repeating: 0, count: Self.headerCount)
        var state = crypto_secretstream_xchacha20poly1305_state()
        let done = key.withBytes { key -> Int32 in
            guard key.count == 32, let key = key.bindMemory(to: UInt8.self).baseAddress else { return -1 }
            return crypto_secretstream_xchacha20poly1305_init_push(&state, &header, key)
        }
        guard done == 0 else { throw .library("crypto_secretstream") }
        self.state = state
        self.header = header
    }

    /// Begins to read.
    init(readingWith key: SecretMemory, header: [UInt8]) throws(TrustError) {
        var state = crypto_secretstream_xchacha20poly1305_state()
        let done = key.withBytes { key -> Int32 in
            guard key.count == 32, header.count == Self.headerCount,
                let key = key.bindMemory(to: UInt8.self).baseAddress
            else { return -1 }
            return crypto_secretstream_xchacha20poly1305_init_pull(&state, header, key)
        }
        guard done == 0 else { throw .malformed("encrypted stream", reason: "its header is not one") }
        self.state = state
        self.header = header
    }

    deinit {
        var state = state
        sodium_memzero(&state, MemoryLayout.size(ofValue: state))
    }

    mutating func push(_ chunk: [UInt8], context: [UInt8], isLast: Bool) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: chunk.count + Self.overhead)
        let tag = isLast ? crypto_secretstream_xchacha20poly1305_tag_final() : 0
        crypto_secretstream_xchacha20poly1305_push(
            &state, &output, nil, chunk, UInt64(chunk.count), context, UInt64(context.count), tag)
        return output
    }

    /// - Returns: nil for a chunk that is not the next one.
    mutating func pull(_ chunk: [UInt8], context: [UInt8]) -> (bytes: [UInt8], isLast: Bool)? {
        guard chunk.count >= Self.overhead else { return nil }
        var output = [UInt8](repeating: 0, count: chunk.count - Self.overhead)
        var tag: UInt8 = 0
        let done = crypto_secretstream_xchacha20poly1305_pull(
            &state, &output, nil, &tag, chunk, UInt64(chunk.count), context, UInt64(context.count))
        return done == 0 ? (output, tag == crypto_secretstream_xchacha20poly1305_tag_final()) : nil
    }
}
