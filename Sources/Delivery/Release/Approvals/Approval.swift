import Manifests
package import Releases
package import Trust

/// One person's approval of one candidate: an in-toto statement in a DSSE envelope, a file of the repository.
///
/// It holds for the candidate's commit and version and for one gate, and no other; taking the file away revokes it until it was used.
package struct Approval: Sendable, Hashable {
    static let folder = "trust/approvals"
    static let predicateType = "https://lockstep.example/approval/v1"

    package var key: ReleaseEvent.Key
    package var group: String
    package var gate: ApprovalGate
    package var version: VersionDigest
    /// The candidate's commit, in hexadecimal.
    package var candidate: String

    package init(
        key: ReleaseEvent.Key, group: String, gate: ApprovalGate, version: VersionDigest, candidate: String
    ) {
        self.key = key
        self.group = group
        self.gate = gate
        self.version = version
        self.candidate = candidate
    }

    /// What it lets happen, as the message of its commit has it.
    var inWords: String {
        switch gate {
        case .opening: "for '\(group)'"
        case .share(let percent): "\(percent) % for '\(group)'"
        case .breakGlass: "for '\(group)', in a freeze too"
        }
    }

    /// Where the approvals of a release lie.
    static func folder(of key: ReleaseEvent.Key) -> String { "\(folder)/\(key.environment)/\(key.release)" }

    /// Where this person's lies: one for each group, version and gate.
    package func path(signer: PublicKey) -> String {
        let name = SHA256Digest(of: signer.spki).hex.prefix(16)
        return "\(Self.folder(of: key))/\(version.hex.prefix(16))-\(group)-\(gate)-\(name).json"
    }

    package func signed(with signer: SigningKey) throws(TrustError) -> Envelope {
        guard let digest = SHA256Digest(hexadecimal: version.hex) else {
            throw .unexpected("a version's digest", found: "\(version)")
        }
        let predicate: Object = [
            "environment": .string(key.environment), "release": .string(key.release), "group": .string(group),
            "gate": .string("\(gate)"), "candidate": .string(candidate),
        ]
        return try Statement(
            subjects: [.init(name: "\(key.environment)/\(key.release)", digest: digest)],
            predicateType: Self.predicateType, predicate: predicate
        ).signed(with: [signer])
    }

    /// Reads what an envelope says; its signature is the caller's to verify.
    ///
    /// - Returns: nil for anything but an approval.
    init?(_ envelope: Envelope) {
        guard envelope.payloadType == Envelope.inTotoType, let statement = try? Statement.parse(envelope.payload),
            statement.predicateType == Self.predicateType, let subject = statement.subjects.first,
            statement.subjects.count == 1, let version = VersionDigest("sha256:\(subject.digest.hex)"),
            let environment = statement.predicate["environment"]?.string,
            let release = statement.predicate["release"]?.string, let group = statement.predicate["group"]?.string,
            let gate = statement.predicate["gate"]?.string.flatMap({ ApprovalGate($0) }),
            let candidate = statement.predicate["candidate"]?.string
        else { return nil }
        self.init(
            key: .init(environment: environment, release: release), group: group, gate: gate, version: version,
            candidate: candidate)
    }
}
