extension LogPolicy {
    /// One log, and no witness.
    package init(log key: VerifierKey) { self.init(logs: [Log(key: key, url: nil)], witnesses: [], quorum: .none) }

    /// One log, with the witnesses and the quorum of another policy.
    init(log key: VerifierKey, witnessesOf other: LogPolicy) {
        self.init(logs: [Log(key: key, url: nil)], witnesses: other.witnesses, quorum: other.quorum)
    }

    /// Without any witness that must have cosigned.
    package var withoutQuorum: LogPolicy { LogPolicy(logs: logs, witnesses: witnesses, quorum: .none) }

    /// What a trust policy says of logs: the keys of its role `log` may sign checkpoints, and each entry of its role
    /// `witness` demands as many cosignatures as its threshold says, by distinct keys of distinct principals.
    ///
    /// - Parameters:
    ///   - time: keys that are revoked or retired, or not valid then, do not count.
    ///   - fallback: believed where the policy has no role `log` at all: a log's own, on its own machine. A policy that
    ///     names logs none of whose keys is in force believes none.
    /// - Throws: ``TrustError/unexpected(_:found:)`` for a key whose name no signed note can hold.
    package init(
        trust policy: TrustPolicy, at time: Timestamp, fallback: VerifierKey? = nil
    ) throws(TrustError) {
        var logs: [Log] = []
        for key in policy.keys(of: .log) where key.standing(at: time) == .good {
            guard let key = try key.verifierKey(.ed25519) else { continue }
            logs.append(Log(key: key, url: nil))
        }
        if !policy.grants.contains(where: { $0.role == .log }), let fallback {
            logs = [Log(key: fallback, url: nil)]
        }
        var witnesses: [Witness] = []
        var quorums: [Quorum] = []
        for grant in policy.grants where grant.role == .witness {
            var byPrincipal: [String: [Quorum]] = [:]
            for name in grant.keyNames {
                guard let known = policy.key(named: name), let key = try known.verifierKey(.cosignature) else {
                    continue
                }
                witnesses.append(Witness(name: Array(name.utf8), key: key, url: nil))
                guard known.standing(at: time) == .good else { continue }
                byPrincipal[known.principal, default: []].append(.witness(key))
            }
            quorums.append(
                .group(threshold: grant.threshold, byPrincipal.values.map { .group(threshold: 1, $0) }))
        }
        self.init(logs: logs, witnesses: witnesses, quorum: .group(threshold: quorums.count, quorums))
    }
}

extension PolicyKey {
    /// As notes name it; nil for a key that is not Ed25519.
    fileprivate func verifierKey(_ kind: VerifierKey.Kind) throws(TrustError) -> VerifierKey? {
        guard let point = ed25519 else { return nil }
        return try VerifierKey(name: name, kind: kind, publicKey: point.bytes)
    }
}
