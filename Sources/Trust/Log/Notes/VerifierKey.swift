/// A named public key that signs notes (C2SP signed-note, "verifier keys").
///
///     PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW
package struct VerifierKey: Sendable, Hashable {
    /// The signature types of C2SP signed-note that are understood; both are Ed25519.
    package enum Kind: UInt8, Sendable, Hashable {
        /// Over the text of the note.
        case ed25519 = 0x01
        /// A witness's, over the text and the time (C2SP tlog-cosignature).
        case cosignature = 0x04
    }

    package let name: String
    package let kind: Kind
    /// 32 bytes.
    package let publicKey: [UInt8]

    /// - Throws: ``TrustError/unexpected(_:found:)`` for a name with spaces or '+', or a key that has not 32 bytes.
    package init(name: String, kind: Kind, publicKey: [UInt8]) throws(TrustError) {
        guard Self.isName(name) else {
            throw .unexpected("a key name without spaces and '+'", found: "'\(name)'")
        }
        guard publicKey.count == 32 else {
            throw .unexpected("an Ed25519 public key of 32 bytes", found: "\(publicKey.count) bytes")
        }
        self.name = name
        self.kind = kind
        self.publicKey = publicKey
    }

    /// The first four bytes of SHA-256(name ‖ 0x0A ‖ kind ‖ key), most significant first. A hint, not an identity.
    package var keyID: UInt32 {
        let digest = SHA256Digest(of: Array(name.utf8) + [0x0A, kind.rawValue] + publicKey).bytes
        return digest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0 != "+" && $0.value >= 0x20 }
    }
}

extension VerifierKey: CustomStringConvertible {
    /// The text form, which ``init(_:)`` reads.
    package var description: String {
        "\(name)+\(Self.hex(keyID))+\(Base64.encode([kind.rawValue] + publicKey))"
    }

    /// - Throws: ``TrustError/unexpected(_:found:)`` also where the key id is not the key's.
    package init(_ text: String) throws(TrustError) {
        let what = "a verifier key 'name+id+base64'"
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let bytes = Base64.decode(parts[2]), let type = bytes.first else {
            throw .unexpected(what, found: "'\(text)'")
        }
        guard let kind = Kind(rawValue: type) else {
            throw .unexpected("a verifier key of type 1 (Ed25519) or 4 (cosignature)", found: "type \(type)")
        }
        try self.init(name: String(parts[0]), kind: kind, publicKey: Array(bytes.dropFirst()))
        guard parts[1] == Self.hex(keyID) else {
            throw .unexpected("the key id '\(Self.hex(keyID))'", found: "'\(parts[1])'")
        }
    }

    private static func hex(_ id: UInt32) -> String {
        let digits = String(id, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
