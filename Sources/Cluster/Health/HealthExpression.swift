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
    ///
    /// What is no number in a sum, no list in a count, and no object on the way, is noted.
    func read(in evaluation: inout HealthEvaluation) -> Value? {
        guard terms.count != 1 else { return terms[0].read(in: &evaluation) }
        var sum: Int64 = 0
        for term in terms {
            guard let value = term.read(in: &evaluation) else { return nil }
            guard let number = value.integer else {
                evaluation.note(HealthExpression(terms: [term]).name, isNot: "a number", but: value)
                return nil
            }
            let (result, overflow) =
                term.isSubtracted ? sum.subtractingReportingOverflow(number) : sum.addingReportingOverflow(number)
            guard !overflow else { return nil }
            sum = result
        }
        return .integer(sum)
    }

    private func value(in evaluation: HealthEvaluation) -> Value? {
        var scratch = evaluation
        return read(in: &scratch)
    }

    /// What a message calls it: the first field that it reads.
    var name: String {
        for case .path(let path) in terms.flatMap(\.alternatives) { return path.text }
        return "a field"
    }

    /// Whether it is `{condition}`: what the condition that decided says.
    private var isCondition: Bool { terms.count == 1 && terms[0].alternatives == [.path(HealthPath(.condition, []))] }

    /// What a message prints where nothing is there: of a condition without words its status.
    func absence(in evaluation: HealthEvaluation) -> String {
        let status = isCondition ? evaluation.condition?["status"]?.string : nil
        return HealthMessage.oneLine((status ?? "unknown").lowercased())
    }

    /// As a message prints it; nil where nothing is there.
    func text(in evaluation: HealthEvaluation) -> String? {
        if isCondition { return evaluation.conditionWords }
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

extension HealthExpression.Term {
    fileprivate func read(in evaluation: inout HealthEvaluation) -> Value? {
        for alternative in alternatives {
            switch alternative {
            case .literal(let value): return value
            case .count(let path):
                switch evaluation.read(path) {
                case .array(let elements)?: return .integer(Int64(elements.count))
                case .object(let object)?: return .integer(Int64(object.count))
                case let found?:
                    evaluation.note(path.text, isNot: "a list", but: found)
                    return .integer(0)
                case nil: return .integer(0)
                }
            case .path(let path):
                guard let found = evaluation.read(path) else { continue }
                // Go leaves a text that was never set empty; that is nothing to fall back on.
                if found != .string("") || alternatives.count == 1 { return found }
            }
        }
        return nil
    }
}
