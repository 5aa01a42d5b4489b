import Releases
import Repository
package import Trust

/// Whose commits may move releases: Lockstep's own, and those of the people whom the trust policy lets commit to the
/// environment. The trailers of any other commit are words.
package struct TransitionTrust: Sendable {
    package typealias Policy = @Sendable () -> VerifiedTrustPolicy?

    private let ownKey: Ed25519PublicKey?
    private let formerKeys: [Ed25519PublicKey]
    private let believesAll: Bool
    private let policy: Policy
    private let now: @Sendable () -> Instant

    /// - Parameters:
    ///   - ownKey: the key that this daemon signs with.
    ///   - formerKeys: those that it signed with before: what was done stays done when a key is replaced.
    ///   - believesAll: takes the trailers of any commit with a good signature, whoever's, where no policy is trusted that
    ///     could tell: for a person's own view, which moves nothing by itself.
    ///   - policy: the newest one that is trusted; nil where none is.
    package init(
        ownKey: Ed25519PublicKey?, formerKeys: [Ed25519PublicKey] = [], believesAll: Bool = false,
        policy: @escaping Policy = { nil },
        now: @escaping @Sendable () -> Instant = Instant.now
    ) {
        self.ownKey = ownKey
        self.formerKeys = formerKeys
        self.believesAll = believesAll
        self.policy = policy
        self.now = now
    }

    /// Whether a commit with these trailers was made by somebody who may.
    func holds(for commit: Commit, _ event: ReleaseEvent) -> Bool {
        guard let signature = commit.signature else { return false }
        if isOwn(commit) { return true }
        guard let policy = policy() else { return believesAll && isSigned(commit) }
        guard
            let bytes = try? CommitSigning.adding(signature: signature.armoured, to: signature.payload)
        else { return false }
        let time = Timestamp(seconds: Int64(now().seconds))
        let judge = CommitJudge(policy: policy, environment: event.key.environment, time: time)
        if case .verified = judge.judge(bytes) { return true }
        return false
    }

    /// Whether any good signature counts, because nothing tells whose do.
    package var isUnjudged: Bool { believesAll && policy() == nil }

    /// Whether Lockstep made a commit.
    func isOwn(_ commit: Commit) -> Bool { isSigned(commit, byOneOf: [ownKey].compactMap(\.self) + formerKeys) }

    /// Whether it did so with the key that this daemon signs with now.
    func isCurrent(_ commit: Commit) -> Bool { isSigned(commit, byOneOf: [ownKey].compactMap(\.self)) }

    private func isSigned(_ commit: Commit, byOneOf keys: [Ed25519PublicKey]) -> Bool {
        guard let signature = commit.signature, let parsed = try? SSHSignature.parse(signature.armoured) else {
            return false
        }
        return keys.contains { parsed.isSignature(of: signature.payload, namespace: CommitSigning.namespace, by: $0) }
    }

    /// Whether a commit bears a good signature of a key that neither this daemon nor the trust policy knows, as each
    /// commit of Lockstep does for a daemon that has another key, or none.
    func isUnknown(_ commit: Commit) -> Bool {
        guard isSigned(commit), let signature = commit.signature,
            let parsed = try? SSHSignature.parse(signature.armoured)
        else { return false }
        return policy()?.policy.keys.contains { $0.openSSH?.blob == parsed.publicKeyBlob } != true
    }

    /// Whether it bears a good signature, of the key that the signature itself names.
    private func isSigned(_ commit: Commit) -> Bool {
        guard let signature = commit.signature, let parsed = try? SSHSignature.parse(signature.armoured),
            let key = try? parsed.ed25519Key
        else { return false }
        return parsed.isSignature(of: signature.payload, namespace: CommitSigning.namespace, by: key)
    }

    /// What the log is told of commits with trailers that do not count.
    ///
    /// - Parameter history: has those that do.
    func refusals(of commits: [Commit], in history: ReleaseHistory) -> [LogEntry] {
        guard let time = LogTime(seconds: Int64(now().seconds)) else { return [] }
        let counted = Set(history.keys.flatMap { history[$0] }.map(\.revision))
        let digest = policy()?.digest
        return commits.reversed().compactMap { commit in
            guard !counted.contains("\(commit.id)"), let event = ReleaseEvent(commit.message) else { return nil }
            let reason = commit.signature == nil ? "the commit is unsigned" : "its key may not move the release"
            return .refusedWord(
                nil, subject: "\(event.kind.rawValue)", release: event.key.release, commit: "\(commit.id)",
                environment: event.key.environment, policy: digest, reason: reason, at: time)
        }
    }

    /// Whether a commit was made by somebody whose approval releases may ask for: who lets a version in may take it
    /// back, too, without being a committer.
    func mayRollBack(by commit: Commit, _ event: ReleaseEvent) -> Bool {
        guard let signature = commit.signature, let policy = policy()?.policy,
            let parsed = try? SSHSignature.parse(signature.armoured)
        else { return false }
        let time = Timestamp(seconds: Int64(now().seconds))
        return time < policy.expires
            && policy.keys.contains { key in
                guard policy.groups.values.contains(where: { $0.contains(key.principal) }), let point = key.ed25519,
                    case .good = key.standing(at: time)
                else { return false }
                return parsed.isSignature(of: signature.payload, namespace: CommitSigning.namespace, by: point)
            }
    }
}
