import Cluster
import Manifests
import Rules
import Trust

/// What the policies in force say of one object, at its manifest's lines.
struct PolicyReview: Sendable {
    let bundle: PolicyBundle
    let evidence: PolicyEvidence
    let environment: String

    func decide(_ candidate: Candidate) -> PolicyVerdict? {
        guard !bundle.uses.isEmpty else { return nil }
        var review = Review(object: candidate.object, environment: environment, time: evidence.time)
        review.namespace = candidate.identity.namespace ?? ""
        review.requester = nil
        review.change = evidence.change
        if let old = evidence.live[candidate.identity] {
            review.oldObject = old
            review.operation = "update"
        }
        let context = context
        let decision = bundle.uses.decide(review, context)
        let findings =
            decision.violations.compactMap { finding($0, of: candidate) }
            + decision.faults.compactMap { finding($0, of: candidate) }
        return PolicyVerdict(
            identity: candidate.identity, review: review, context: context, decision: decision, findings: findings)
    }

    var context: EvaluationContext {
        var context = EvaluationContext()
        context.inventory = evidence.inventory
        context.inventoryKinds = PolicyEvidence.inventoryKinds
        context.time = evidence.time
        context.calendars = bundle.calendars
        context.podPaths = bundle.podPaths
        context.signatures = evidence.artifacts.signatures
        context.attestations = evidence.artifacts.attestations
        if case .unjudged(let reason, _, _) = evidence.artifacts.state {
            context.otherSignatures = .unavailable("the signatures (\(reason))")
            context.otherAttestations = .unavailable("the attestations (\(reason))")
        }
        return context
    }

    private func finding(_ violation: Violation, of candidate: Candidate) -> GateFinding? {
        diagnostic(violation, of: candidate).map {
            GateFinding(.policy(violation.policy), $0, of: candidate.identity)
        }
    }

    private func finding(_ fault: AdmissionDecision.PolicyFault, of candidate: Candidate) -> GateFinding? {
        var isUnjudged = false
        // Of these another look may tell more; who asks, for one, no look will ever tell.
        if case .unavailable(let what) = fault.fault.reason {
            isUnjudged = ["the inventory", "the signatures", "the attestations"].contains { what.hasPrefix($0) }
        }
        return diagnostic(fault, of: candidate).map {
            GateFinding(.policy(fault.policy), $0, of: candidate.identity, isUnjudged: isUnjudged)
        }
    }

    private func diagnostic(_ violation: Violation, of candidate: Candidate) -> Diagnostic? {
        let message = "policy '\(violation.policy)': \(Self.masking(violation.message, of: candidate))"
        let place = place(of: violation.path, in: candidate.resource)
        let hint = source(of: violation.policy, line: violation.line)
        switch violation.enforcement {
        case .deny: return .error(message, at: place, hint: hint)
        case .warn: return .warning(message, at: place, hint: hint)
        case .dryRun: return nil
        }
    }

    private func diagnostic(_ fault: AdmissionDecision.PolicyFault, of candidate: Candidate) -> Diagnostic? {
        guard fault.enforcement != .dryRun else { return nil }
        let line = fault.fault.location.map { "\($0.file):\($0.line)" }
        return .error(
            "policy '\(fault.policy)' could not judge the object: \(Self.masking(fault.fault.message, of: candidate))",
            at: candidate.resource.location,
            hint: line.map { "it stopped at \($0); what cannot be judged is denied" })
    }

    /// A message without the values of a Secret, in whichever form a rule put them there.
    private static func masking(_ message: String, of candidate: Candidate) -> String {
        guard candidate.identity.groupKind == GroupKind(group: "", kind: "Secret") else { return message }
        var secrets: [String] = []
        for object in [candidate.object, candidate.resource.object] {
            for text in SecretContent.texts(of: object) {
                secrets.append(text)
                if let bytes = Base64.decode(text) { secrets.append(String(decoding: bytes, as: UTF8.self)) }
            }
        }
        // The longest first: one value may be a part of another.
        return secrets.filter { !$0.isEmpty }.sorted { $0.count > $1.count }
            .reduce(message) { $0.replacing($1, with: "<redacted>") }
    }

    private func source(of policy: String, line: Int) -> String? {
        bundle.uses.first { $0.policy.id == policy }.map { "the rule is at \($0.policy.file.name):\(line)" }
    }

    private func place(of path: String?, in resource: Resource) -> SourceLocation {
        guard let path else { return resource.location }
        return resource.document.nearestLocation(of: Self.steps(path))
    }

    /// `spec.containers[0].image` as steps; a quoted key may hold dots: `metadata.labels['a.b/c']`.
    static func steps(_ path: String) -> [PathStep] {
        var steps: [PathStep] = []
        var rest = path[...]
        while let first = rest.first {
            if first == "[" {
                let inside = rest.dropFirst().prefix { $0 != "]" }
                let isQuoted = inside.count >= 2 && inside.first == "'" && inside.last == "'"
                if isQuoted {
                    steps.append(.key(String(inside.dropFirst().dropLast())))
                } else if let index = Int(inside) {
                    steps.append(.index(index))
                } else {
                    return steps
                }
                rest = rest.dropFirst(inside.count + 2)
            } else if first == "." {
                rest = rest.dropFirst()
            } else {
                let key = rest.prefix { $0 != "." && $0 != "[" }
                steps.append(.key(String(key)))
                rest = rest.dropFirst(key.count)
            }
        }
        return steps
    }
}
