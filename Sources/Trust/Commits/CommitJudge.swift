/// Decides whether a commit is signed by somebody who may: a pure function of policy, environment and log time.
package struct CommitJudge: Sendable {
    package let policy: VerifiedTrustPolicy
    package let environment: String
    /// When the commit was first seen, as the log has it. The committer's own date is never asked: whoever has an
    /// expired key can write any date.
    package let time: Timestamp
    /// Of the entry that saw the commit; nil where there is none.
    package let position: SignedClaim.LogPosition?

    package init(
        policy: VerifiedTrustPolicy, environment: String, time: Timestamp,
        position: SignedClaim.LogPosition? = nil
    ) {
        self.policy = policy
        self.environment = environment
        self.time = time
        self.position = position
    }

    /// - Parameter bytes: the commit object's content.
    package func judge(_ bytes: [UInt8]) -> CommitVerdict {
        guard time < policy.policy.expires else { return .refused(.policyExpired(at: policy.policy.expires)) }
        return judgeSignature(bytes)
    }

    /// Without asking whether the policy itself has run out.
    func judgeSignature(_ bytes: [UInt8]) -> CommitVerdict {
        do throws(TrustError) {
            let commit = try CommitObject.parse(bytes)
            guard let text = commit.signature else { return .refused(.unsigned) }
            guard text.hasPrefix("-----BEGIN \(SSHSignature.label)-----") else {
                return .needsTool(reason: "it is not signed with an SSH key")
            }
            return judge(try SSHSignature.parse(text), over: commit.payload)
        } catch {
            return .refused(.malformed(reason: error.message))
        }
    }

    private func judge(_ signature: SSHSignature, over payload: [UInt8]) -> CommitVerdict {
        let known = policy.policy.keys.first { $0.openSSH?.blob == signature.publicKeyBlob }
        guard let key = known else {
            let print = "SHA256:" + Base64.encode(SHA256Digest(of: signature.publicKeyBlob).bytes, padded: false)
            return .refused(.unknownKey(hint: print))
        }
        guard let point = key.ed25519 else {
            return .needsTool(reason: "its key '\(key.name)' is '\(key.algorithm)'")
        }
        guard signature.isSignature(of: payload, namespace: CommitSigning.namespace, by: point) else {
            return .refused(.badSignature(key: key.name))
        }
        if let refusal = refusal(of: key) { return .refused(refusal) }
        return .verified(CommitSignatory(principal: key.principal, keyName: key.name, fingerprint: key.fingerprint))
    }

    /// What stands against a key whose signature is good, also when a tool has found it so.
    package func refusal(of key: PolicyKey) -> Refusal? {
        switch key.standing(at: time, in: position) {
        case .good: break
        case .notYetValid(let from): return .keyNotYetValid(key: key.name, from: from)
        case .expired(let end): return .keyExpired(key: key.name, at: end)
        case .retired(let end): return .keyRetired(key: key.name, at: end)
        case .revoked(let revocation): return .keyRevoked(key: key.name, reason: revocation.reason)
        }
        let grants = policy.policy.grants.filter { $0.role == .committer && $0.covers(environment: environment) }
        if grants.isEmpty { return .nobodyPermitted(role: .committer) }
        guard grants.contains(where: { $0.keyNames.contains(key.name) }) else {
            return .notPermitted(key: key.name, principal: key.principal, role: .committer)
        }
        return nil
    }
}

/// Who signed a commit, established by a ``CommitJudge``.
package struct CommitSignatory: Sendable, Hashable {
    package let principal: String
    package let keyName: String
    package let fingerprint: String
}

package enum CommitVerdict: Sendable, Hashable {
    case verified(CommitSignatory)
    case refused(Refusal)
    /// Signed with RSA, ECDSA, a hardware key or OpenPGP: only ``SignatureTools`` can tell.
    case needsTool(reason: String)
}
