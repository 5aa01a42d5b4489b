package import Manifests

/// How one kind tells its health: rules in order, of which the first that holds decides.
///
/// Written as a document of kind `HealthCheck`; see `docs/health.md`.
package struct HealthCheck: Sendable, Equatable {
    /// What `status.observedGeneration` means for the kind.
    enum Generation: String, Sendable, CaseIterable {
        /// Where there is one, an older one is progressing.
        case considered
        /// None is progressing too.
        case required
        /// As required; a text that is no number is a hash, as Argo Rollouts wrote it long ago, and tells nothing.
        case hashed
        case ignored
    }

    /// How long what the kind does goes on.
    enum Course: String, Sendable, CaseIterable {
        case continuously
        /// It ends, and is not done before: one that is suspended has yet to run.
        case toCompletion
    }

    struct Rule: Sendable, Equatable {
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
    var runs = Course.continuously
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
        if !isSilent, let lag = lag(of: object, in: &evaluation) { return lag }
        // What its owner suspended is so before any controller says it.
        for rule in rules where !isSilent || rule.status == .suspended {
            evaluation.forget()
            guard rule.when.holds(in: &evaluation) else { continue }
            if evaluation.isExhausted { break }
            // INVARIANT: nothing is well because a field was of a type that no rule could read.
            if let misfit = evaluation.misfit, rule.status == .healthy || rule.status == .suspended {
                return Health(.unknown, misfit)
            }
            return Health(rule.status, rule.message?.text(in: evaluation) ?? words(of: evaluation, for: rule.status))
        }
        if evaluation.isExhausted { return Health(.unknown, "the object is too large to assess") }
        if let misfit = evaluation.misfit { return Health(.unknown, misfit) }
        return isSilent
            ? Health(.progressing, "no controller has reported a status yet")
            : Health(.unknown, "its status is none that the health check '\(name)' knows")
    }

    /// What the condition that decided says; a condition that is true and says nothing is named, unless all is well.
    private func words(of evaluation: HealthEvaluation, for status: Health.Status) -> String {
        let words = evaluation.conditionInWords
        guard words.isEmpty, status != .healthy else { return words }
        return HealthMessage.oneLine(evaluation.condition?["type"]?.string ?? "")
    }

    private static func deletion(of object: Value) -> Health? {
        guard object[path: "metadata", "deletionTimestamp"].map(\.isNull) == false else { return nil }
        let finalizers = (object[path: "metadata", "finalizers"]?.array ?? []).prefix(5).compactMap(\.string)
        let waits = finalizers.isEmpty ? "" : ", held by finalizers \(finalizers.joined(separator: ", "))"
        return Health(.progressing, HealthMessage.oneLine("being deleted\(waits)"))
    }

    /// Progressing, while the status was written for an older generation than the object's.
    private func lag(of object: Value, in evaluation: inout HealthEvaluation) -> Health? {
        guard generation != .ignored else { return nil }
        let current = number(object[path: "metadata", "generation"], "metadata.generation", &evaluation) ?? 0
        let status = object[path: "status", "observedGeneration"]
        let observed = number(status, "status.observedGeneration", &evaluation)
        if observed == nil, generation == .required || generation == .hashed {
            let isHash = generation == .hashed && status?.string?.isEmpty == false
            if !isHash { return Health(.progressing, "no controller has observed it yet") }
        }
        var (seen, ready) = (observed, nil as Int64?)
        for condition in evaluation.conditions {
            let own = number(condition["observedGeneration"], "the observedGeneration of a condition", &evaluation)
            guard let own else { continue }
            if condition["type"]?.string == "Ready" {
                // What went wrong with this generation is told before the generation counts as observed.
                if own >= current, condition["status"]?.string != "True" { return nil }
                ready = min(ready ?? own, own)
            }
            if observed == nil { seen = max(seen ?? own, own) }
        }
        if let ready { seen = min(seen ?? ready, ready) }
        guard let seen, seen < current else { return nil }
        return Health(.progressing, "generation \(current) is not observed yet (\(seen) is)")
    }

    /// Argo Rollouts writes generations as strings.
    private func number(_ value: Value?, _ name: String, _ evaluation: inout HealthEvaluation) -> Int64? {
        guard let value, !value.isNull, value != .string("") else { return nil }
        if let number = value.integer ?? value.string.flatMap({ Int64($0) }) { return number }
        if value.string == nil || generation != .hashed { evaluation.note(name, isNot: "a number", but: value) }
        return nil
    }
}
