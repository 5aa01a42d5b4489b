import CSodium

/// Calls of libsodium on byte arrays. Sizes are checked before every call; nothing above sees a pointer.
enum Sodium {
    private static let isStarted = sodium_init() >= 0

    static func start() throws(TrustError) {
        guard isStarted else { throw .library("sodium_init") }
    }

    static func random(count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        if isStarted { randombytes_buf(&bytes, count) }
        return bytes
    }

    /// Overwrites bytes in a way that the compiler keeps.
    static func wipe(_ bytes: inout [UInt8]) {
        sodium_memzero(&bytes, bytes.count)
    }

    /// Equality in a time that does not depend on the bytes.
    static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && sodium_memcmp(left, right, left.count) == 0
    }

    // MARK: Digests

    static func sha512(_ message: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha512_BYTES))
        crypto_hash_sha512(&digest, message, UInt64(message.count))
        return digest
    }

    /// BLAKE2b (RFC 7693) without a key.
    static func blake2b(_ message: [UInt8], count: Int) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: count)
        crypto_generichash(&digest, count, message, UInt64(message.count), nil, 0)
        return digest
    }

    static func blake2b(_ message: SecretMemory, count: Int) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: count)
        message.withBytes { message in
            let bytes = message.bindMemory(to: UInt8.self).baseAddress
            _ = crypto_generichash(&digest, count, bytes, UInt64(message.count), nil, 0)
        }
        return digest
    }

    // MARK: Ed25519

    /// Whether the bytes are the canonical form of a point of the prime-order subgroup, and not its identity.
    static func isValidPoint(_ point: [UInt8]) -> Bool {
        point.count == 32 && crypto_core_ed25519_is_valid_point(point) == 1
    }

    /// - Parameter seed: 32 bytes (RFC 8032, section 5.1.5).
    /// - Returns: the seed with the public key behind it, 64 bytes, and the public key.
    static func ed25519Keys(seed: SecretMemory) throws(TrustError) -> (secret: SecretMemory, point: [UInt8]) {
        guard seed.count == 32 else { throw .malformed("Ed25519 seed", reason: "expected 32 bytes") }
        var point = [UInt8](repeating: 0, count: 32)
        let secret = try SecretMemory(count: 64) { buffer in
            seed.withBytes { seed in
                guard let target = buffer.bindMemory(to: UInt8.self).baseAddress,
                    let source = seed.bindMemory(to: UInt8.self).baseAddress
                else { return }
                crypto_sign_seed_keypair(&point, target, source)
            }
        }
        return (secret, point)
    }

    /// - Parameter secret: 64 bytes.
    /// - Returns: 64 bytes, deterministic (RFC 8032).
    static func sign(_ message: [UInt8], secret: SecretMemory) throws(TrustError) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: 64)
        guard secret.count == 64 else { throw .library("crypto_sign_detached") }
        let done = secret.withBytes { secret -> Int32 in
            guard let key = secret.bindMemory(to: UInt8.self).baseAddress else { return -1 }
            return crypto_sign_detached(&signature, nil, message, UInt64(message.count), key)
        }
        guard done == 0 else { throw .library("crypto_sign_detached") }
        return signature
    }

    /// Strict: refuses an S that is not reduced, and small-order points.
    static func isSignature(_ signature: [UInt8], of message: [UInt8], by point: [UInt8]) -> Bool {
        guard signature.count == 64, point.count == 32 else { return false }
        return crypto_sign_verify_detached(signature, message, UInt64(message.count), point) == 0
    }

    // MARK: Sealed boxes (X25519, XSalsa20-Poly1305)

    static func boxPoint(secret: SecretMemory) throws(TrustError) -> [UInt8] {
        guard secret.count == 32 else { throw .malformed("X25519 key", reason: "expected 32 bytes") }
        var point = [UInt8](repeating: 0, count: 32)
        let done = secret.withBytes { secret -> Int32 in
            guard let scalar = secret.bindMemory(to: UInt8.self).baseAddress else { return -1 }
            return crypto_scalarmult_base(&point, scalar)
        }
        guard done == 0 else { throw .library("crypto_scalarmult_base") }
        return point
    }

    /// - Returns: nil for a recipient key of small order.
    static func seal(_ message: [UInt8], to point: [UInt8]) -> [UInt8]? {
        guard point.count == 32 else { return nil }
        var sealed = [UInt8](repeating: 0, count: message.count + crypto_box_sealbytes())
        return crypto_box_seal(&sealed, message, UInt64(message.count), point) == 0 ? sealed : nil
    }

    /// - Returns: nil where the bytes were sealed to another key or changed.
    static func open(_ sealed: [UInt8], point: [UInt8], secret: SecretMemory) throws(TrustError) -> SecretMemory? {
        let overhead = crypto_box_sealbytes()
        guard sealed.count >= overhead, point.count == 32, secret.count == 32 else { return nil }
        var done: Int32 = -1
        let message = try SecretMemory(count: sealed.count - overhead) { buffer in
            secret.withBytes { secret in
                guard let key = secret.bindMemory(to: UInt8.self).baseAddress else { return }
                let target = buffer.bindMemory(to: UInt8.self).baseAddress
                done = crypto_box_seal_open(target, sealed, UInt64(sealed.count), point, key)
            }
        }
        return done == 0 ? message : nil
    }
}
