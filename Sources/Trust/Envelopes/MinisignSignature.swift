/// A minisign signature file (jedisct1/minisign): a signature over a file, and one over that with a trusted comment.
package struct MinisignSignature: Sendable, Hashable {
    package enum Algorithm: String, Sendable {
        /// Over the file's bytes. Read for old files, never written.
        case legacy = "Ed"
        /// Over the BLAKE2b-512 digest of the file.
        case prehashed = "ED"
    }

    package let algorithm: Algorithm
    package let keyID: MinisignKeyID
    package let signature: [UInt8]
    /// Signed, one line.
    package let trustedComment: String
    package let globalSignature: [UInt8]
    /// Not signed, one line.
    package let untrustedComment: String

    /// Signs a file by its digest.
    ///
    /// - Parameter trustedComment: one line; what is to be known of the file.
    package static func sign(
        _ file: FileDigests, with key: SigningKey, id: MinisignKeyID? = nil, trustedComment: String,
        untrustedComment: String = "signature by lockstep"
    ) throws(TrustError) -> MinisignSignature {
        guard !trustedComment.contains(where: \.isNewline), !untrustedComment.contains(where: \.isNewline) else {
            throw .malformed("comment", reason: "expected one line")
        }
        let publicKey = try key.ed25519(for: "minisign signature")
        let signature = try key.sign(file.blake2b)
        return MinisignSignature(
            algorithm: .prehashed, keyID: id ?? MinisignKeyID(derivedFrom: publicKey), signature: signature,
            trustedComment: trustedComment, globalSignature: try key.sign(signature + Array(trustedComment.utf8)),
            untrustedComment: untrustedComment)
    }

    /// - Throws: `badSignature` unless both signatures are the key's.
    package func verify(_ file: [UInt8], by key: Ed25519PublicKey) throws(TrustError) {
        let message: [UInt8]
        switch algorithm {
        case .prehashed: message = Sodium.blake2b(file, count: 64)
        case .legacy:
            // What a legacy signature covers is the file as it is: it must be no other protocol's signed message.
            guard !Self.otherProtocols.contains(where: { file.starts(with: $0.utf8) }) else {
                throw .badSignature("the file", reason: "the file reads as the signed message of another format")
            }
            message = file
        }
        guard key.isSignature(signature, of: message) else {
            throw .badSignature("the file", reason: "it is not of \(key.fingerprint) over these bytes")
        }
        guard key.isSignature(globalSignature, of: signature + Array(trustedComment.utf8)) else {
            throw .badSignature("the trusted comment", reason: "the comment was changed")
        }
    }

    private static let otherProtocols = ["DSSEv1 ", "SSHSIG"]

    package var text: String {
        """
        untrusted comment: \(untrustedComment)
        \(Base64.encode(Array(algorithm.rawValue.utf8) + keyID.bytes + signature))
        trusted comment: \(trustedComment)
        \(Base64.encode(globalSignature))

        """
    }

    /// - Throws: `malformed` unless the text is the four lines of a signature.
    package static func parse(_ text: String, what: String = "minisign signature") throws(TrustError) -> Self {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasSuffix("\r") ? String(line.dropLast()) : String(line)
        }
        if lines.last == "" { lines.removeLast() }
        let untrusted = "untrusted comment: "
        let trusted = "trusted comment: "
        guard lines.count == 4, lines[0].hasPrefix(untrusted), lines[2].hasPrefix(trusted),
            let first = Base64.decode(lines[1]), first.count == 74, let global = Base64.decode(lines[3]),
            global.count == 64, let id = MinisignKeyID(Array(first[2..<10]))
        else { throw .malformed(what, reason: "expected the four lines that minisign writes") }
        guard let algorithm = Algorithm(rawValue: String(decoding: first[..<2], as: UTF8.self)) else {
            throw .unsupported(what, found: "an algorithm other than 'Ed' and 'ED'")
        }
        return MinisignSignature(
            algorithm: algorithm, keyID: id, signature: Array(first[10...]),
            trustedComment: String(lines[2].dropFirst(trusted.count)), globalSignature: global,
            untrustedComment: String(lines[0].dropFirst(untrusted.count)))
    }
}
