import Manifests

/// The bytes of a trust policy with signatures over exactly them; nothing has been verified.
///
/// What is signed is the DSSE pre-authentication encoding with a type of its own, so that no signature over a policy
/// is one over anything else.
package struct SignedTrustPolicy: Sendable, Hashable {
    package let bytes: [UInt8]
    package let signatures: [Envelope.Signature]

    package static let payloadType = "application/vnd.lockstep.trust-policy.v1+yaml"
    private static let what = "trust policy signatures"

    package init(bytes: [UInt8], signatures: [Envelope.Signature]) {
        self.bytes = bytes
        self.signatures = signatures
    }

    /// - Parameter signatureFile: `{"signatures": [{"keyid": …, "sig": …}]}`.
    package init(bytes: [UInt8], signatureFile: [UInt8]) throws(TrustError) {
        self.bytes = bytes
        signatures = try StrictJSON.read(signatureFile, what: Self.what) { reader in
            reader.objects("signatures") { signature -> Envelope.Signature? in
                let keyID = signature.value("keyid", .string, default: "")
                return signature.required("sig", .base64).map { Envelope.Signature(keyID: keyID, bytes: $0) }
            }
        }
        guard signatures.count <= Envelope.mostSignatures else {
            throw .malformed(Self.what, reason: "expected at most \(Envelope.mostSignatures)")
        }
    }

    /// The content of the signature file.
    package var signatureFile: [UInt8] {
        JSON.write(
            [
                "signatures": .array(
                    signatures.map { ["keyid": .string($0.keyID), "sig": .string(Base64.encode($0.bytes))] })
            ], pretty: true)
    }

    package var digest: SHA256Digest { SHA256Digest(of: bytes) }

    package func adding(signatureBy key: SigningKey) throws(TrustError) -> SignedTrustPolicy {
        let publicKey = try key.ed25519(for: "trust policy signature")
        let others = signatures.filter { $0.keyID != publicKey.id.text }
        let signature = Envelope.Signature(keyID: publicKey.id.text, bytes: try key.sign(message))
        return SignedTrustPolicy(bytes: bytes, signatures: others + [signature])
    }

    var message: [UInt8] { Envelope.preAuthenticationEncoding(type: Self.payloadType, payload: bytes) }

    /// How many distinct principals signed with distinct root keys of a policy that are in good standing.
    func rootSigners(of policy: TrustPolicy, at time: Timestamp) -> Int {
        let message = message
        let roots = policy.keys(of: .root).filter { $0.standing(at: time) == .good }
        let signers = roots.filter { key in
            guard let point = key.ed25519 else { return false }
            return signatures.contains { point.isSignature($0.bytes, of: message) }
        }
        return min(Set(signers.map(\.name)).count, Set(signers.map(\.principal)).count)
    }
}
