package import Manifests

/// That a policy is in force: which one, with which parameters, where, and who is exempt until when.
///
///     apiVersion: lockstep/v1
///     kind: PolicyUse
///     metadata: { name: registries }
///     spec:
///       policy: allowed-registries
///       enforcement: warn
///       match: { environments: [production], namespaces: [shop-*], labels: { tier: web } }
///       parameters: { prefixes: [registry.example.com/] }
///       exemptions:
///         - { name: legacy, namespace: shop, owner: payments, reason: moves in March, expires: 2026-03-31T00:00:00Z }
package struct PolicyUse: Sendable {
    package struct Exemption: Sendable {
        /// A glob of object names.
        var name: String
        var namespace: String
        package var owner: String
        package var reason: String
        /// Milliseconds since 1970; the exemption ends then.
        var expires: Int
    }

    package let name: String
    package let policy: AdmissionPolicy
    package let enforcement: Enforcement
    let environments: [String]
    let namespaces: [String]
    let selector: LabelSelector?
    package let exemptions: [Exemption]

    /// Reads a use and checks its parameters against the policy's; every fault is reported at its line.
    package static func read(
        _ document: Document, programs: [PolicyProgram]
    ) -> (use: PolicyUse?, diagnostics: [Diagnostic]) {
        var reader = PolicyUseReader(document: document)
        let use = reader.read(programs)
        return (reader.diagnostics.isEmpty ? use : nil, reader.diagnostics)
    }

    func applies(to view: ReviewBox) -> Bool {
        guard policy.applies(to: view) else { return false }
        let review = view.review
        if !environments.isEmpty, !environments.contains(where: { Glob.matches(review.environment, $0) }) {
            return false
        }
        if !namespaces.isEmpty, !namespaces.contains(where: { Glob.matches(review.namespace, $0) }) { return false }
        guard let selector else { return true }
        let labels = review.object[path: "metadata", "labels"]
        return selector.matches { labels?[$0]?.string }
    }

    /// The exemption that covers an object now. Without a time none does: whether it has expired is not known.
    package func exemption(for review: Review, time: Int?) -> Exemption? {
        guard let now = review.time ?? time else { return nil }
        return exemptions.first {
            now < $0.expires && Glob.matches(review.name, $0.name) && Glob.matches(review.namespace, $0.namespace)
        }
    }
}

/// The uses that are in force together, found by the kind of the object.
package struct PolicyUses: Sendable {
    private let uses: [PolicyUse]
    private let index: KindIndex<PolicyUse>
    private let slotCount: Int

    package init(_ uses: [PolicyUse]) {
        self.uses = uses
        index = KindIndex(uses) { $0.policy }
        slotCount = uses.map(\.policy.slotCount).max() ?? 0
    }

    /// All uses on one object: exempted violations do not deny, but are kept for the record. A fault is never exempt.
    package func decide(_ review: Review, _ context: EvaluationContext) -> AdmissionDecision {
        var decision = AdmissionDecision()
        let view = ReviewBox(review, podPaths: context.podPaths)
        let frame = Frame(slots: slotCount, context: context)
        for use in index.elements(for: view) where use.applies(to: view) {
            frame.begin()
            var outcome = use.policy.evaluate(view, frame)
            for index in outcome.violations.indices
            where outcome.violations[index].enforcement == use.policy.enforcement {
                outcome.violations[index].enforcement = use.enforcement
            }
            if let exemption = use.exemption(for: review, time: context.time) {
                decision.exempted += outcome.violations.map { ($0, exemption.reason) }
            } else {
                decision.add(outcome.violations)
            }
            if let fault = outcome.fault {
                decision.faults.append(
                    AdmissionDecision.PolicyFault(policy: use.policy.id, fault: fault, enforcement: use.enforcement))
            }
        }
        return decision
    }
}

extension PolicyUses: RandomAccessCollection, ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: PolicyUse...) { self.init(elements) }
    package var startIndex: Int { uses.startIndex }
    package var endIndex: Int { uses.endIndex }
    package subscript(position: Int) -> PolicyUse { uses[position] }
}
