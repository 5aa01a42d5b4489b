import Releases
import Repository
import Trust

/// Approvals that lie in the repository, counted by people: each once at each gate, and never who brought the candidate.
package struct CommittedApprovals: ApprovalSource {
    private let git: any ReleaseGit
    private let reader: ReleaseReader
    private let policy: TransitionTrust.Policy
    private let access: ReleaseAccess?
    private let journal: TrustJournal?
    private let now: @Sendable () -> Instant

    /// - Parameters:
    ///   - policy: the newest that is trusted; nobody has approved anything where there is none.
    ///   - access: whose approvals count at all; nil asks nobody.
    ///   - journal: is told of approvals that do not count; nil where no log is kept.
    package init(
        git: any ReleaseGit, reader: ReleaseReader, policy: @escaping TransitionTrust.Policy,
        access: ReleaseAccess? = nil, journal: TrustJournal? = nil,
        now: @escaping @Sendable () -> Instant = Instant.now
    ) {
        self.git = git
        self.reader = reader
        self.policy = policy
        self.access = access
        self.journal = journal
        self.now = now
    }

    package func approvals(of reading: ReleaseReading) async throws -> [GrantedApproval] {
        guard reading.state.isOpen, !reading.approvalGates.isEmpty, let verified = policy() else { return [] }
        let time = Timestamp(seconds: Int64(now().seconds))
        // A policy that has run out lets nothing pass: whom a newer one leaves out is not known.
        guard time < verified.policy.expires else { return [] }
        let candidate = try await reader.candidateCommit(of: reading)
        let found = try await CandidateAuthors(git: git, reader: reader, policy: verified.policy)
            .find(reading, candidate: candidate)
        var granted: [GrantedApproval] = []
        var refused: [Refused] = []
        for (path, bytes) in try await git.files(below: Approval.folder(of: reading.key), at: reading.revision) {
            guard let envelope = try? Envelope.parse(bytes), let approval = Approval(envelope) else {
                refused.append(Refused(path: path, reason: "expected a signed approval, found another file"))
                continue
            }
            guard approval.key == reading.key else {
                refused.append(Refused(path: path, envelope.digest, reason: "it is of \(approval.key)"))
                continue
            }
            // Of another candidate: it was used, or its candidate was replaced.
            guard approval.version == reading.state.version, approval.candidate == candidate else { continue }
            let signed = signers(of: envelope, approval, by: verified, except: found, at: time)
            granted += signed.granted
            if let reason = signed.reason { refused.append(Refused(path: path, envelope.digest, reason: reason)) }
        }
        _ = await journal?.tell(
            refused.sorted { $0.path < $1.path }.compactMap {
                $0.entry(reading, candidate: candidate, policy: verified.digest, at: time)
            })
        if let access {
            let allowed = try await access.mayApprove(
                Set(granted.map(\.principal)), reading, candidate: candidate)
            granted.removeAll { !allowed.contains($0.principal) }
        }
        return granted
    }

    /// - Returns: whose approval it is, and where it is nobody's, why.
    private func signers(
        of envelope: Envelope, _ approval: Approval, by verified: VerifiedTrustPolicy,
        except found: CandidateAuthors.Finding,
        at time: Timestamp
    ) -> (granted: [GrantedApproval], reason: String?) {
        guard let members = verified.policy.groups[approval.group] else {
            return ([], "the trust policy has no group '\(approval.group)'")
        }
        guard case .known(let authors) = found else { return ([], found.reason) }
        var granted: [GrantedApproval] = []
        var reason = "no key of group '\(approval.group)' has signed it"
        for key in verified.policy.keys where members.contains(key.principal) {
            guard let point = key.ed25519, envelope.isSigned(by: .ed25519(point)) else { continue }
            guard case .good = key.standing(at: time) else {
                reason = "key '\(key.name)' does not count now"
                continue
            }
            guard !authors.contains(key.principal) else {
                reason = "'\(key.principal)' brought the candidate"
                continue
            }
            granted.append(
                GrantedApproval(
                    group: approval.group, gate: approval.gate, principal: key.principal,
                    signatory: .init(.ed25519(point), policy: verified), record: envelope.digest))
        }
        return (granted, granted.isEmpty ? reason : nil)
    }

    /// A file among the approvals that counts for nothing.
    private struct Refused {
        let path: String
        let record: SHA256Digest?
        let reason: String

        init(path: String, _ record: SHA256Digest? = nil, reason: String) {
            self.path = path
            self.record = record
            self.reason = reason
        }

        func entry(
            _ reading: ReleaseReading, candidate: String, policy: SHA256Digest, at time: Timestamp
        ) -> LogEntry? {
            LogTime(seconds: time.seconds).map { time in
                .refusedWord(
                    record, subject: "approval '\(path)'", release: reading.key.release, commit: candidate,
                    environment: reading.key.environment, policy: policy, reason: reason, at: time)
            }
        }
    }
}

extension ReleaseReading {
    /// Every gate that may ask for approvals, in the order in which they are come to.
    var approvalGates: [(gate: ApprovalGate, rule: ApprovalRule)] {
        let promotion = environment.promotion
        let opening = promotion.approvals.map { (ApprovalGate.opening, $0) }
        let steps = spec.steps.enumerated().compactMap { index, step -> (ApprovalGate, ApprovalRule)? in
            if case .approval(let rule) = step { (.share(spec.share(behind: index)), rule) } else { nil }
        }
        let glass = promotion.calendar.breakGlass.map { (ApprovalGate.breakGlass, $0) }
        return [opening].compactMap(\.self) + steps + [glass].compactMap(\.self)
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
