import Manifests
import Rules
import Trust

/// What was found of the artifacts that an environment names: gathered before it is judged, each artifact once.
struct ArtifactEvidence: Sendable {
    enum State: Sendable {
        /// Nothing asks for signatures.
        case unasked
        /// Nothing could be judged, for this reason.
        case unjudged(reason: String, hint: String?, isUnavailable: Bool)
        case judged([ArtifactReference.Key: ArtifactVerifier.Finding], by: ArtifactLookup)
    }

    /// Artifacts that are looked up at the same time.
    private static let width = 8

    var state = State.unasked
    /// What policies may ask, by the text of the manifest.
    var signatures: [String: Rules.Finding<Rules.VerifiedSignature>] = [:]
    /// By text and predicate type, joined by a space; by text alone for every other type.
    var attestations: [String: Rules.Finding<Value>] = [:]

    /// - Parameters:
    ///   - pinned: digests that an object in the cluster already has for a text of its manifest.
    ///   - allowsLocalModels: whether what reads models in the cluster reads this machine's disk.
    static func gather(
        _ keys: Set<ArtifactReference.Key>, pinned: [String: String], requiresLog: Bool, isRising: Bool = false,
        asksPolicies: Bool, allowsLocalModels: Bool, environment: String, checkout: Checkout, trust: ArtifactTrust?,
        time: Int
    ) async -> ArtifactEvidence {
        var evidence = ArtifactEvidence()
        guard !keys.isEmpty else { return evidence }
        guard let trust else {
            evidence.state = .unjudged(
                reason: "no trust policy is configured",
                hint: "name the digest of 'trust/trust.yaml' with --trust-anchor once", isUnavailable: false)
            return evidence
        }
        let now = Timestamp(seconds: Int64(time / 1_000))
        let verifier: ArtifactVerifier
        let marks: VersionMarks?
        do throws(TrustError) {
            verifier = try await trust.verifier(
                for: checkout, at: now, requiresLog: requiresLog, allowsLocalModels: allowsLocalModels)
            marks = try trust.marks(isRising: isRising)
        } catch {
            evidence.state = .unjudged(reason: error.message, hint: error.hint, isUnavailable: error.isUnreachable)
            return evidence
        }
        let lookup = ArtifactLookup(
            verifier: verifier, environment: environment, now: now, requiresLog: requiresLog, pinned: pinned,
            marks: marks)
        let found = await lookup.findings(of: keys, width: width)
        evidence.state = .judged(found, by: lookup)
        if asksPolicies { for (key, finding) in found { evidence.tell(key, finding, lookup) } }
        return evidence
    }

    /// Gives policies what is known of an artifact.
    private mutating func tell(
        _ key: ArtifactReference.Key, _ finding: ArtifactVerifier.Finding, _ lookup: ArtifactLookup
    ) {
        var signatures: [Rules.VerifiedSignature] = []
        for role in Role.allCases where role.signsArtifacts {
            let verdict = lookup.verdict(of: finding, key, ArtifactDemand(roles: [role]))
            if verdict.isUnavailable {
                let reasons = verdict.refusals.map(\.description).joined(separator: "; ")
                self.signatures[key.text] = .unavailable("the signatures (\(reasons))")
                self.attestations[key.text] = .unavailable("the attestations (\(reasons))")
                return
            }
            guard let verified = verdict.verified else { continue }
            let expires = verified.expires.map { Int(clamping: $0.seconds) } ?? Self.never
            signatures += verified.signers.map {
                Rules.VerifiedSignature(role: role.rawValue, identity: $0.principal, expires: expires * 1_000)
            }
        }
        self.signatures[key.text] = .found(signatures)
        attestations[key.text] = .found([])
        for type in finding.claims.predicateTypes { tell(key, finding, type: type, lookup) }
    }

    private mutating func tell(
        _ key: ArtifactReference.Key, _ finding: ArtifactVerifier.Finding, type: String, _ lookup: ArtifactLookup
    ) {
        var predicates: [Value] = []
        for role in Role.allCases where role.signsArtifacts {
            switch lookup.verifier.attestations(
                of: finding, type: type, lookup.demand(key, ArtifactDemand(roles: [role])))
            {
            case .unavailable(let reason):
                attestations["\(key.text) \(type)"] = .unavailable("the attestations (\(reason))")
                return
            case .found(let attested, _):
                for value in attested.map({ Value.object($0.predicate) }) where !predicates.contains(value) {
                    predicates.append(value)
                }
            }
        }
        attestations["\(key.text) \(type)"] = .found(predicates)
    }

    /// 9999-12-31T23:59:59Z: a signature that never runs out.
    private static let never = 253_402_300_799
}

/// Looks artifacts up, some at a time, and judges what was found.
struct ArtifactLookup: Sendable {
    let verifier: ArtifactVerifier
    let environment: String
    let now: Timestamp
    /// Whether only what the log has counts, whatever a demand says.
    let requiresLog: Bool
    let pinned: [String: String]
    /// nil where versions may fall.
    var marks: VersionMarks?

    func demand(_ key: ArtifactReference.Key, _ demand: ArtifactDemand) -> ArtifactVerifier.Demand {
        ArtifactVerifier.Demand(
            artifact: key.artifact, environment: environment, roles: demand.roles, required: demand.required, now: now,
            requiresLog: requiresLog || demand.requiresLog,
            mark: marks?.mark(artifact: key.artifact, environment: environment), isRevert: demand.allowsReturn)
    }

    func verdict(
        of finding: ArtifactVerifier.Finding, _ key: ArtifactReference.Key, _ demand: ArtifactDemand
    ) -> Verdict {
        verifier.verdict(of: finding, self.demand(key, demand))
    }

    func findings(
        of keys: Set<ArtifactReference.Key>, width: Int
    ) async -> [ArtifactReference.Key: ArtifactVerifier.Finding] {
        var waiting = keys.makeIterator()
        return await withTaskGroup(of: (ArtifactReference.Key, ArtifactVerifier.Finding).self) { group in
            for _ in 0..<width {
                guard let key = waiting.next() else { break }
                group.addTask { (key, await finding(of: key)) }
            }
            var found: [ArtifactReference.Key: ArtifactVerifier.Finding] = [:]
            for await (key, finding) in group {
                found[key] = finding
                if let next = waiting.next() { group.addTask { (next, await self.finding(of: next)) } }
            }
            return found
        }
    }

    private func finding(of key: ArtifactReference.Key) async -> ArtifactVerifier.Finding {
        // What is demanded is judged later, of what was found.
        let any = demand(key, ArtifactDemand(roles: [.release]))
        return switch key.kind {
        case .image: await verifier.verify(image: pinned[key.text] ?? key.text, any)
        case .model: await verifier.verify(model: pinned[key.text] ?? key.text, any)
        }
    }
}
