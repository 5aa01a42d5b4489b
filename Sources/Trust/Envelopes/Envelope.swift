package import Manifests

/// A DSSE envelope (secure-systems-lab/dsse 1.0.2): bytes, their type, and signatures over both.
///
///     {"payload": "<base64>", "payloadType": "application/vnd.in-toto+json",
///      "signatures": [{"keyid": "…", "sig": "<base64>"}]}
package struct Envelope: Sendable, Hashable {
    package struct Signature: Sendable, Hashable {
        /// A hint that nothing is decided by; may be empty.
        package var keyID: String
        package var bytes: [UInt8]

        package init(keyID: String, bytes: [UInt8]) {
            self.keyID = keyID
            self.bytes = bytes
        }
    }

    /// What verification is about, and what is used after it: the text is not decoded twice.
    package let payload: [UInt8]
    package let payloadType: String
    package let signatures: [Signature]

    /// More signatures than this are refused: each costs a verification a key.
    package static let mostSignatures = 16

    package init(payload: [UInt8], payloadType: String, signatures: [Signature]) {
        self.payload = payload
        self.payloadType = payloadType
        self.signatures = signatures
    }

    package static let inTotoType = "application/vnd.in-toto+json"

    /// What is signed: `DSSEv1 <length> <type> <length> <body>`, lengths in bytes.
    package var preAuthenticationEncoding: [UInt8] {
        Self.preAuthenticationEncoding(type: payloadType, payload: payload)
    }

    package static func preAuthenticationEncoding(type: String, payload: [UInt8]) -> [UInt8] {
        var bytes = Array("DSSEv1 \(type.utf8.count) \(type) \(payload.count) ".utf8)
        bytes.append(contentsOf: payload)
        return bytes
    }

    package static func sign(
        _ payload: [UInt8], type: String, with keys: [SigningKey]
    ) throws(TrustError) -> Envelope {
        let message = preAuthenticationEncoding(type: type, payload: payload)
        var signatures: [Signature] = []
        for key in keys { signatures.append(Signature(keyID: key.publicKey.id.text, bytes: try key.sign(message))) }
        return Envelope(payload: payload, payloadType: type, signatures: signatures)
    }

    /// The same payload with one more signature over it.
    package func adding(signatureBy key: SigningKey) throws(TrustError) -> Envelope {
        let signature = Signature(keyID: key.publicKey.id.text, bytes: try key.sign(preAuthenticationEncoding))
        return Envelope(payload: payload, payloadType: payloadType, signatures: signatures + [signature])
    }

    /// Whether one of the signatures is the key's. Key identifiers are not looked at.
    package func isSigned(by key: PublicKey) -> Bool {
        let message = preAuthenticationEncoding
        return signatures.contains { key.isSignature($0.bytes, of: message) }
    }
}

extension Envelope {
    /// Reads an envelope, strictly: unknown fields and doubled keys are refused, base64 of either alphabet is taken.
    package static func parse(_ bytes: [UInt8], what: String = "DSSE envelope") throws(TrustError) -> Envelope {
        try read(try StrictJSON.parse(bytes, what: what), what: what)
    }

    static func read(_ value: Value, what: String) throws(TrustError) -> Envelope {
        let envelope = try StrictJSON.read(value, what: what) { reader -> Envelope? in
            let payload = reader.required("payload", .eitherBase64)
            let type = reader.required("payloadType", .nonEmptyString)
            let signatures = reader.objects("signatures") { signature -> Signature? in
                let keyID = signature.optional("keyid", .string) ?? ""
                return signature.required("sig", .eitherBase64).map { Signature(keyID: keyID, bytes: $0) }
            }
            guard let payload, let type else { return nil }
            return Envelope(payload: payload, payloadType: type, signatures: signatures)
        }
        guard (1...mostSignatures).contains(envelope.signatures.count) else {
            throw .malformed(
                what, reason: "expected 1 to \(mostSignatures) signatures, found \(envelope.signatures.count)")
        }
        return envelope
    }

    package var value: Value {
        [
            "payload": .string(Base64.encode(payload)), "payloadType": .string(payloadType),
            "signatures": .array(
                signatures.map { ["keyid": .string($0.keyID), "sig": .string(Base64.encode($0.bytes))] }),
        ]
    }

    package var bytes: [UInt8] { JSON.write(value) }

    /// Of its canonical JSON (RFC 8785): how the log names it, however it was written and wherever it is wrapped.
    package var digest: SHA256Digest { SHA256Digest(of: JSON.canonical(value)) }
}
