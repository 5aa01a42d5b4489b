package import Manifests

/// What was attested of an artifact.
package enum Attestations: Sendable {
    /// Those that enough of the right people signed, the newest version first; empty where nobody attested anything.
    /// Beside them why others do not count.
    case found([Attestation], refused: [Refusal])
    /// Whether there are attestations is not known.
    case unavailable(reason: String)
}

/// A predicate about an artifact, signed as the trust policy asks.
package struct Attestation: Sendable, Hashable {
    package let predicateType: String
    /// Without the binding.
    package let predicate: Object
    /// By whom, for what, in which version.
    package let verified: VerifiedArtifact
}

/// Reads the predicates that policies decide by: a pure function of policy, request and claims.
package struct AttestationReader: Sendable {
    private let policy: VerifiedTrustPolicy

    package init(policy: VerifiedTrustPolicy) { self.policy = policy }

    /// - Parameter request: with the predicate's type; its roles are those whose word is asked for.
    package func attestations(in claims: PresentedClaims, _ request: VerificationRequest) -> Attestations {
        guard let type = request.predicateType else { return .found([], refused: []) }
        guard case .found(let claims) = claims else {
            if case .unavailable(let reason) = claims { return .unavailable(reason: reason) }
            return .found([], refused: [])
        }
        var groups: [Statement: [Result<SignedClaim, TrustError>]] = [:]
        var order: [Statement] = []
        for claim in claims {
            switch claim {
            case .failure(let error):
                // Behind one that does not answer could be the one that matters.
                if error.isUnreachable { return .unavailable(reason: error.message) }
            case .success(let found):
                guard let statement = found.statement, statement.predicateType == type else { continue }
                // Several signers of one statement count together.
                if groups[statement] == nil { order.append(statement) }
                groups[statement, default: []].append(claim)
            }
        }
        var attestations: [Attestation] = []
        var refusals: [Refusal] = []
        for statement in order {
            switch Judge(policy: policy).judge(request, claims: .found(groups[statement] ?? [])) {
            case .refused(let reasons): refusals += reasons
            case .verified(let verified):
                var predicate = statement.predicate
                predicate[ReleaseBinding.member] = nil
                attestations.append(Attestation(predicateType: type, predicate: predicate, verified: verified))
            }
        }
        attestations.sort { $0.verified.version > $1.verified.version }
        return .found(attestations, refused: refusals)
    }
}
