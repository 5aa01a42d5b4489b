/// A P-256 key (FIPS 186-5) that signs for verifiers without Ed25519. Lockstep itself trusts no such signature.
package struct P256PublicKey: Sendable, Hashable {
    /// SubjectPublicKeyInfo in DER.
    package let spki: [UInt8]

    /// - Throws: `malformed` unless the bytes are the SubjectPublicKeyInfo of a P-256 key.
    package init(spki: [UInt8]) throws(TrustError) {
        guard let canonical = try Libcrypto.p256(publicDER: spki) else {
            throw .malformed("P-256 public key", reason: "expected a SubjectPublicKeyInfo on the curve P-256")
        }
        self.spki = canonical
    }

    /// ECDSA over SHA-256, the signature in DER.
    package func isSignature(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        Libcrypto.isP256Signature(signature, of: message, spki: spki)
    }

    package var spkiPEM: String { PEM(label: "PUBLIC KEY", content: spki).text() }
    package var id: KeyID { KeyID(spki: spki) }
}

/// The private half, as PKCS#8 in locked memory. Prints as `<redacted>`.
package struct P256PrivateKey: Sendable {
    package let publicKey: P256PublicKey
    let pkcs8: SecretMemory

    /// - Parameter der: PKCS#8 or SEC 1.
    package init(der: SecretMemory) throws(TrustError) {
        guard let key = try Libcrypto.p256(privateDER: der) else {
            throw .unsupported("private key", found: "expected an Ed25519 or P-256 key, found another")
        }
        pkcs8 = key.pkcs8
        publicKey = try P256PublicKey(spki: key.spki)
    }

    package static func generate() throws(TrustError) -> P256PrivateKey {
        try P256PrivateKey(der: try Libcrypto.newP256())
    }

    /// - Returns: a DER signature over SHA-256.
    package func sign(_ message: [UInt8]) throws(TrustError) -> [UInt8] {
        try Libcrypto.signP256(message, pkcs8: pkcs8)
    }
}

extension P256PrivateKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<redacted>" }
    package var debugDescription: String { "<redacted>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
