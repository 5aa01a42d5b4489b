/// Decides whether claims establish what is asked of an artifact: a pure function of policy, request and claims.
///
///     let verdict = Judge(policy: trust).judge(request, claims: .found([.success(claim)]))
package struct Judge: Sendable {
    package let policy: VerifiedTrustPolicy

    package init(policy: VerifiedTrustPolicy) { self.policy = policy }

    /// More claims than this are refused: each costs a verification a key. Whoever may push to a registry may add some.
    package static let mostClaims = 1_024

    package func judge(_ request: VerificationRequest, claims: PresentedClaims) -> Verdict {
        guard request.now < policy.policy.expires else {
            return .refused([.policyExpired(at: policy.policy.expires)])
        }
        switch claims {
        case .unavailable(let reason): return .refused([.unavailable(reason: reason)])
        case .none, .found([]): return .refused([.unsigned])
        case .found(let claims) where claims.count > Self.mostClaims:
            return .refused([.malformed(reason: "expected at most \(Self.mostClaims) signatures")])
        case .found(let claims): return judge(request, claims: claims)
        }
    }

    private func judge(_ request: VerificationRequest, claims: [Result<SignedClaim, TrustError>]) -> Verdict {
        var refusals: [Refusal] = []
        var usable: [Int64: [Endorsement]] = [:]
        var expiries: [Int64: Timestamp] = [:]
        for claim in claims {
            switch claim {
            case .failure(let error):
                refusals.append(
                    error.isUnreachable ? .unavailable(reason: error.message) : .malformed(reason: error.message))
            case .success(let claim):
                let faults = Self.faults(of: claim, request)
                refusals += faults
                let endorsements = endorsements(of: claim, request, &refusals)
                guard faults.isEmpty, !endorsements.isEmpty else { continue }
                let version = claim.binding.version
                usable[version, default: []] += endorsements
                if let expires = claim.binding.expires {
                    expiries[version] = min(expires, expiries[version] ?? expires)
                }
            }
        }
        // The newest version that enough vouch for; an older one may come back only for a revert.
        for version in usable.keys.sorted(by: >) {
            let shortfalls = shortfalls(of: usable[version] ?? [], request)
            if shortfalls.isEmpty {
                return .verified(
                    VerifiedArtifact(
                        request: request, version: version, expires: expiries[version],
                        signers: signers(usable[version] ?? [], request), policy: policy))
            }
            refusals += shortfalls
        }
        if usable.isEmpty { refusals += nobodyPermitted(request) }
        return .refused(Self.unique(refusals))
    }

    // MARK: What a claim says

    private static func faults(of claim: SignedClaim, _ request: VerificationRequest) -> [Refusal] {
        var faults: [Refusal] = []
        let binding = claim.binding
        if !claim.digests.contains(request.digest) {
            faults.append(.otherDigest(expected: request.digest, found: claim.digests))
        }
        if binding.artifact != request.artifact {
            faults.append(.otherArtifact(expected: request.artifact, found: binding.artifact))
        }
        if binding.environment != request.environment {
            faults.append(.otherEnvironment(expected: request.environment, found: binding.environment))
        }
        if let fault = Self.predicateFault(of: claim, request) { faults.append(fault) }
        if let expires = binding.expires, request.now >= expires { faults.append(.expired(at: expires)) }
        if request.requiresLog, claim.log == nil { faults.append(.notLogged) }
        switch request.mark?.compare(version: binding.version, digest: request.digest) {
        case nil, .newer?, .same?: break
        case .acceptedBefore? where request.isRevert: break
        case .acceptedBefore?:
            faults.append(.replayed(version: binding.version, mark: request.mark?.version ?? 0))
        case .older(let mark)?: faults.append(.replayed(version: binding.version, mark: mark))
        case .otherContent(let version)?: faults.append(.changedVersion(version: version))
        }
        return faults
    }

    /// Saying something of an artifact, such as that a scan found faults, is not vouching for it.
    private static func predicateFault(of claim: SignedClaim, _ request: VerificationRequest) -> Refusal? {
        let found = claim.predicateType
        if let expected = request.predicateType {
            return found == expected
                ? nil : .otherPredicate(expected: expected, found: found ?? claim.form.rawValue)
        }
        guard let found, !ReleaseBinding.vouchingPredicateTypes.contains(found) else { return nil }
        return .otherPredicate(expected: ReleaseBinding.predicateType, found: found)
    }

    // MARK: Who says it

    /// A good signature of a key in good standing.
    private struct Endorsement {
        let key: PolicyKey
        let log: SignedClaim.LogPosition?
    }

    private func endorsements(
        of claim: SignedClaim, _ request: VerificationRequest, _ refusals: inout [Refusal]
    ) -> [Endorsement] {
        claim.signatures.compactMap { signature in
            guard let key = signer(of: signature) else {
                let named = policy.policy.keys.first { $0.ed25519?.id.text == signature.keyHint }
                let refusal = named.map { Refusal.badSignature(key: $0.name) }
                refusals.append(refusal ?? .unknownKey(hint: signature.keyHint))
                return nil
            }
            let time = claim.log?.time ?? request.now
            guard let refusal = Self.refusal(of: key, key.standing(at: time, in: claim.log)) else {
                return Endorsement(key: key, log: claim.log)
            }
            refusals.append(refusal)
            return nil
        }
    }

    /// The key whose signature it is, by trying: the one that the hint names first, then every other.
    private func signer(of signature: SignedClaim.Signature) -> PolicyKey? {
        let keys = policy.policy.keys
        let named = keys.filter { $0.ed25519?.id.text == signature.keyHint }
        return (named + keys).first { key in
            guard let point = key.ed25519, !signature.proofs.isEmpty else { return false }
            return signature.proofs.allSatisfy { point.isSignature($0.signature, of: $0.message) }
        }
    }

    private static func refusal(of key: PolicyKey, _ standing: PolicyKey.Standing) -> Refusal? {
        switch standing {
        case .good: nil
        case .notYetValid(let from): .keyNotYetValid(key: key.name, from: from)
        case .expired(let time): .keyExpired(key: key.name, at: time)
        case .retired(let time): .keyRetired(key: key.name, at: time)
        case .revoked(let revocation): .keyRevoked(key: key.name, reason: revocation.reason)
        }
    }

    // MARK: Whether that is enough

    private func shortfalls(of endorsements: [Endorsement], _ request: VerificationRequest) -> [Refusal] {
        // Nothing asked is nothing established.
        guard !request.roles.isEmpty else { return [.belowThreshold(role: .release, expected: 1, found: 0)] }
        return request.roles.flatMap { shortfalls(of: endorsements, role: $0, request) }
    }

    private func shortfalls(
        of endorsements: [Endorsement], role: Role, _ request: VerificationRequest
    ) -> [Refusal] {
        let grants = policy.policy.grants(of: role, artifact: request.artifact, environment: request.environment)
        guard !grants.isEmpty else { return [.nobodyPermitted(role: role)] }
        var closest: (expected: Int, found: Int)?
        for grant in grants {
            let signers = endorsements.filter { grant.keyNames.contains($0.key.name) }
            // Distinct keys and distinct principals, whichever are fewer.
            let found = min(Set(signers.map(\.key.name)).count, Set(signers.map(\.key.principal)).count)
            let expected = max(grant.threshold, request.required, 1)
            if found >= expected { return [] }
            if expected - found < (closest.map { $0.expected - $0.found } ?? .max) { closest = (expected, found) }
        }
        let permitted = Set(grants.flatMap(\.keyNames))
        let strangers = endorsements.filter { !permitted.contains($0.key.name) }.map { endorsement in
            Refusal.notPermitted(key: endorsement.key.name, principal: endorsement.key.principal, role: role)
        }
        let shortfall = Refusal.belowThreshold(role: role, expected: closest?.expected ?? 1, found: closest?.found ?? 0)
        return [shortfall] + strangers
    }

    private func nobodyPermitted(_ request: VerificationRequest) -> [Refusal] {
        request.roles.filter {
            policy.policy.grants(of: $0, artifact: request.artifact, environment: request.environment).isEmpty
        }.map { .nobodyPermitted(role: $0) }
    }

    /// Those who count towards a role that was asked for.
    private func signers(_ endorsements: [Endorsement], _ request: VerificationRequest) -> [VerifiedArtifact.Signer] {
        var seen: Set<String> = []
        return endorsements.compactMap { endorsement in
            let key = endorsement.key
            let roles = request.roles.filter { role in
                policy.policy.grants(of: role, artifact: request.artifact, environment: request.environment)
                    .contains { $0.keyNames.contains(key.name) }
            }
            guard !roles.isEmpty, seen.insert(key.name).inserted else { return nil }
            return VerifiedArtifact.Signer(
                principal: key.principal, keyName: key.name, fingerprint: key.fingerprint, roles: roles,
                log: endorsement.log)
        }
    }

    private static func unique(_ refusals: [Refusal]) -> [Refusal] {
        var seen: Set<Refusal> = []
        return refusals.filter { seen.insert($0).inserted }
    }
}
