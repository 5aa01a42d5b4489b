import COpenSSL

/// RSA and the curves of NIST, as bearer tokens are signed with them.
extension Libcrypto {
    /// Bits of an RSA modulus: below is too weak (NIST SP 800-131A), above takes too long to verify.
    private static let modulusBits: ClosedRange<Int32> = 2_048...8_192

    private static let rsaEncryption: [UInt8] = [
        0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00,
    ]
    private static let p256: [UInt8] = [
        0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D,
        0x03, 0x01, 0x07,
    ]
    private static let p384: [UInt8] = [
        0x30, 0x10, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x22,
    ]

    /// - Returns: the SubjectPublicKeyInfo (RFC 8017, A.1); nil for a number that is too small, too large or no modulus.
    static func rsaKey(modulus: [UInt8], exponent: [UInt8]) -> [UInt8]? {
        // An exponent of 1 makes every message its own signature; an even one has no private half.
        guard modulus.count <= 1_024, exponent.count <= 8, let last = exponent.last, last & 1 == 1,
            exponent.drop(while: { $0 == 0 }) != [1]
        else { return nil }
        let key = DERWriter.sequence([DERWriter.integer(modulus), DERWriter.integer(exponent)])
        let spki = DERWriter.sequence([rsaEncryption, DERWriter.bits(key)])
        guard let key = publicKey(spki), modulusBits.contains(EVP_PKEY_get_bits(key.pointer)) else { return nil }
        return spki
    }

    /// - Returns: the SubjectPublicKeyInfo (RFC 5480); nil for what is no point of P-256 (32 bytes each) or P-384 (48).
    static func curveKey(x: [UInt8], y: [UInt8]) -> [UInt8]? {
        let spki = DERWriter.sequence([x.count == 32 ? p256 : p384, DERWriter.bits([0x04] + x + y)])
        return publicKey(spki) == nil ? nil : spki
    }

    /// - Parameter signature: of RSA as it is, of a curve in DER.
    static func isTokenSignature(
        _ signature: [UInt8], of message: [UInt8], spki: [UInt8], _ algorithm: TokenAlgorithm
    ) -> Bool {
        guard let hash = hash(algorithm), let key = publicKey(spki), let context = EVP_MD_CTX_new() else {
            return false
        }
        defer {
            EVP_MD_CTX_free(context)
            ERR_clear_error()
        }
        var settings: OpaquePointer?
        guard EVP_DigestVerifyInit(context, &settings, hash, nil, key.pointer) == 1 else { return false }
        switch algorithm {
        case .ps256, .ps384, .ps512:
            // RFC 7518, 3.5: the salt is as long as the hash.
            guard EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) == 1,
                EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST) == 1
            else { return false }
        default: break
        }
        return EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }

    private static func hash(_ algorithm: TokenAlgorithm) -> OpaquePointer? {
        switch algorithm {
        case .rs256, .ps256, .es256: EVP_sha256()
        case .rs384, .ps384, .es384: EVP_sha384()
        case .rs512, .ps512: EVP_sha512()
        case .edDSA: nil
        }
    }
}
