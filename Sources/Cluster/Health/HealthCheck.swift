package import Manifests

/// How one kind tells its health: rules in order, of which the first that holds decides.
///
/// Written as a document of kind `HealthCheck`; see `docs/health.md`.
package struct HealthCheck: Sendable {
    /// What `status.observedGeneration` means for the kind.
    enum Generation: String, Sendable, CaseIterable {
        /// Where there is one, an older one is progressing.
        case considered
        /// None is progressing too.
        case required
        case ignored
    }

    struct Rule: Sendable {
        var status: Health.Status
        var when: HealthPredicate
        /// Nil: the words of the condition that decided.
        var message: HealthMessage?
    }

    package var name: String
    /// Every version of them. A group may be `*` or `*.suffix`, a kind `*`.
    package var kinds: [GroupKind]
    var generation: Generation
    /// Whether an object of the kind says nothing until its controller has written a status.
    var needsStatus: Bool
    /// Where the conditions are; a string found there is read as JSON.
    var conditions: [HealthPath]
    var rules: [Rule]

    /// - Parameter object: an object, as the server gives it.
    ///
    /// Deletion comes first, then the generation, then the rules.
    func assess(_ object: Value) -> Health {
        if let leaving = Self.deletion(of: object) { return leaving }
        let status = object["status"].flatMap { $0.isNull ? nil : $0 }
        if let status, status.object == nil {
            return Health(.unknown, "expected 'status' to be an object, found \(status.kindInWords)")
        }
        var evaluation = HealthEvaluation(object, conditions: conditions)
        let isSilent = needsStatus && status == nil
        if !isSilent, let lag = lag(of: object, conditions: evaluation.conditions) { return lag }
        // What its owner suspended is so before any controller says it.
        for rule in rules where !isSilent || rule.status == .suspended {
            evaluation.forget()
            guard rule.when.holds(in: &evaluation) else { continue }
            if evaluation.isExhausted { break }
            return Health(rule.status, rule.message.map { $0.text(in: evaluation) } ?? evaluation.conditionInWords)
        }
        if evaluation.isExhausted { return Health(.unknown, "the object is too large to assess") }
        return isSilent
            ? Health(.progressing, "no controller has reported a status yet")
            : Health(.unknown, "its status is none that the health check '\(name)' knows")
    }

    private static func deletion(of object: Value) -> Health? {
        guard object[path: "metadata", "deletionTimestamp"]?.string != nil else { return nil }
        let finalizers = (object[path: "metadata", "finalizers"]?.array ?? []).prefix(5).compactMap(\.string)
        let waits = finalizers.isEmpty ? "" : ", held by finalizers \(finalizers.joined(separator: ", "))"
        return Health(.progressing, HealthMessage.oneLine("being deleted\(waits)"))
    }

    /// Progressing, while the status was written for an older generation than the object's.
    private func lag(of object: Value, conditions: [Value]) -> Health? {
        guard generation != .ignored else { return nil }
        let current = object[path: "metadata", "generation"]?.integer ?? 0
        let observed = Self.generation(object[path: "status", "observedGeneration"])
        if observed == nil, generation == .required {
            let isHash = object[path: "status", "observedGeneration"]?.string?.isEmpty == false
            if !isHash { return Health(.progressing, "no generation is observed yet") }
        }
        var seen = observed
        let ofConditions = conditions.compactMap { Self.generation($0["observedGeneration"]) }
        if seen == nil { seen = ofConditions.max() }
        if let ready = conditions.first(where: { $0["type"]?.string == "Ready" }),
            let own = Self.generation(ready["observedGeneration"])
        {
            seen = min(seen ?? own, own)
        }
        guard let seen, seen < current else { return nil }
        return Health(.progressing, "generation \(current) is not observed yet (\(seen) is)")
    }

    /// Argo Rollouts writes it as a string, long ago as a hash.
    private static func generation(_ value: Value?) -> Int64? {
        value?.integer ?? value?.string.flatMap { Int64($0) }
    }
}
