import Releases
import Repository
import Trust

/// Approvals that lie in the repository, counted by people: each once, and never who brought the candidate.
package struct CommittedApprovals: ApprovalSource {
    private let git: any ReleaseGit
    private let reader: ReleaseReader
    private let policy: TransitionTrust.Policy
    private let access: ReleaseAccess?
    private let now: @Sendable () -> Instant

    /// - Parameters:
    ///   - policy: the newest that is trusted; nobody has approved anything where there is none.
    ///   - access: whose approvals count at all; nil asks nobody.
    package init(
        git: any ReleaseGit, reader: ReleaseReader, policy: @escaping TransitionTrust.Policy,
        access: ReleaseAccess? = nil,
        now: @escaping @Sendable () -> Instant = Instant.now
    ) {
        self.git = git
        self.reader = reader
        self.policy = policy
        self.access = access
        self.now = now
    }

    package func approvals(of reading: ReleaseReading) async throws -> [GrantedApproval] {
        guard reading.state.isOpen, !reading.approvalRules.isEmpty, let verified = policy() else { return [] }
        let policy = verified.policy
        let candidate = try await reader.candidateCommit(of: reading)
        let authors = try await people(of: candidate, policy)
        let time = Timestamp(seconds: Int64(now().seconds))
        var granted: [GrantedApproval] = []
        for (_, bytes) in try await git.files(below: Approval.folder(of: reading.key), at: reading.revision) {
            guard let envelope = try? Envelope.parse(bytes), let approval = Approval(envelope),
                approval.key == reading.key, approval.version == reading.state.version,
                approval.candidate == candidate, let members = policy.groups[approval.group]
            else { continue }
            for key in policy.keys where members.contains(key.principal) && !authors.contains(key.principal) {
                guard let point = key.ed25519, case .good = key.standing(at: time, logIndex: nil),
                    envelope.isSigned(by: .ed25519(point))
                else { continue }
                granted.append(
                    GrantedApproval(
                        group: approval.group, principal: key.principal,
                        signatory: .init(.ed25519(point), policy: verified), record: envelope.digest))
            }
        }
        if let access {
            let allowed = try await access.mayApprove(
                Set(granted.map(\.principal)), reading, candidate: candidate)
            granted.removeAll { !allowed.contains($0.principal) }
        }
        return granted
    }

    /// Who brought a candidate: its author and committer by name, and whose key signed it.
    private func people(of revision: String, _ policy: TrustPolicy) async throws -> Set<String> {
        guard let commit = try await git.commits(from: nil, to: revision, limit: 1).first else { return [] }
        var people: Set<String> = [commit.author.email, commit.committer.email, commit.author.name]
        if let signature = commit.signature, let parsed = try? SSHSignature.parse(signature.armoured) {
            let signers = policy.keys.filter { $0.openSSH?.blob == parsed.publicKeyBlob }
            people.formUnion(signers.map(\.principal))
        }
        return people
    }
}

extension ReleaseReading {
    /// Every approval that the release may ask for.
    var approvalRules: [ApprovalRule] {
        let steps = spec.steps.compactMap { if case .approval(let rule) = $0 { rule } else { nil } }
        let promotion = environment.promotion
        return [promotion.approvals, promotion.calendar.breakGlass].compactMap(\.self) + steps
    }
}

extension ReleaseState {
    /// Whether there is a candidate to approve.
    var isOpen: Bool { phase == .waiting || isRunning }
}

extension ReleaseReader {
    /// The person's commit of the candidate that waits or runs.
    package func candidateCommit(of reading: ReleaseReading) async throws -> String {
        if reading.state.isRunning, let last = reading.last { return last.event.candidate }
        return try await candidate(of: reading)
    }
}
