/// A signature of an image, made and not yet in any registry.
package struct ImageSignature: Sendable {
    enum Content: Sendable {
        case simpleSigning(payload: [UInt8], signature: [UInt8])
        case bundle(SigstoreBundle)
    }

    package let digest: SHA256Digest
    let content: Content

    package init(
        of reference: ImageReference, digest: SHA256Digest, binding: ReleaseBinding, with key: SigningKey,
        layout: ImageSigner.Layout
    ) throws(TrustError) {
        self.digest = digest
        switch layout {
        case .tag:
            let payload = SimpleSigning(reference: reference.name, digest: digest, binding: binding).payload
            content = .simpleSigning(payload: payload, signature: try key.sign(payload))
        case .referrers:
            let statement = Statement.release([.init(name: reference.name, digest: digest)], binding: binding)
            content = .bundle(try SigstoreBundle.sign(statement, with: key))
        }
    }

    /// An attestation about an image; it has no layout by tag.
    ///
    /// - Parameter statement: with the image as its one subject.
    package init(attesting statement: Statement, of digest: SHA256Digest, with key: SigningKey) throws(TrustError) {
        guard statement.subjects.map(\.digest) == [digest] else {
            throw .malformed("attestation", reason: "expected the one subject sha256:\(digest.hex)")
        }
        self.digest = digest
        content = .bundle(try SigstoreBundle.sign(statement, with: key))
    }

    /// How the log names it (``SignedClaim/record``).
    package var record: SHA256Digest {
        switch content {
        case .simpleSigning(_, let signature): SignedClaim.record(of: signature)
        case .bundle(let bundle): bundle.envelope.digest
        }
    }
}
