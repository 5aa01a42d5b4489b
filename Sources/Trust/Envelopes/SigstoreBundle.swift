import Manifests

/// A sigstore bundle v0.3 around a DSSE envelope and a public key's hint, without certificates.
///
/// The hint is the SHA-256 digest, in hexadecimal, of the key's SubjectPublicKeyInfo in PEM: what model_signing and
/// cosign look for.
package struct SigstoreBundle: Sendable, Hashable {
    package static let mediaType = "application/vnd.dev.sigstore.bundle.v0.3+json"

    package let envelope: Envelope
    package let keyHint: String

    package init(envelope: Envelope, keyHint: String) {
        self.envelope = envelope
        self.keyHint = keyHint
    }

    /// - Parameter key: the one signer: the bundle has room for one key's hint.
    package static func sign(_ statement: Statement, with key: SigningKey) throws(TrustError) -> SigstoreBundle {
        SigstoreBundle(try statement.signed(with: [key]), by: key.publicKey)
    }

    /// As the bundle's verifiers expect it: the key is named by the hint alone.
    init(_ envelope: Envelope, by key: PublicKey) {
        let unnamed = envelope.signatures.map { Envelope.Signature(keyID: "", bytes: $0.bytes) }
        self.init(
            envelope: Envelope(payload: envelope.payload, payloadType: envelope.payloadType, signatures: unnamed),
            keyHint: Self.hint(for: key))
    }

    package static func hint(for key: PublicKey) -> String { SHA256Digest(of: key.spkiPEM.utf8).hex }

    package var bytes: [UInt8] {
        JSON.write([
            "mediaType": .string(Self.mediaType),
            "verificationMaterial": ["publicKey": ["hint": .string(keyHint)], "tlogEntries": []],
            "dsseEnvelope": envelope.value,
        ])
    }

    /// Reads a bundle, strictly.
    ///
    /// - Throws: `malformed`; `unsupported` for a bundle with a certificate in place of a key, or another version.
    package static func parse(_ bytes: [UInt8], what: String = "sigstore bundle") throws(TrustError) -> SigstoreBundle {
        let value = try StrictJSON.parse(bytes, what: what)
        let found = value["mediaType"]?.string
        guard found == mediaType else {
            throw .unsupported(what, found: "expected '\(mediaType)', found '\(found ?? "no media type")'")
        }
        let (hint, envelope) = try StrictJSON.read(value, what: what) { reader -> (String, Value)? in
            _ = reader.required("mediaType", .string)
            let hint = reader.requiredObject("verificationMaterial") { material -> String? in
                // Other logs' entries are not looked at: Lockstep has its own.
                _ = material.optional("tlogEntries", .any)
                _ = material.optional("timestampVerificationData", .any)
                return material.requiredObject("publicKey") { $0.value("hint", .string, default: "") }
            }
            let envelope = reader.required("dsseEnvelope", .any)
            guard let hint, let envelope else { return nil }
            return (hint, envelope)
        }
        return SigstoreBundle(envelope: try Envelope.read(envelope, what: what), keyHint: hint)
    }
}
