package import Manifests
import Releases
import Repository
package import Trust

/// Whether people may do what their commits do to releases, by the `access` policies of the branch.
///
/// The person is who signed, by the trust policy; what is signed by nobody it knows is done by nobody, whom no rule
/// should permit. Where a repository has no `access` policy, who may write to the branch decides.
package struct ReleaseAccess: Sendable {
    private let git: any ReleaseGit
    private let reader: ReleaseReader
    package let ownKey: Ed25519PublicKey?
    private let policy: TransitionTrust.Policy
    private let decisions: (any DecisionLog)?
    private let now: @Sendable () -> Instant
    private let known = KnownAuthorizer()

    /// - Parameters:
    ///   - ownKey: the key that this daemon signs with: its own commits are asked of nobody.
    ///   - policy: the newest that is trusted; everybody is nobody where there is none.
    package init(
        git: any ReleaseGit, reader: ReleaseReader, ownKey: Ed25519PublicKey?,
        policy: @escaping TransitionTrust.Policy, decisions: (any DecisionLog)? = nil,
        now: @escaping @Sendable () -> Instant = Instant.now
    ) {
        self.git = git
        self.reader = reader
        self.ownKey = ownKey
        self.policy = policy
        self.decisions = decisions
        self.now = now
    }

    /// Why a candidate may not be brought into its environment; nil where it may.
    ///
    /// The subject is who signed the candidate's commit. The change is the one that first brought the artifacts, where
    /// the environment is promoted to from another; its revision and its approvals are the candidate's.
    package func refusal(toOpen reading: ReleaseReading) async throws -> String? {
        guard let authorizer = try await authorizer(at: reading.revision) else { return nil }
        let candidate = try await reader.candidateCommit(of: reading)
        return try await refusal("promote", of: reading, by: candidate, authorizer)
    }

    /// What people have done to the releases of an environment that they may not do.
    ///
    /// - Parameter last: the commit that was applied last; nil where none was.
    package func refusals(in environment: String, from last: String?, to head: String) async throws -> [Diagnostic] {
        guard last != head, let authorizer = try await authorizer(at: head) else { return [] }
        var diagnostics: [Diagnostic] = []
        for reading in try await reader.releases(of: environment, at: head).releases {
            for (verb, commit) in try await verbs(of: reading, since: last) {
                guard let reason = try await refusal(verb, of: reading, by: commit, authorizer) else { continue }
                diagnostics.append(.error(reason, at: reading.spec.location))
            }
        }
        return diagnostics
    }

    /// The people of a group's approvals who may approve at all.
    func mayApprove(_ people: Set<String>, _ reading: ReleaseReading, candidate: String) async throws -> Set<String> {
        guard let authorizer = try await authorizer(at: reading.revision) else { return people }
        var allowed: Set<String> = []
        for person in people {
            let change = try await change(candidate, of: reading)
            if try await decide("approve", by: person, of: reading, change, authorizer).isAllowed {
                allowed.insert(person)
            }
        }
        return allowed
    }

    // MARK: What was done

    /// What was done by hand since a commit, and by which commit.
    private func verbs(of reading: ReleaseReading, since last: String?) async throws -> [(String, String)] {
        guard let last else { return [] }
        var verbs: [(String, String)] = []
        let before = try await reader.release(reading.key, at: last)
        if let before, before.spec.isPaused != reading.spec.isPaused {
            let commit = try await firstCommit(of: reading, since: last) { $0?.spec.isPaused == reading.spec.isPaused }
            verbs.append((reading.spec.isPaused ? "pause" : "resume", commit))
        }
        if let before, Set(reading.spec.overrides).subtracting(before.spec.overrides).isEmpty == false {
            let commit = try await firstCommit(of: reading, since: last) {
                $0?.spec.overrides == reading.spec.overrides
            }
            verbs.append(("resume", commit))
        }
        if let event = reading.last, event.event.kind == .revert, event.revision != before?.last?.revision,
            try await !isOwn(event.revision)
        {
            verbs.append(("rollback", event.revision))
        }
        return verbs
    }

    /// The oldest commit along the branch since which something holds without a break.
    private func firstCommit(
        of reading: ReleaseReading, since last: String, where holds: (ReleaseReading?) -> Bool
    ) async throws -> String {
        var oldest = reading.revision
        for ancestor in try await git.ancestors(of: reading.revision, limit: 1_000) {
            if ancestor == last { break }
            guard holds(try await reader.release(reading.key, at: ancestor)) else { break }
            oldest = ancestor
        }
        return oldest
    }

    private func isOwn(_ revision: String) async throws -> Bool {
        guard let ownKey, let signature = try await commit(revision)?.signature,
            let parsed = try? SSHSignature.parse(signature.armoured)
        else { return false }
        return parsed.isSignature(of: signature.payload, namespace: CommitSigning.namespace, by: ownKey)
    }

    private func commit(_ revision: String) async throws -> Commit? {
        try await git.commits(from: nil, to: revision, limit: 1).first
    }

    // MARK: Asking

    /// - Returns: nil where no `access` policy is in force.
    /// - Throws: ``PolicyFaults`` where one has a fault: nothing is known to be allowed.
    private func authorizer(at revision: String) async throws -> Authorizer? {
        var authorizer = known.authorizer(at: revision)
        if authorizer == nil { authorizer = try Authorizer.load(try await git.checkout(at: revision)).get() }
        guard let authorizer else { return nil }
        known.keep(authorizer, at: revision)
        return authorizer.isInForce ? authorizer : nil
    }

    private func refusal(
        _ verb: String, of reading: ReleaseReading, by revision: String, _ authorizer: Authorizer
    ) async throws -> String? {
        guard let people, let commit = try await commit(revision) else {
            return "'\(verb)' of '\(reading.name)' is not permitted: no trust policy says who signed it"
        }
        let signer = people.signer(of: commit)
        let change = try await counted(try await change(revision, of: reading), reading, candidate: revision)
        let verdict = try await decide(verb, by: signer ?? "", of: reading, change, authorizer)
        guard !verdict.isAllowed else { return nil }
        let who = signer.map { "'\($0)'" } ?? "nobody whom the trust policy knows"
        return "'\(verb)' of '\(reading.name)' by commit \(revision.prefix(12)), signed by \(who), is not permitted: "
            + verdict.reasons.joined(separator: "; ")
    }

    /// A change with the approvals of those alone who may approve.
    private func counted(
        _ change: Object?, _ reading: ReleaseReading, candidate: String
    ) async throws -> Object? {
        guard var change, let approvals = change["approvals"]?.array, !approvals.isEmpty else { return change }
        let people = Set(approvals.compactMap { $0[path: "by", "name"]?.string })
        let allowed = try await mayApprove(people, reading, candidate: candidate)
        change["approvals"] = .array(approvals.filter { allowed.contains($0[path: "by", "name"]?.string ?? "") })
        return change
    }

    private func decide(
        _ verb: String, by person: String, of reading: ReleaseReading, _ change: Object?, _ authorizer: Authorizer
    ) async throws -> Authorizer.Verdict {
        let request = AccessRequest(
            subject: person, groups: people?.groups(of: person) ?? [], action: verb,
            resource: [
                "project": "", "name": .string(reading.key.release),
                "destination": [
                    "namespace": .string(reading.environment.namespace),
                    "cluster": .string("\(reading.environment.cluster)"),
                ],
            ],
            environment: reading.key.environment, change: change, time: now().milliseconds)
        let verdict = authorizer.decide(request)
        await decisions?.record([
            DecisionRecord(verdict, request, bundle: authorizer.bundle, revision: reading.revision)
        ])
        return verdict
    }

    private var people: People? {
        policy().map { People(policy: $0.policy, time: Timestamp(seconds: Int64(now().seconds))) }
    }

    // MARK: The change

    /// Author, signers, revision, paths and approvals of a candidate, each person with their groups.
    private func change(_ revision: String, of reading: ReleaseReading) async throws -> Object? {
        guard let people, let commit = try await commit(revision) else { return nil }
        let origin = try await origin(of: reading, commit)
        let signers = Set([people.signer(of: commit), people.signer(of: origin)].compactMap(\.self)).sorted()
        var approvals: [Value] = []
        for (_, bytes) in try await git.files(below: Approval.folder(of: reading.key), at: reading.revision)
            .sorted(by: { $0.key < $1.key })
        {
            guard let envelope = try? Envelope.parse(bytes), let approval = Approval(envelope),
                approval.key == reading.key, approval.version == reading.state.version,
                let members = people.policy.groups[approval.group]
            else { continue }
            for person in people.signers(of: envelope) where members.contains(person) {
                approvals.append(["by": people.subject(person), "revision": .string(approval.candidate)])
            }
        }
        return [
            "author": people.subject(people.author(of: origin)),
            "signers": .array(signers.map(people.subject)), "revision": .string(revision),
            "paths": .array(try await git.changedPaths(of: revision).map(Value.string)),
            "approvals": .array(approvals),
        ]
    }

    /// The commit that first brought the artifacts of a candidate: the one that the environment before has released.
    private func origin(of reading: ReleaseReading, _ candidate: Commit) async throws -> Commit {
        guard let name = reading.environment.promotion.from,
            let upstream = try await reader.release(
                .init(environment: name, release: reading.key.release), at: reading.revision),
            let finished = try await reader.finished(upstream)?.entry,
            let commit = try await commit(finished.event.candidate)
        else { return candidate }
        return commit
    }
}
