import Manifests

/// What a rule reads: a path with fallbacks, or a sum of such.
///
///     status.phase
///     spec.replicas|1
///     status.replicas|0 - status.updatedReplicas|0
///     count(status.listeners)
///     metadata.labels['app.kubernetes.io/name']|'none'
struct HealthExpression: Sendable, Hashable {
    enum Alternative: Sendable, Hashable {
        case path(HealthPath)
        /// How many elements a list, or members an object, has.
        case count(HealthPath)
        case literal(Value)
    }

    struct Term: Sendable, Hashable {
        var isSubtracted: Bool
        /// The first that is there counts.
        var alternatives: [Alternative]
    }

    var terms: [Term]

    /// Nil where nothing is there, or the sum is none.
    func value(in evaluation: HealthEvaluation) -> Value? {
        guard terms.count != 1 else { return value(of: terms[0], in: evaluation) }
        var sum: Int64 = 0
        for term in terms {
            guard let number = value(of: term, in: evaluation)?.integer else { return nil }
            let (result, overflow) =
                term.isSubtracted ? sum.subtractingReportingOverflow(number) : sum.addingReportingOverflow(number)
            guard !overflow else { return nil }
            sum = result
        }
        return .integer(sum)
    }

    private func value(of term: Term, in evaluation: HealthEvaluation) -> Value? {
        for alternative in term.alternatives {
            switch alternative {
            case .literal(let value): return value
            case .count(let path):
                switch evaluation.value(at: path) {
                case .array(let elements)?: return .integer(Int64(elements.count))
                case .object(let object)?: return .integer(Int64(object.count))
                default: return .integer(0)
                }
            case .path(let path):
                guard let found = evaluation.value(at: path) else { continue }
                // Go leaves a text that was never set empty; that is nothing to fall back on.
                if found != .string("") || term.alternatives.count == 1 { return found }
            }
        }
        return nil
    }

    /// As a message prints it; nil where nothing is there.
    func text(in evaluation: HealthEvaluation) -> String? {
        if terms.count == 1, terms[0].alternatives == [.path(HealthPath(.condition, []))] {
            let words = evaluation.conditionInWords
            return words.isEmpty ? nil : words
        }
        switch value(in: evaluation) {
        case .string(let text)?: return text.isEmpty ? nil : text
        case .integer(let number)?: return String(number)
        case .double(let number)?: return JSON.string(.double(number))
        case .bool(let bool)?: return bool ? "true" : "false"
        case .array(let elements)?: return elements.isEmpty ? nil : JSON.string(.array(Array(elements.prefix(5))))
        default: return nil
        }
    }
}
