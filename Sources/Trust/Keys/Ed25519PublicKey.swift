/// A public key of Ed25519 (RFC 8032) with which a signature proves something.
///
/// Made only from 32 bytes that are the canonical form of a point of the prime-order subgroup. The identity and
/// the other points of small order, under which one signature fits many messages, are refused.
package struct Ed25519PublicKey: Sendable, Hashable {
    /// 32 bytes.
    package let bytes: [UInt8]

    /// - Throws: `malformed` unless there are 32 bytes; `weakKey` for a point that is not canonical, not on the
    ///   curve, of small order or outside the prime-order subgroup.
    package init(_ bytes: [UInt8]) throws(TrustError) {
        guard bytes.count == 32 else {
            throw .malformed("Ed25519 public key", reason: "expected 32 bytes, found \(bytes.count)")
        }
        try Sodium.start()
        guard Sodium.isValidPoint(bytes) else {
            throw .weakKey(
                "Ed25519 public key \(Hexadecimal.encode(bytes.prefix(8)))…",
                reason: "expected a canonical point of the prime-order group, found another")
        }
        self.bytes = bytes
    }

    /// Whether a signature (64 bytes) is this key's over the message, by libsodium's strict rules.
    package func isSignature(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        Sodium.isSignature(signature, of: message, by: bytes)
    }

    /// The wire form of RFC 8709.
    package var sshBlob: [UInt8] {
        var writer = WireWriter()
        writer.append(string: Self.sshAlgorithm.utf8)
        writer.append(string: bytes)
        return writer.bytes
    }

    static let sshAlgorithm = "ssh-ed25519"

    /// SubjectPublicKeyInfo in DER (RFC 8410).
    package var spki: [UInt8] { Self.spkiPrefix + bytes }

    static let spkiPrefix: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]

    package var spkiPEM: String { PEM(label: "PUBLIC KEY", content: spki).text() }

    /// `SHA256:` and base64 without padding, as ssh-keygen prints it.
    package var fingerprint: String {
        "SHA256:" + Base64.encode(SHA256Digest(of: sshBlob).bytes, padded: false)
    }

    package var id: KeyID { KeyID(spki: spki) }
}

extension Ed25519PublicKey: CustomStringConvertible {
    package var description: String { fingerprint }
}

/// Names a public key: the SHA-256 digest of its SubjectPublicKeyInfo, 64 hexadecimal digits.
///
/// A hint for finding the key, never a proof: whoever writes an envelope writes the identifier too.
package struct KeyID: Sendable, Hashable, CustomStringConvertible {
    package let text: String

    init(spki: [UInt8]) { text = SHA256Digest(of: spki).hex }

    package var description: String { text }
}
