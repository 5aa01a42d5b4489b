extension LogEntry {
    /// Who a key belongs to and under which policy, as far as the writer of the entry could establish it.
    package struct Signatory: Sendable, Hashable {
        package let key: PublicKey
        package let principal: String?
        package let role: String?
        package let policy: SHA256Digest?

        /// - Parameter policy: nil where none is at hand: then the key alone says who it was.
        package init(_ key: PublicKey, policy: VerifiedTrustPolicy?) {
            self.key = key
            let known = policy?.policy.keys.first { $0.fingerprint == key.fingerprint }
            principal = known?.principal
            role = known.flatMap { policy?.policy.roles(of: $0).map(\.rawValue).joined(separator: ",") }
                .flatMap { $0.isEmpty ? nil : $0 }
            self.policy = policy?.digest
        }

        package var keyName: String { key.fingerprint }
    }

    init(_ kind: Kind, by signatory: Signatory, at time: LogTime) {
        self.init(kind, at: time)
        key = signatory.keyName
        principal = signatory.principal
        role = signatory.role
        policy = signatory.policy.map { "sha256:\($0.hex)" }
    }

    /// A signature of an artifact for an environment.
    ///
    /// - Parameters:
    ///   - record: names the signature (``SignedClaim/record``).
    ///   - subject: the artifact's name where it lies: a file, a folder, an image.
    package static func signature(
        _ record: SHA256Digest, by signatory: Signatory, of digest: SHA256Digest, subject: String,
        binding: ReleaseBinding, at time: LogTime
    ) -> LogEntry {
        var entry = LogEntry(.signature, by: signatory, at: time)
        entry.subject = subject
        entry.name = binding.artifact
        entry.artifact = "sha256:\(digest.hex)"
        entry.environment = binding.environment
        entry.version = String(binding.version)
        entry.envelope = "sha256:\(record.hex)"
        entry.expires = binding.expires.flatMap { LogTime(seconds: $0.seconds) }
        return entry
    }

    /// Somebody's word that a revision of a release may go on in an environment.
    ///
    /// - Parameters:
    ///   - record: names the signature of the approval, for a signed commit the digest of its object's bytes.
    ///   - commit: the revision that is approved.
    package static func approval(
        _ record: SHA256Digest, by signatory: Signatory, of release: String, commit: String, environment: String,
        at time: LogTime
    ) -> LogEntry {
        var entry = LogEntry(.approval, by: signatory, at: time)
        entry.subject = release
        entry.commit = commit
        entry.environment = environment
        entry.envelope = "sha256:\(record.hex)"
        return entry
    }

    /// A verification that let nothing pass, or an artifact let pass against the marks.
    package static func verification(
        _ kind: Kind, of digest: SHA256Digest?, subject: String, environment: String?, policy: SHA256Digest?,
        reason: String, at time: LogTime
    ) -> LogEntry {
        var entry = LogEntry(kind, at: time)
        entry.subject = subject
        entry.artifact = digest.map { "sha256:\($0.hex)" }
        entry.environment = environment
        entry.policy = policy.map { "sha256:\($0.hex)" }
        entry.reason = reason
        return entry
    }

    /// A commit that an environment does not follow.
    package static func refusedCommit(
        _ finding: CommitRange.Finding, environment: String, policy: SHA256Digest? = nil, at time: LogTime
    ) -> LogEntry {
        var entry = verification(
            .verificationFailure, of: nil, subject: "commit \(finding.commit)", environment: environment,
            policy: policy, reason: "\(finding.verdict)", at: time)
        entry.commit = finding.commit
        return entry
    }

    /// A branch that no longer leads on from what an environment applied last.
    package static func rewrittenBranch(
        head: String, after last: String, environment: String, policy: SHA256Digest?, at time: LogTime
    ) -> LogEntry {
        var entry = verification(
            .verificationFailure, of: nil, subject: "branch at \(head)", environment: environment, policy: policy,
            reason: "the branch was rewritten: it does not lead on from \(last), which was applied last", at: time)
        entry.commit = head
        return entry
    }

    /// A signed word about a release that does not count: an approval, or a commit that moves it.
    package static func refusedWord(
        _ record: SHA256Digest?, subject: String, release: String, commit: String, environment: String,
        policy: SHA256Digest?, reason: String, at time: LogTime
    ) -> LogEntry {
        var entry = verification(
            .verificationFailure, of: nil, subject: "\(subject) of \(release)", environment: environment,
            policy: policy,
            reason: reason, at: time)
        entry.commit = commit
        entry.envelope = record.map { "sha256:\($0.hex)" }
        return entry
    }

    /// - Parameters:
    ///   - subject: the key's name in its store, or for a rotation the new key's fingerprint.
    ///   - logSize: for a revocation.
    package static func key(
        _ event: KeyEvent, _ signatory: Signatory, subject: String, reason: String? = nil, logSize: Int? = nil,
        at time: LogTime
    ) -> LogEntry {
        var entry = LogEntry(.keyEvent, by: signatory, at: time)
        entry.event = event
        entry.subject = subject
        entry.reason = reason
        entry.logSize = logSize
        return entry
    }

    /// What a key store announces: for a rotation the old key, then the new one.
    package static func keys(_ records: [KeyRecord], _ event: KeyEvent, at time: LogTime) -> [LogEntry] {
        records.enumerated().map { index, record in
            let signatory = Signatory(record.publicKey, policy: nil)
            guard case .revoked(_, let reason, let size) = record.state else {
                let isNew = event == .rotated && index > 0
                return key(isNew ? .created : event, signatory, subject: record.name, at: time)
            }
            return key(
                event, signatory, subject: record.name, reason: reason, logSize: Int(clamping: size ?? 0), at: time)
        }
    }
}
