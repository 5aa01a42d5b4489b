import Manifests

package enum Enforcement: String, Sendable, Hashable { case deny, warn, dryRun }

package enum Severity: String, Sendable, Hashable { case low, medium, high, critical }

/// Something that a policy says against an object.
package struct Violation: Sendable, Hashable {
    package var message: String
    /// A path into the object, as in `spec.containers[0]`; nil where the rule names none.
    package var path: String?
    package var policy: String
    /// Of the rule in the policy's file, from 1.
    package var line: Int
    package var severity: Severity
    package var enforcement: Enforcement
}

/// A policy of admission, specialised on its parameters: what is known when it is loaded is computed then.
///
/// A class, so that asking a hundred of them in turn copies none.
package final class AdmissionPolicy: Sendable {
    package let id: String
    package let file: SourceFile
    package let documentation: String
    package let severity: Severity
    package let enforcement: Enforcement
    package let line: Int
    let kinds: [KindNames.Pattern]?
    let isPodBearing: Bool
    /// `create`, `update`, `delete`, `connect`.
    package let operations: [String]
    let environments: [String]
    let namespaces: [String]
    let excludedNamespaces: [String]
    let selector: LabelSelector?
    let skipsUpdatesOf: [KindNames.Pattern]
    private let body: StepList
    let reviewSlot: Int
    let slotCount: Int
    let probes: [Probe]

    /// What an `admission(…)` says beside its body.
    struct Header {
        var id: String
        var documentation: String
        var severity: Severity
        var enforcement: Enforcement
        var line: Int
        var kinds: [KindNames.Pattern]?
        var isPodBearing: Bool
        var operations: [String]
        var environments: [String]
        var namespaces: [String]
        var excludedNamespaces: [String]
        var selector: LabelSelector?
        var skipsUpdatesOf: [KindNames.Pattern]
        var reviewSlot: Int
    }

    init(_ header: Header, file: SourceFile, body: [Step], slotCount: Int, probes: [Probe]) {
        id = header.id
        self.file = file
        documentation = header.documentation
        severity = header.severity
        enforcement = header.enforcement
        line = header.line
        kinds = header.kinds
        isPodBearing = header.isPodBearing
        operations = header.operations
        environments = header.environments
        namespaces = header.namespaces
        excludedNamespaces = header.excludedNamespaces
        selector = header.selector
        skipsUpdatesOf = header.skipsUpdatesOf
        self.body = StepList(body)
        reviewSlot = header.reviewSlot
        self.slotCount = slotCount
        self.probes = probes
    }

    /// Whether the policy has a say about an object; matching is data, so it is asked without evaluating anything.
    package func applies(to review: Review, podPaths: [String: [PodPath]] = [:]) -> Bool {
        applies(to: ReviewBox(review, podPaths: podPaths))
    }

    func applies(to view: ReviewBox) -> Bool {
        let review = view.review
        if isPodBearing {
            guard view.bearsPod else { return false }
        } else if let kinds {
            guard kinds.contains(where: { $0.matches(kind: view.kind, group: view.group) }) else { return false }
        }
        guard operations.contains(where: { Bytes.equal($0, review.operation) }) else { return false }
        if !environments.isEmpty, !environments.contains(review.environment) { return false }
        if !namespaces.isEmpty, !namespaces.contains(where: { Glob.matches(review.namespace, $0) }) { return false }
        if excludedNamespaces.contains(where: { Glob.matches(review.namespace, $0) }) { return false }
        if !skipsUpdatesOf.isEmpty, review.operation == "update",
            skipsUpdatesOf.contains(where: { $0.matches(kind: view.kind, group: view.group) })
        {
            return false
        }
        if let selector {
            let labels = review.object[path: "metadata", "labels"]
            return selector.matches { labels?[$0]?.string }
        }
        return true
    }

    /// Evaluates the policy on an object that it applies to.
    package func evaluate(_ review: Review, _ context: EvaluationContext) -> AdmissionOutcome {
        evaluate(ReviewBox(review, podPaths: context.podPaths), Frame(slots: slotCount, context: context))
    }

    func evaluate(_ review: ReviewBox, _ frame: Frame) -> AdmissionOutcome {
        frame.slots[reviewSlot] = .object(review)
        var outcome = AdmissionOutcome()
        do throws(Fault) {
            _ = try body.run(frame)
        } catch {
            var fault = error
            fault.location = file.location(max(0, fault.offset))
            outcome.fault = fault
        }
        if frame.violations.isEmpty { return outcome }
        outcome.violations = frame.violations.map { raw in
            Violation(
                message: raw.message, path: raw.path, policy: id, line: file.line(raw.offset), severity: severity,
                enforcement: raw.isWarning && enforcement == .deny ? .warn : enforcement)
        }
        return outcome
    }
}

package struct AdmissionOutcome: Sendable {
    package var violations: [Violation] = []
    package var fault: Fault?

    package init() {}
}

/// What all policies together say.
package struct AdmissionDecision: Sendable {
    package struct PolicyFault: Sendable {
        package var policy: String
        package var fault: Fault
        package var enforcement: Enforcement
    }

    package var violations: [Violation] = []
    package var faults: [PolicyFault] = []
    /// Exempted violations, with the exemption's reason, for the record.
    package var exempted: [(violation: Violation, reason: String)] = []

    package init() {}

    /// A violation of an enforced policy denies; so does a fault, of a warning policy too: what could not be judged
    /// is not known to be harmless. Only a dry run never denies.
    package var isAllowed: Bool {
        !violations.contains { $0.enforcement == .deny } && !faults.contains { $0.enforcement != .dryRun }
    }
}
