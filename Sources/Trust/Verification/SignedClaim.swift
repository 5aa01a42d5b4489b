/// What somebody claims of an artifact, with signatures that nobody has checked yet: the common form of DSSE
/// envelopes, cosign's simple signing and minisign, as a ``Judge`` takes it.
package struct SignedClaim: Sendable, Hashable {
    package enum Form: String, Sendable {
        case dsse, simpleSigning, minisign
    }

    /// A signature over one message.
    struct Proof: Sendable, Hashable {
        let message: [UInt8]
        let signature: [UInt8]
    }

    /// One signer's proofs, all of which must hold.
    struct Signature: Sendable, Hashable {
        /// As the envelope has it: a hint, never more.
        let keyHint: String
        let proofs: [Proof]
    }

    /// Where the transparency log has the claim; established by an inclusion proof before.
    package struct LogPosition: Sendable, Hashable {
        /// Which log it is.
        package let origin: String
        package let index: UInt64
        /// When the log took it: the latest time that its entries up to this one say, so that none is before another.
        package let time: Timestamp

        package init(origin: String, index: UInt64, time: Timestamp) {
            self.origin = origin
            self.index = index
            self.time = time
        }
    }

    package let form: Form
    package let digests: [SHA256Digest]
    package let binding: ReleaseBinding
    /// What is said; nil for the forms without a predicate.
    package let statement: Statement?
    /// By what the log's entries name the claim: for an envelope its digest, for the other forms that of the
    /// signatures' bytes.
    package let record: SHA256Digest
    /// Nil where the claim is in no log, or no proof of it was at hand.
    package var log: LogPosition?
    let signatures: [Signature]

    /// The in-toto predicate's type; nil for the forms without one.
    package var predicateType: String? { statement?.predicateType }

    /// An in-toto statement in an envelope.
    ///
    /// - Throws: `malformed`, `unsupported` for another payload type, or a statement without binding.
    package init(_ envelope: Envelope, log: LogPosition? = nil) throws(TrustError) {
        guard envelope.payloadType == Envelope.inTotoType else {
            throw .unsupported(
                "envelope", found: "expected payload type '\(Envelope.inTotoType)', found '\(envelope.payloadType)'")
        }
        let statement = try Statement.parse(envelope.payload)
        form = .dsse
        digests = statement.subjects.map(\.digest)
        binding = try ReleaseBinding.read(from: statement.predicate, what: "in-toto statement")
        self.statement = statement
        record = envelope.digest
        self.log = log
        let message = envelope.preAuthenticationEncoding
        signatures = envelope.signatures.map { signature in
            Signature(keyHint: signature.keyID, proofs: [Proof(message: message, signature: signature.bytes)])
        }
    }

    /// cosign's payload and the signature beside it.
    package init(_ image: SimpleSigning, signature: [UInt8], log: LogPosition? = nil) throws(TrustError) {
        guard let binding = image.binding else {
            throw .malformed(
                "cosign payload", reason: "expected a 'lockstep' member of 'optional', found none",
                hint: "sign with 'lockstep sign image', which says for which environment and version it is")
        }
        form = .simpleSigning
        digests = [image.digest]
        self.binding = binding
        statement = nil
        record = Self.record(of: signature)
        self.log = log
        signatures = [Signature(keyHint: "", proofs: [Proof(message: image.payload, signature: signature)])]
    }

    /// A minisign signature whose trusted comment carries the binding, over a file that was read.
    ///
    /// - Throws: `unsupported` for a legacy signature; `malformed` for a comment without binding.
    package init(_ minisign: MinisignSignature, file: FileDigests, log: LogPosition? = nil) throws(TrustError) {
        guard minisign.algorithm == .prehashed else {
            throw .unsupported("minisign signature", found: "expected the algorithm 'ED', found 'Ed'")
        }
        form = .minisign
        digests = [file.sha256]
        binding = try ReleaseBinding(trustedComment: minisign.trustedComment)
        statement = nil
        record = minisign.record
        self.log = log
        let comment = minisign.signature + Array(minisign.trustedComment.utf8)
        signatures = [
            Signature(
                keyHint: minisign.keyID.description,
                proofs: [
                    Proof(message: file.blake2b, signature: minisign.signature),
                    Proof(message: comment, signature: minisign.globalSignature),
                ])
        ]
    }

    /// How the log names a claim that is no envelope.
    package static func record(of signature: [UInt8]) -> SHA256Digest { SHA256Digest(of: signature) }
}

extension MinisignSignature {
    /// How the log names it.
    package var record: SHA256Digest { SignedClaim.record(of: signature + globalSignature) }
}

/// What was found when signatures were looked for.
package enum PresentedClaims: Sendable {
    /// At least one place answered, and these were there, readable or not.
    case found([Result<SignedClaim, TrustError>])
    /// Every place answered that there is none.
    case none
    /// A place did not answer: whether there are signatures is not known.
    case unavailable(reason: String)

    /// The types of what is said of the artifact beside that it may run.
    package var predicateTypes: Set<String> {
        guard case .found(let claims) = self else { return [] }
        return Set(claims.compactMap { try? $0.get().predicateType })
    }
}
