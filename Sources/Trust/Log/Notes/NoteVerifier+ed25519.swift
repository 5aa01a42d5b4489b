extension NoteVerifier {
    /// Checks by libsodium's strict rules.
    ///
    /// - Throws: ``TrustError/weakKey(_:reason:)`` for a point of small order.
    package init(ed25519 key: VerifierKey) throws(TrustError) {
        let publicKey = try Ed25519PublicKey(key.publicKey)
        self.init(key: key) { publicKey.isSignature($1, of: $0) }
    }
}

extension LogPolicy {
    /// The check that ``verify(_:now:oldest:isValid:)`` takes.
    package static let strictCheck: SignatureCheck = { bytes, message, signature in
        do throws(TrustError) { return try Ed25519PublicKey(bytes).isSignature(signature, of: message) } catch {
            return false
        }
    }
}
