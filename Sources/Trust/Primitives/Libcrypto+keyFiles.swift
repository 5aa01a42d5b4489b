import COpenSSL

extension Libcrypto {
    /// AES-256 in counter mode, which is its own inverse: how OpenSSH encrypts private keys.
    static func aes256CTR(
        _ input: [UInt8], key: SecretMemory, counter: [UInt8]
    ) throws(TrustError) -> SecretMemory {
        guard key.count == 32, counter.count == 16, let context = EVP_CIPHER_CTX_new() else {
            throw .library("EVP_EncryptInit")
        }
        defer { EVP_CIPHER_CTX_free(context) }
        guard let count = Int32(exactly: input.count) else { throw .library("EVP_EncryptUpdate") }
        var length: Int32 = -1
        let output = try SecretMemory(count: input.count) { buffer in
            key.withBytes { key in
                guard let key = key.bindMemory(to: UInt8.self).baseAddress,
                    let target = buffer.bindMemory(to: UInt8.self).baseAddress,
                    EVP_EncryptInit_ex(context, EVP_aes_256_ctr(), nil, key, counter) == 1,
                    EVP_EncryptUpdate(context, target, &length, input, count) == 1
                else { return }
            }
        }
        guard length == count else { throw .library("EVP_EncryptUpdate") }
        return output
    }

    /// Opens an EncryptedPrivateKeyInfo (RFC 5958, RFC 8018).
    ///
    /// - Returns: PKCS#8 DER; nil where the passphrase is wrong.
    /// - Throws: `malformed`; `unsupported` where the file asks for more than ten million PBKDF2 iterations.
    static func decryptPKCS8(_ der: [UInt8], passphrase: SecretMemory) throws(TrustError) -> SecretMemory? {
        let limit: UInt64 = 10_000_000
        guard let iterations = DERReader.pbkdf2Iterations(der) else {
            throw .unsupported(
                "encrypted PKCS#8 key", found: "expected PBES2 with PBKDF2",
                hint: "rewrite it with 'openssl pkcs8 -topk8 -v2 aes-256-cbc'")
        }
        guard iterations <= limit else {
            throw .unsupported("encrypted PKCS#8 key", found: "\(iterations) iterations, at most \(limit) expected")
        }
        let box = der.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var start = bytes.baseAddress
            return d2i_X509_SIG(nil, &start, bytes.count)
        }
        defer {
            X509_SIG_free(box)
            ERR_clear_error()
        }
        guard let box else { throw .malformed("encrypted PKCS#8 key", reason: "expected an EncryptedPrivateKeyInfo") }
        let info = passphrase.withBytes { passphrase in
            PKCS8_decrypt(box, passphrase.bindMemory(to: CChar.self).baseAddress, Int32(clamping: passphrase.count))
        }
        guard let info else { return nil }
        defer { PKCS8_PRIV_KEY_INFO_free(info) }
        let count = Int(i2d_PKCS8_PRIV_KEY_INFO(info, nil))
        guard count > 0 else { return nil }
        return try SecretMemory(count: count) { buffer in
            var target = buffer.bindMemory(to: UInt8.self).baseAddress
            i2d_PKCS8_PRIV_KEY_INFO(info, &target)
        }
    }
}
