/// One line of an OpenSSH public key file: algorithm, base64, comment.
///
///     ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA… alice@example.com
package struct OpenSSHPublicKey: Sendable, Hashable {
    package let algorithm: String
    /// RFC 4253, section 6.6; begins with the algorithm again.
    package let blob: [UInt8]
    package let comment: String

    /// - Throws: `malformed`, also where the algorithm before the blob is another than the one within.
    package init(_ line: String) throws(TrustError) {
        let parts = line.split(maxSplits: 2, omittingEmptySubsequences: true) { $0 == " " || $0 == "\t" }
        guard parts.count >= 2, let blob = Base64.decode(String(parts[1])) else {
            throw .malformed("OpenSSH public key", reason: "expected '<algorithm> <base64> <comment>'")
        }
        algorithm = String(parts[0])
        self.blob = blob
        comment = parts.count > 2 ? String(parts[2]).trimmingLineEnd : ""
        var reader = WireReader(blob, what: "OpenSSH public key")
        let named = try reader.text()
        guard named == algorithm else {
            throw .malformed("OpenSSH public key", reason: "'\(algorithm)' is written and '\(named)' is within")
        }
    }

    /// - Throws: `malformed` for a blob that does not begin with an algorithm.
    init(blob: [UInt8], comment: String) throws(TrustError) {
        var reader = WireReader(blob, what: "OpenSSH public key")
        algorithm = try reader.text()
        self.blob = blob
        self.comment = comment
    }

    /// A P-256 key (RFC 5656, section 3.1).
    package init(_ key: P256PublicKey, comment: String) {
        algorithm = "ecdsa-sha2-nistp256"
        var writer = WireWriter()
        writer.append(string: algorithm.utf8)
        writer.append(string: "nistp256".utf8)
        // What a SubjectPublicKeyInfo ends with: the point, 65 bytes.
        writer.append(string: key.spki.suffix(65))
        blob = writer.bytes
        self.comment = comment
    }

    package init(_ key: Ed25519PublicKey, comment: String) {
        algorithm = Ed25519PublicKey.sshAlgorithm
        blob = key.sshBlob
        self.comment = comment
    }

    package var text: String {
        "\(algorithm) \(Base64.encode(blob))" + (comment.isEmpty ? "" : " \(comment)")
    }

    package var fingerprint: String { "SHA256:" + Base64.encode(SHA256Digest(of: blob).bytes, padded: false) }

    /// - Returns: nil for a key of another algorithm.
    /// - Throws: `malformed` or `weakKey` for an Ed25519 key that is not to be trusted.
    package var ed25519: Ed25519PublicKey? {
        get throws(TrustError) {
            guard algorithm == Ed25519PublicKey.sshAlgorithm else { return nil }
            var reader = WireReader(blob, what: "OpenSSH public key")
            _ = try reader.string()
            let point = try reader.string()
            try reader.finish()
            return try Ed25519PublicKey(point)
        }
    }
}

extension String {
    var trimmingLineEnd: String {
        var rest = self[...]
        while let last = rest.last, last.isNewline || last == " " { rest = rest.dropLast() }
        return String(rest)
    }
}
