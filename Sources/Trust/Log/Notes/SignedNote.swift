/// A text and the signatures under it (C2SP signed-note). Nothing in it is to be believed before ``verify(with:)``.
package struct SignedNote: Sendable, Hashable {
    /// Ends in a newline.
    package let text: String
    package private(set) var signatures: [NoteSignature]

    /// Signatures in a note; the specification asks for at least 16.
    static let mostSignatures = 100
    static let mostBytes = 1 << 20

    package init(text: String, signatures: [NoteSignature]) {
        self.text = text
        self.signatures = signatures
    }

    /// - Throws: ``TrustError/unexpected(_:found:)``.
    package init(_ bytes: [UInt8]) throws(TrustError) {
        let what = "a signed note"
        guard bytes.count <= Self.mostBytes else {
            throw .unexpected("\(what) of at most 1 MiB", found: "\(bytes.count) bytes")
        }
        guard !bytes.contains(where: { $0 < 0x20 && $0 != 0x0A }), String(validating: bytes, as: UTF8.self) != nil
        else { throw .unexpected(what, found: "control characters or bytes that are not UTF-8") }
        guard let split = Self.lastEmptyLine(bytes), bytes.last == 0x0A else {
            throw .unexpected(what, found: "no empty line before the signatures, or no newline at the end")
        }
        text = String(decoding: bytes[...split], as: UTF8.self)
        signatures = []
        for line in bytes[(split + 2)...].dropLast().split(separator: 0x0A, omittingEmptySubsequences: false) {
            signatures.append(try NoteSignature(line: String(decoding: line, as: UTF8.self)))
            guard signatures.count <= Self.mostSignatures else {
                throw .unexpected(what, found: "more than \(Self.mostSignatures) signatures")
            }
        }
    }

    /// The index of the newline that ends the text.
    private static func lastEmptyLine(_ bytes: [UInt8]) -> Int? {
        var index = bytes.count - 2
        while index >= 0 {
            if bytes[index] == 0x0A, bytes[index + 1] == 0x0A { return index }
            index -= 1
        }
        return nil
    }

    package var bytes: [UInt8] { Array((text + "\n" + signatures.map(\.line).joined()).utf8) }

    /// Adds a signature, or puts it in the place of the same key's earlier one.
    package mutating func add(_ signature: NoteSignature) {
        signatures.removeAll { $0.name == signature.name && $0.keyID == signature.keyID }
        signatures.append(signature)
    }

    /// The signatures of known keys, each key once, in the order of the note. Unknown keys are passed over.
    ///
    /// - Throws: ``TrustError/unverified(_:reason:)`` where a known key's signature is wrong, or no known key signed.
    package func verify(with verifiers: [NoteVerifier]) throws(TrustError) -> [VerifiedSignature] {
        var verified: [VerifiedSignature] = []
        for signature in signatures {
            let known = verifiers.filter {
                $0.key.name.utf8.elementsEqual(signature.name.utf8) && $0.key.keyID == signature.keyID
            }
            guard !known.isEmpty, !verified.contains(where: { key in known.contains { $0.key == key.key } }) else {
                continue
            }
            guard let good = known.lazy.compactMap({ $0.verify(signature, text: text) }).first else {
                throw .unverified("a note", reason: "a wrong signature of '\(signature.name)'")
            }
            verified.append(good)
        }
        guard !verified.isEmpty else {
            let names = signatures.map { "'\($0.name)'" }.joined(separator: ", ")
            throw .unverified("a note", reason: names.isEmpty ? "no signature" : "only signatures of \(names)")
        }
        return verified
    }
}

/// One line under a note: `— name base64(key id ‖ signature)`.
package struct NoteSignature: Sendable, Hashable {
    package let name: String
    package let keyID: UInt32
    /// Without the key id.
    package let bytes: [UInt8]

    package init(name: String, keyID: UInt32, bytes: [UInt8]) {
        self.name = name
        self.keyID = keyID
        self.bytes = bytes
    }

    /// - Parameter line: without its newline.
    /// - Throws: ``TrustError/unexpected(_:found:)``.
    package init(line: String) throws(TrustError) {
        let parts = line.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "—", VerifierKey.isName(String(parts[1])),
            let decoded = Base64.decode(parts[2]), decoded.count > 4
        else { throw .unexpected("a signature line '— name base64'", found: "'\(line)'") }
        name = String(parts[1])
        keyID = decoded.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        bytes = Array(decoded.dropFirst(4))
    }

    /// With its newline.
    package var line: String {
        let id = withUnsafeBytes(of: keyID.bigEndian) { Array($0) }
        return "— \(name) \(Base64.encode(id + bytes))\n"
    }
}
