import COpenSSL

/// Calls of libcrypto on byte arrays: P-256 for other verifiers, and the ciphers of other tools' key files.
enum Libcrypto {
    /// Owns an `EVP_PKEY`.
    struct Key: ~Copyable {
        let pointer: OpaquePointer

        init?(_ pointer: OpaquePointer?) {
            guard let pointer else {
                ERR_clear_error()
                return nil
            }
            self.pointer = pointer
        }

        deinit { EVP_PKEY_free(pointer) }

        var isP256: Bool {
            var name = [CChar](repeating: 0, count: 64)
            var length = 0
            guard EVP_PKEY_get_group_name(pointer, &name, name.count, &length) == 1 else {
                ERR_clear_error()
                return false
            }
            let bytes = name.prefix(length).map { UInt8(bitPattern: $0) }
            return ["prime256v1", "P-256"].contains(String(decoding: bytes, as: UTF8.self))
        }
    }

    // MARK: P-256

    /// - Returns: PKCS#8 DER (RFC 5208).
    static func newP256() throws(TrustError) -> SecretMemory {
        guard let context = EVP_PKEY_CTX_new_from_name(nil, "EC", nil) else { throw .library("EVP_PKEY_generate") }
        defer { EVP_PKEY_CTX_free(context) }
        var made: OpaquePointer?
        guard EVP_PKEY_keygen_init(context) == 1, EVP_PKEY_CTX_set_group_name(context, "P-256") == 1,
            EVP_PKEY_generate(context, &made) == 1, let key = Key(made)
        else { throw .library("EVP_PKEY_generate") }
        return try privateDER(key)
    }

    /// - Returns: nil unless the bytes are a P-256 private key in PKCS#8 or SEC 1 form.
    static func p256(privateDER der: SecretMemory) throws(TrustError) -> (pkcs8: SecretMemory, spki: [UInt8])? {
        guard let key = privateKey(der), key.isP256 else { return nil }
        return (try privateDER(key), try publicDER(key))
    }

    /// - Returns: the SubjectPublicKeyInfo as libcrypto writes it; nil unless the bytes are a P-256 public key.
    static func p256(publicDER der: [UInt8]) throws(TrustError) -> [UInt8]? {
        guard let key = publicKey(der), key.isP256 else { return nil }
        return try publicDER(key)
    }

    /// ECDSA with SHA-256; the signature in DER.
    static func signP256(_ message: [UInt8], pkcs8: SecretMemory) throws(TrustError) -> [UInt8] {
        guard let key = privateKey(pkcs8), let context = EVP_MD_CTX_new() else { throw .library("EVP_DigestSign") }
        defer { EVP_MD_CTX_free(context) }
        var length = 128
        var signature = [UInt8](repeating: 0, count: length)
        guard EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key.pointer) == 1,
            EVP_DigestSign(context, &signature, &length, message, message.count) == 1, length <= signature.count
        else { throw .library("EVP_DigestSign") }
        return Array(signature.prefix(length))
    }

    static func isP256Signature(_ signature: [UInt8], of message: [UInt8], spki: [UInt8]) -> Bool {
        guard let key = publicKey(spki), key.isP256, let context = EVP_MD_CTX_new() else { return false }
        defer {
            EVP_MD_CTX_free(context)
            ERR_clear_error()
        }
        guard EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, key.pointer) == 1 else { return false }
        return EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }

    private static func privateKey(_ der: SecretMemory) -> Key? {
        Key(
            der.withBytes { bytes -> OpaquePointer? in
                var start = bytes.bindMemory(to: UInt8.self).baseAddress
                let pointer = d2i_AutoPrivateKey(nil, &start, bytes.count)
                // Bytes behind the key would be somebody's message, not the key's.
                guard let pointer, let start, let base = bytes.baseAddress,
                    UnsafeRawPointer(start) == base + bytes.count
                else {
                    EVP_PKEY_free(pointer)
                    return nil
                }
                return pointer
            })
    }

    static func publicKey(_ der: [UInt8]) -> Key? {
        Key(
            der.withUnsafeBufferPointer { bytes -> OpaquePointer? in
                var start = bytes.baseAddress
                let pointer = d2i_PUBKEY(nil, &start, bytes.count)
                guard let pointer, let start, let base = bytes.baseAddress, start == base + bytes.count else {
                    EVP_PKEY_free(pointer)
                    return nil
                }
                return pointer
            })
    }

    private static func privateDER(_ key: borrowing Key) throws(TrustError) -> SecretMemory {
        guard let info = EVP_PKEY2PKCS8(key.pointer) else { throw .library("EVP_PKEY2PKCS8") }
        defer { PKCS8_PRIV_KEY_INFO_free(info) }
        let count = Int(i2d_PKCS8_PRIV_KEY_INFO(info, nil))
        guard count > 0 else { throw .library("i2d_PKCS8_PRIV_KEY_INFO") }
        return try SecretMemory(count: count) { buffer in
            var target = buffer.bindMemory(to: UInt8.self).baseAddress
            i2d_PKCS8_PRIV_KEY_INFO(info, &target)
        }
    }

    private static func publicDER(_ key: borrowing Key) throws(TrustError) -> [UInt8] {
        let count = Int(i2d_PUBKEY(key.pointer, nil))
        guard count > 0 else { throw .library("i2d_PUBKEY") }
        var der = [UInt8](repeating: 0, count: count)
        der.withUnsafeMutableBufferPointer { buffer in
            var target = buffer.baseAddress
            i2d_PUBKEY(key.pointer, &target)
        }
        return der
    }
}
