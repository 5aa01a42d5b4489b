import Manifests
import Trust

/// Judges the artifacts of one object, and pins them in what is applied.
struct ArtifactReview: Sendable {
    let evidence: ArtifactEvidence
    let demands: ArtifactDemands
    let environment: String

    /// Whether something was denied for want of an answer alone.
    struct Outcome {
        var diagnostics: [Diagnostic] = []
        var isUndecided = false
        var verified: [VerifiedArtifact] = []
        /// Of what was verified, by the text of the manifest.
        var digests: [String: SHA256Digest] = [:]
        var refused: [RefusedArtifact] = []
    }

    func judge(_ candidate: Candidate) -> Outcome {
        var outcome = Outcome()
        guard !demands.isEmpty else { return outcome }
        for reference in ArtifactReference.all(in: candidate.object, of: candidate.identity) {
            let place = candidate.resource.document.nearestLocation(of: reference.path)
            let demands = demands.demands(on: reference.artifact, of: candidate.identity)
            guard let key = reference.key else {
                if !demands.isEmpty { refuse(reference, at: place, &outcome) }
                continue
            }
            for demand in demands { judge(reference, key, demand, at: place, &outcome) }
        }
        return outcome
    }

    private func judge(
        _ reference: ArtifactReference, _ key: ArtifactReference.Key, _ demand: ArtifactDemand,
        at place: SourceLocation?, _ outcome: inout Outcome
    ) {
        switch evidence.state {
        case .unasked: outcome.diagnostics.append(.error("the \(reference.words) was not judged", at: place))
        case .unjudged(let reason, let hint, let isUnavailable):
            outcome.isUndecided = outcome.isUndecided || isUnavailable
            outcome.diagnostics.append(
                .error("expected to judge the signatures of \(reference.words): \(reason)", at: place, hint: hint))
        case .judged(let findings, let lookup):
            let finding = findings[key]
            let verdict = finding.map { lookup.verdict(of: $0, key, demand) }
            if let verified = verdict?.verified {
                outcome.digests[reference.text] = verified.digest
                return outcome.verified.append(verified)
            }
            outcome.isUndecided = outcome.isUndecided || verdict?.isUnavailable ?? false
            let refused = Refused(digest: finding?.digest, verdict: verdict)
            outcome.diagnostics.append(diagnostic(reference, refused, demand, at: place))
            let reasons = verdict?.refusals.map { "\($0.code): \($0)" }.joined(separator: "; ") ?? "unavailable"
            outcome.refused.append(
                RefusedArtifact(
                    artifact: reference.artifact, digest: finding?.digest, policy: lookup.verifier.policyDigest,
                    reason: (verdict?.isUnavailable ?? true ? "unavailable: " : "") + reasons.prefix(4_000)))
        }
    }

    /// What is loaded is not said, so nobody can have vouched for it.
    private func refuse(_ reference: ArtifactReference, at place: SourceLocation?, _ outcome: inout Outcome) {
        let reason =
            "expected the address of the model '\(reference.artifact)', as 'storageUri' has it, found "
            + (reference.obscurity ?? "none")
        outcome.refused.append(RefusedArtifact(artifact: reference.artifact, reason: "malformed: \(reason)"))
        outcome.diagnostics.append(
            .error(
                reason, at: place,
                hint: "name what is loaded by its address, or exempt '\(reference.artifact)' below "
                    + "'spec.artifacts.exempt' with a reason"))
    }

    private struct Refused {
        var digest: SHA256Digest?
        var verdict: Verdict?
    }

    private func diagnostic(
        _ reference: ArtifactReference, _ refused: Refused, _ demand: ArtifactDemand,
        at place: SourceLocation?
    ) -> Diagnostic {
        let refusals = refused.verdict?.refusals ?? []
        let reasons = refusals.map(\.description).joined(separator: "; ")
        let digest = refused.digest.map { " (sha256:\($0.hex))" } ?? ""
        if refused.verdict?.isUnavailable ?? true {
            return .error(
                "cannot tell whether the \(reference.words)\(digest) is signed for '\(environment)': \(reasons)",
                at: place, hint: "it is asked again; what cannot be judged does not run")
        }
        let roles = demand.roles.map { "'\($0.rawValue)'" }.joined(separator: " and ")
        let people = demand.required == 1 ? "" : "\(demand.required) people of "
        return .error(
            "expected the \(reference.words)\(digest) to be signed by \(people)role \(roles) for '\(environment)', "
                + "found: \(reasons)", at: place,
            hint: "once it was examined: lockstep sign \(reference.kind.rawValue) … --artifact \(reference.artifact) "
                + "--environment \(environment)")
    }

    /// The object with the digests that were judged in place of tags, and what was pinned for which text.
    func pinning(_ candidate: Candidate) -> Candidate {
        guard case .judged(let findings, _) = evidence.state else { return candidate }
        var object = candidate.object
        var pins = Object()
        for reference in ArtifactReference.all(in: candidate.object, of: candidate.identity) {
            guard !demands.demands(on: reference.artifact, of: candidate.identity).isEmpty,
                let pinned = reference.key.flatMap({ findings[$0]?.pinned }), pinned != reference.text
            else { continue }
            object = object.replacing(reference.path[...], with: .string(pinned))
            pins[reference.text] = .string(pinned)
        }
        guard !pins.isEmpty else { return candidate }
        return candidate.with(
            object: object.merging(annotation: ObjectOptions.pinned, JSON.string(.object(Object(sorting: pins)))))
    }

    /// What an object of the cluster was pinned to, by the text of its manifest.
    static func pins(of live: Value) -> [String: String] {
        guard let text = live[path: "metadata", "annotations", ObjectOptions.pinned]?.string,
            let pins = (try? JSON.parse(Array(text.utf8)))?.object
        else { return [:] }
        var result: [String: String] = [:]
        for pin in pins { result[pin.key] = pin.value.string }
        return result
    }
}

/// An artifact that the gate did not let through.
struct RefusedArtifact: Sendable, Hashable {
    var artifact: String
    /// nil where not even that could be found out.
    var digest: SHA256Digest?
    /// The trust policy that judged it.
    var policy: SHA256Digest?
    var reason: String
}

extension Object {
    fileprivate init(sorting object: Object) {
        self.init()
        for member in object.sorted(by: { $0.key < $1.key }) { self[member.key] = member.value }
    }
}

extension Value {
    /// The value with what stands at a path replaced; unchanged where there is no such path.
    fileprivate func replacing(_ path: ArraySlice<PathStep>, with value: Value) -> Value {
        guard let step = path.first else { return value }
        switch (step, self) {
        case (.key(let key), .object(var members)):
            guard let member = members[key] else { return self }
            members[key] = member.replacing(path.dropFirst(), with: value)
            return .object(members)
        case (.index(let index), .array(var items)):
            guard items.indices.contains(index) else { return self }
            items[index] = items[index].replacing(path.dropFirst(), with: value)
            return .array(items)
        default: return self
        }
    }

    fileprivate func merging(annotation name: String, _ text: String) -> Value {
        guard var root = object else { return self }
        var metadata = root["metadata"]?.object ?? Object()
        var annotations = metadata["annotations"]?.object ?? Object()
        annotations[name] = .string(text)
        metadata["annotations"] = .object(annotations)
        root["metadata"] = .object(metadata)
        return .object(root)
    }
}
