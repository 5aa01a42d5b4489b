package import Manifests
import Releases
package import Repository
package import Trust

/// The commits by which an environment came to be what a checkout declares, as policies ask of them.
package struct ChangeRange: Sendable {
    /// Commits along the branch among which the newest change is looked for.
    private static let mostLookedAt = 1_000

    let store: GitStore
    let head: ObjectID
    /// Where the change begins; nil for the newest commit that changed the environment.
    let base: ObjectID?

    package init(store: GitStore, head: ObjectID, since base: ObjectID? = nil) {
        self.store = store
        self.head = head
        self.base = base
    }

    /// Who may be named: the trust policy's people, and whose commits are nobody's change.
    package struct Known: Sendable {
        var people: People?
        /// Of the daemon that asks: its own commits carry a person's change further, and are passed over.
        var ownKey: Ed25519PublicKey?

        /// - Parameter trust: nil where none is trusted: signers and approvals are left out then.
        package init(trust: TrustPolicy?, at time: Timestamp, ownKey: Ed25519PublicKey? = nil) {
            people = trust.map { People(policy: $0, time: time) }
            self.ownKey = ownKey
        }
    }

    /// `{"author", "signers", "revision", "paths", "approvals"}` of a change to an environment.
    ///
    /// The revision is the newest commit along the branch that changed the environment's files. The author is that
    /// commit's; signers and paths are those of every commit that came with it. Approvals are those that the head has
    /// for the environment's releases, each with the revision that it is for.
    ///
    /// - Parameter release: whose approvals are meant; nil for all of the environment.
    /// - Returns: nil where nothing of the environment changed within the newest 1,000 commits.
    /// - Throws: `RepositoryError`.
    package func change(
        of environment: String, release: String? = nil, isRendered: Bool, known: Known
    ) async throws -> Object? {
        let folders = ChangedFolders(environment: environment, isRendered: isRendered)
        guard let (newest, commits) = try await commits(folders, known) else { return nil }
        let first = base.flatMap { $0 == head ? nil : $0 } ?? newest.parents.first
        let paths = Set(try await store.changes(from: first, to: newest.id).flatMap(\.paths)).sorted()
        var change: Object = ["revision": .string("\(newest.id)"), "paths": .array(paths.map(Value.string))]
        guard let people = known.people else {
            change["author"] = .string(newest.author.email)
            return change
        }
        change["author"] = people.subject(people.author(of: newest))
        let signers = Set(commits.compactMap(people.signer)).sorted()
        change["signers"] = .array(signers.map(people.subject))
        change["approvals"] = .array(try await approvals(environment, release, people))
        return change
    }

    /// The newest change, and every commit that came with it.
    private func commits(
        _ folders: ChangedFolders, _ known: Known
    ) async throws -> (newest: Commit, all: [Commit])? {
        let start = base == head ? nil : base
        let line = try await store.commits(
            from: start, to: head, firstParentOnly: true, limit: Self.mostLookedAt)
        for commit in line where !isOwn(commit, known) {
            let changed = try await store.changes(from: commit.parents.first, to: commit.id)
            guard changed.contains(where: { $0.paths.contains(where: folders.contains) }) else { continue }
            let first = start ?? commit.parents.first
            return (commit, try await store.commits(from: first, to: commit.id, limit: Self.mostLookedAt))
        }
        // A change that leaves the environment alone is nobody's; what stands there came before it.
        return start == nil ? nil : try await ChangeRange(store: store, head: head).commits(folders, known)
    }

    private func isOwn(_ commit: Commit, _ known: Known) -> Bool {
        guard let key = known.ownKey, let signature = commit.signature,
            let parsed = try? SSHSignature.parse(signature.armoured)
        else { return false }
        return parsed.isSignature(of: signature.payload, namespace: CommitSigning.namespace, by: key)
    }

    /// Approvals by members of the groups that they are given for, whose signatures hold.
    private func approvals(_ environment: String, _ release: String?, _ people: People) async throws -> [Value] {
        var approvals: [Value] = []
        let folder = "\(Approval.folder)/\(environment)"
        for file in try await store.files(under: folder, of: head).sorted(by: { $0.path < $1.path }) {
            guard let envelope = try? Envelope.parse(file.bytes), let approval = Approval(envelope),
                approval.key.environment == environment, release == nil || approval.key.release == release,
                let members = people.policy.groups[approval.group]
            else { continue }
            for person in people.signers(of: envelope) where members.contains(person) {
                approvals.append(["by": people.subject(person), "revision": .string(approval.candidate)])
            }
        }
        return approvals
    }
}

extension TreeChange {
    /// Where the file was, and where it is.
    fileprivate var paths: [String] {
        if case .renamed(let old) = kind { [old, path] } else { [path] }
    }
}

/// Which files an environment is made of.
struct ChangedFolders: Sendable {
    var environment: String
    /// Whether a kustomization draws files together, from any folder but those of policies and trust.
    var isRendered: Bool

    func contains(_ path: String) -> Bool {
        let own = "\(Checkout.root)/\(environment)/"
        if path.hasPrefix(own) { return true }
        guard isRendered else { return false }
        let parts = path.split(separator: "/", maxSplits: 2)
        switch parts.first {
        case "policies", "trust": return false
        default: return parts.count > 1
        }
    }
}
