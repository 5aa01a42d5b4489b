/// Every commit between the last verified one and a new head, by every parent.
///
/// Each is judged by the trust policy that stood before it, so that no commit vouches for the key that signs it: a
/// newer policy, signed as its predecessor asks, holds from the next commit on.
package struct CommitRange: Sendable {
    package struct Commit: Sendable {
        /// 40 hexadecimal digits.
        package let name: String
        package let content: [UInt8]
        /// The trust policy of its tree; nil where it has none, or none that can be read.
        package let trust: SignedTrustPolicy?

        package init(name: String, content: [UInt8], trust: SignedTrustPolicy? = nil) {
            self.name = name
            self.content = content
            self.trust = trust
        }
    }

    package struct Finding: Sendable, Hashable {
        /// 40 hexadecimal digits.
        package let commit: String
        /// As the commit says.
        package let author: String
        package let verdict: CommitVerdict
    }

    package enum Outcome: Sendable, Hashable {
        /// Every commit of the range has a good signature; the head first.
        case verified([Finding])
        /// These have not.
        case refused([Finding])
        /// The head does not descend from the last verified commit: somebody pushed by force.
        case notADescendant
    }

    /// What a range came to, and the newer trust policies on its way, oldest first.
    package struct Result: Sendable {
        package let outcome: Outcome
        package let policies: [SignedTrustPolicy]
    }

    /// With the policy that stood before the first commit.
    private let judge: CommitJudge
    /// The newest policy that is known: a key that it revokes vouches for nothing any more, and it must not have
    /// run out.
    private let newest: VerifiedTrustPolicy
    private let tools: SignatureTools
    private let allowsExampleKeys: Bool

    package init(
        judge: CommitJudge, newest: VerifiedTrustPolicy? = nil, tools: SignatureTools = .none,
        allowsExampleKeys: Bool = false
    ) {
        self.judge = judge
        self.newest = newest ?? judge.policy
        self.tools = tools
        self.allowsExampleKeys = allowsExampleKeys
    }

    /// - Parameter commits: all of the range, children before parents.
    /// - Throws: `malformed` for content of another name.
    package func verify(_ commits: [Commit]) async throws(TrustError) -> Result {
        var policies: [String: VerifiedTrustPolicy] = [:]
        var chain: [VerifiedTrustPolicy] = []
        var findings: [Finding] = []
        for commit in commits.reversed() {
            guard CommitObject.name(of: commit.content) == commit.name else {
                let found = CommitObject.name(of: commit.content)
                throw .malformed("commit \(commit.name)", reason: "its content is that of \(found)")
            }
            let object: CommitObject
            do throws(TrustError) { object = try CommitObject.parse(commit.content) } catch {
                findings.append(
                    Finding(commit: commit.name, author: "", verdict: .refused(.malformed(reason: error.message))))
                continue
            }
            // A parent outside of the range has been verified, and what stood there is where the range begins.
            let before =
                object.parents.compactMap { policies[$0] }.max { $0.policy.version < $1.policy.version }
                ?? judge.policy
            var verdict = await self.verdict(of: commit, by: before)
            policies[commit.name] = before
            if let trust = commit.trust, trust.digest != before.digest {
                switch successor(trust, of: before) {
                case .success(.some(let next)):
                    policies[commit.name] = next
                    if !chain.contains(where: { $0.digest == next.digest }) { chain.append(next) }
                case .success(.none): break
                case .failure(let error): verdict = .refused(.malformed(reason: error.message))
                }
            }
            findings.append(Finding(commit: commit.name, author: object.author, verdict: verdict))
        }
        let last = chain.max { $0.policy.version < $1.policy.version }
        let decisive = last.map { $0.policy.version > newest.policy.version ? $0 : newest } ?? newest
        let judged = findings.reversed().map { settled($0, by: decisive) }
        let bad = judged.filter { if case .verified = $0.verdict { false } else { true } }
        return Result(outcome: bad.isEmpty ? .verified(judged) : .refused(bad), policies: chain.map(\.signed))
    }

    private func verdict(of commit: Commit, by policy: VerifiedTrustPolicy) async -> CommitVerdict {
        let judge = CommitJudge(
            policy: policy, environment: judge.environment, time: judge.time, position: judge.position)
        let verdict = judge.judgeSignature(commit.content)
        guard case .needsTool = verdict else { return verdict }
        return await tools.judge(commit.content, by: judge)
    }

    /// - Returns: nil for an older policy, as a branch has that began before the newer one.
    private func successor(
        _ trust: SignedTrustPolicy, of policy: VerifiedTrustPolicy
    ) -> Swift.Result<VerifiedTrustPolicy?, TrustError> {
        do throws(TrustError) {
            let version = try TrustPolicy.read(trust.bytes).version
            if version < policy.policy.version { return .success(nil) }
            return .success(try policy.updated(to: trust, at: judge.time, allowsExampleKeys: allowsExampleKeys))
        } catch {
            return .failure(error)
        }
    }

    /// The finding in the light of the newest policy.
    private func settled(_ finding: Finding, by newest: VerifiedTrustPolicy) -> Finding {
        guard case .verified(let signatory) = finding.verdict else { return finding }
        var refusal: Refusal?
        if judge.time >= newest.policy.expires { refusal = .policyExpired(at: newest.policy.expires) }
        let key = newest.policy.keys.first { $0.fingerprint == signatory.fingerprint }
        if let revocation = key?.revocation, !revocation.spares(judge.position) {
            refusal = .keyRevoked(key: signatory.keyName, reason: revocation.reason)
        }
        guard let refusal else { return finding }
        return Finding(commit: finding.commit, author: finding.author, verdict: .refused(refusal))
    }
}
