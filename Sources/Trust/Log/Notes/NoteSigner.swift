/// A key together with the means to sign; the private key stays with whoever made this.
package struct NoteSigner: Sendable {
    package let key: VerifierKey
    private let sign: @Sendable (_ message: [UInt8]) throws -> [UInt8]

    /// - Parameter sign: pure Ed25519 (RFC 8032); 64 bytes.
    package init(key: VerifierKey, sign: @escaping @Sendable (_ message: [UInt8]) throws -> [UInt8]) {
        self.key = key
        self.sign = sign
    }

    /// - Parameter time: seconds since 1970; only a cosignature holds it.
    /// - Throws: ``TrustError/signing(_:)``.
    package func signature(over text: String, time: Int64) throws(TrustError) -> NoteSignature {
        switch key.kind {
        case .ed25519:
            return NoteSignature(name: key.name, keyID: key.keyID, bytes: try signed(Array(text.utf8)))
        case .cosignature:
            guard time >= 0 else { throw .signing("expected a time since 1970, found \(time)") }
            let stamp = withUnsafeBytes(of: time.bigEndian) { Array($0) }
            let signature = try signed(Cosignature.message(text: text, time: time))
            return NoteSignature(name: key.name, keyID: key.keyID, bytes: stamp + signature)
        }
    }

    private func signed(_ message: [UInt8]) throws(TrustError) -> [UInt8] {
        let signature: [UInt8]
        do { signature = try sign(message) } catch { throw .signing("\(error)") }
        guard signature.count == 64 else { throw .signing("expected 64 bytes, found \(signature.count)") }
        return signature
    }
}

/// What a witness signs (C2SP tlog-cosignature, version 1).
enum Cosignature {
    static func message(text: String, time: Int64) -> [UInt8] { Array("cosignature/v1\ntime \(time)\n\(text)".utf8) }
}
