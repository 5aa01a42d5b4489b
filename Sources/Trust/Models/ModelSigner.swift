/// Signs the files of a model: for Lockstep with Ed25519, for model_signing with P-256 beside it.
package enum ModelSigner {
    /// - Parameters:
    ///   - keys: one bundle each; a P-256 key's is for `model_signing verify key`.
    package static func sign(
        _ model: ModelStatement, with keys: [SigningKey]
    ) throws(TrustError) -> [SigstoreBundle] {
        var bundles: [SigstoreBundle] = []
        for key in keys { bundles.append(try SigstoreBundle.sign(model.statement, with: key)) }
        return bundles
    }

    /// Verifies a bundle against one key and a folder's files, without a trust policy: what `model_signing verify key`
    /// does, with what it lets pass refused.
    ///
    /// - Parameters:
    ///   - name: of the folder.
    ///   - found: every file of the folder.
    /// - Returns: how the files differ; the signature holds.
    /// - Throws: `badSignature`, `malformed`, `unsupported`.
    package static func verify(
        _ bundle: SigstoreBundle, by key: PublicKey, name: String, found: [ModelResource]
    ) throws(TrustError) -> ModelComparison {
        guard bundle.envelope.payloadType == Envelope.inTotoType else {
            throw .unsupported("model signature", found: "payload type '\(bundle.envelope.payloadType)'")
        }
        guard bundle.envelope.isSigned(by: key) else {
            throw .badSignature("the model", reason: "it is not of key \(key.id) over these bytes")
        }
        // The folder as it is must be a model itself: no path that a statement could not name.
        let present = try ModelStatement(name: name, resources: found)
        let signed = try ModelStatement.read(try Statement.parse(bundle.envelope.payload), name: name)
        return ModelComparison(signed: signed, found: present.resources)
    }
}
