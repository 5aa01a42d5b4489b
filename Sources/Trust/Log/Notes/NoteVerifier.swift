/// A key together with the means to check its signatures.
package struct NoteVerifier: Sendable {
    package let key: VerifierKey
    private let isValid: @Sendable (_ message: [UInt8], _ signature: [UInt8]) -> Bool

    /// - Parameter isValid: pure Ed25519 (RFC 8032) under the public key of `key`; 64 bytes of signature.
    package init(
        key: VerifierKey, isValid: @escaping @Sendable (_ message: [UInt8], _ signature: [UInt8]) -> Bool
    ) {
        self.key = key
        self.isValid = isValid
    }

    /// - Returns: nil where the signature is not the key's over this text.
    func verify(_ signature: NoteSignature, text: String) -> VerifiedSignature? {
        switch key.kind {
        case .ed25519:
            guard signature.bytes.count == 64, isValid(Array(text.utf8), signature.bytes) else { return nil }
            return VerifiedSignature(key: key, time: nil)
        case .cosignature:
            guard signature.bytes.count == 72 else { return nil }
            let time = signature.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            guard time <= UInt64(Int64.max),
                isValid(Cosignature.message(text: text, time: Int64(time)), Array(signature.bytes.dropFirst(8)))
            else { return nil }
            return VerifiedSignature(key: key, time: Int64(time))
        }
    }
}

/// A signature that was checked.
package struct VerifiedSignature: Sendable, Hashable {
    package let key: VerifierKey
    /// Seconds since 1970 at which a witness cosigned; nil for a signature without a time.
    package let time: Int64?
}
