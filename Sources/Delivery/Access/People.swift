import Manifests
import Repository
import Trust

/// Who the trust policy knows, as `access` policies see them: a principal's name, and the groups that it is in.
struct People: Sendable {
    let policy: TrustPolicy
    /// Keys that do not hold then are nobody's.
    let time: Timestamp

    func groups(of principal: String) -> [String] {
        policy.groups.filter { $0.value.contains(principal) }.keys.sorted()
    }

    func subject(_ principal: String) -> Value {
        ["name": .string(principal), "groups": .array(groups(of: principal).map(Value.string))]
    }

    /// Whose key has signed a commit; nil for a commit without a signature that holds.
    func signer(of commit: Commit) -> String? {
        guard let signature = commit.signature, let parsed = try? SSHSignature.parse(signature.armoured),
            let key = policy.keys.first(where: { $0.openSSH?.blob == parsed.publicKeyBlob }), let point = key.ed25519,
            case .good = key.standing(at: time),
            parsed.isSignature(of: signature.payload, namespace: CommitSigning.namespace, by: point)
        else { return nil }
        return key.principal
    }

    /// Whose keys have signed an envelope.
    func signers(of envelope: Envelope) -> [String] {
        let keys = policy.keys.filter { key in
            guard let point = key.ed25519, case .good = key.standing(at: time) else { return false }
            return envelope.isSigned(by: .ed25519(point))
        }
        return Array(Set(keys.map(\.principal))).sorted()
    }

    /// Who a commit says wrote it: the principal of that address or name, else the address.
    func author(of commit: Commit) -> String {
        let principals = Set(policy.keys.map(\.principal))
        return [commit.author.email, commit.author.name].first(where: principals.contains) ?? commit.author.email
    }
}
