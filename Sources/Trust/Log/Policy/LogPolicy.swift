/// Which logs are believed, and which witnesses must have seen a checkpoint (C2SP tlog-policy).
///
///     log example.com/log+5a1b…+AQ…
///     witness X1 x1.example+…
///     witness X2 x2.example+…
///     group X any X1 X2
///     quorum X
package struct LogPolicy: Sendable {
    package struct Log: Sendable, Hashable {
        package let key: VerifierKey
        package let url: String?
    }

    package struct Witness: Sendable, Hashable {
        /// Any bytes but blanks; it means something in the policy only.
        package let name: [UInt8]
        package let key: VerifierKey
        package let url: String?
    }

    /// A witness, or so many of some members.
    indirect enum Quorum: Sendable, Hashable {
        case none
        case witness(VerifierKey)
        case group(threshold: Int, [Quorum])

        func isMet(by cosigners: Set<VerifierKey>) -> Bool {
            switch self {
            case .none: true
            case .witness(let key): cosigners.contains(key)
            case .group(let threshold, let members): members.count { $0.isMet(by: cosigners) } >= threshold
            }
        }
    }

    package let logs: [Log]
    package let witnesses: [Witness]
    let quorum: Quorum

    /// Checks a signature under an Ed25519 public key of 32 bytes.
    package typealias SignatureCheck =
        @Sendable (_ publicKey: [UInt8], _ message: [UInt8], _ signature: [UInt8]) -> Bool

    /// Whether so many witnesses are enough.
    package func isSatisfied(by cosigners: Set<VerifierKey>) -> Bool { quorum.isMet(by: cosigners) }

    /// Believes a checkpoint that one of the logs signed and that the quorum cosigned.
    ///
    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - oldest: seconds; a cosignature that is older, or more than a minute ahead, does not count, so that a log
    ///     cannot be frozen at an old state. nil counts any age.
    /// - Throws: ``TrustError/unexpected(_:found:)``, ``TrustError/unverified(_:reason:)``.
    package func verify(
        _ note: SignedNote, now: Int64, oldest: Int64? = nil, isValid: @escaping SignatureCheck
    ) throws(TrustError) -> VerifiedCheckpoint {
        func verifier(_ key: VerifierKey) -> NoteVerifier {
            NoteVerifier(key: key) { isValid(key.publicKey, $0, $1) }
        }
        let origin = try Checkpoint(text: note.text).origin
        guard
            let log = logs.first(where: { log in
                log.key.name == origin
                    && note.signatures.contains { $0.name == log.key.name && $0.keyID == log.key.keyID }
            })
        else { throw .unverified("a checkpoint of a log in the policy", reason: "one of '\(origin)'") }
        let verified = try VerifiedCheckpoint(
            note, origin: origin, log: verifier(log.key), witnesses: witnesses.map { verifier($0.key) })
        let cosigners = verified.cosigners.filter { Self.isFresh($0, now: now, oldest: oldest) }
        guard isSatisfied(by: Set(cosigners.map(\.key))) else {
            let names = cosigners.map { "'\($0.key.name)'" }.joined(separator: ", ")
            throw .unverified(
                "a checkpoint cosigned by the policy's quorum",
                reason: names.isEmpty ? "no cosignature that counts" : "cosignatures of \(names) only")
        }
        return verified
    }

    private static func isFresh(_ signature: VerifiedSignature, now: Int64, oldest: Int64?) -> Bool {
        guard let oldest else { return true }
        guard let time = signature.time else { return false }
        let age = now.subtractingReportingOverflow(time)
        return !age.overflow && age.partialValue <= oldest && age.partialValue >= -60
    }
}
