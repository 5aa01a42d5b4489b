import Manifests

/// A signature in a file beside what it signs: a minisign signature, a DSSE envelope or a sigstore bundle, told apart
/// by how it begins.
package enum SignatureFile {
    /// - Parameter file: what is signed.
    /// - Returns: a failure for what is none of them, so that it counts as a signature that is not readable.
    package static func claim(
        _ signature: [UInt8], file: FileDigests, log: SignedClaim.LogPosition? = nil
    ) -> Result<SignedClaim, TrustError> {
        do throws(TrustError) {
            guard signature.starts(with: MinisignSecretKey.commentPrefix.utf8) else {
                return .success(try SignedClaim(try envelope(signature), log: log))
            }
            guard let text = String(validating: signature, as: UTF8.self) else {
                throw .malformed("minisign signature", reason: "expected UTF-8")
            }
            return .success(try SignedClaim(try MinisignSignature.parse(text), file: file, log: log))
        } catch {
            return .failure(error)
        }
    }

    /// A model's bundle or envelope; its statement is read as a model's, which refuses what hides files.
    ///
    /// - Parameters:
    ///   - name: of the model's folder.
    ///   - method: how the model that is verified was digested; a statement over another digest says nothing of it.
    package static func modelClaim(
        _ signature: [UInt8], name: String, method: FileDigestMethod = .whole, log: SignedClaim.LogPosition? = nil
    ) -> Result<SignedClaim, TrustError> {
        do throws(TrustError) {
            let envelope = try envelope(signature)
            let statement = try Statement.parse(envelope.payload)
            switch method {
            case .whole: _ = try ModelStatement.read(statement, name: name)
            case .chunked: try ModelStatement.checkChunked(statement, name: name)
            }
            return .success(try SignedClaim(envelope, log: log))
        } catch {
            return .failure(error)
        }
    }

    /// Attestations, one envelope or bundle a line (in-toto attestation bundle); one that is not readable is a failure.
    package static func claims(lines bytes: [UInt8]) -> [Result<SignedClaim, TrustError>] {
        bytes.split(separator: 0x0A).map { line in
            do throws(TrustError) {
                return .success(try SignedClaim(try envelope(Array(line))))
            } catch {
                return .failure(error)
            }
        }
    }

    private static func envelope(_ bytes: [UInt8]) throws(TrustError) -> Envelope {
        let value = try StrictJSON.parse(bytes, what: "signature")
        guard value["mediaType"] == nil else { return try SigstoreBundle.parse(bytes).envelope }
        return try Envelope.parse(bytes)
    }
}
