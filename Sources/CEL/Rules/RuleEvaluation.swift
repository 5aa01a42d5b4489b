package import Manifests
import StructuredMerge

/// One look of all rules at one object.
///
/// The order and the words are the API server's (apiextensions-apiserver, `schema/cel`); what cannot be evaluated
/// is refused.
package struct RuleEvaluation {
    private static let outOfBudget =
        "validation failed due to running out of cost budget, no further validation rules will be run"

    private var failures: [RuleFailure] = []
    private var budget: Int64
    private var isOver = false

    /// - Parameter live: the object as it was; nil for a new one.
    /// - Parameter budget: cost units, for all rules together.
    /// - Parameter place: of the object in errors; empty for a whole one.
    package static func failures(
        of object: Value, live: Value?, _ rules: RuleTree, at place: String = "",
        budget: Int64 = EvaluationLimits.object
    ) -> [RuleFailure] {
        var evaluation = RuleEvaluation(budget: budget)
        let correlation = Correlation(new: object, old: live, schema: rules.schema)
        evaluation.check(object, live, rules, at: place, correlation)
        return evaluation.failures
    }

    private init(budget: Int64) { self.budget = budget }

    // MARK: The tree

    private mutating func check(
        _ value: Value, _ old: Value?, _ tree: RuleTree, at place: String, _ correlation: Correlation
    ) {
        // A rule about a null has to stand above it.
        guard !isOver, !value.isNull else { return }
        evaluate(value, old, tree, at: place, correlation)
        for part in tree.allOf where !isOver {
            check(value, old, part, at: place, correlation.uncorrelated)
        }
        switch value {
        case .object(let members): check(members, old?.object, tree, at: place, correlation)
        case .array(let items): check(items, old?.array, tree, at: place, correlation)
        default: break
        }
    }

    private mutating func check(
        _ members: Object, _ old: Object?, _ tree: RuleTree, at place: String, _ correlation: Correlation
    ) {
        if let below = tree.additionalProperties {
            for member in members where !isOver {
                check(
                    member.value, old?[member.key], below, at: "\(place)[\(member.key)]", correlation.key(member.key))
            }
        }
        guard !tree.properties.isEmpty else { return }
        for member in members where !isOver {
            guard let below = tree.properties[member.key] else { continue }
            let place = place.isEmpty ? member.key : "\(place).\(member.key)"
            check(member.value, old?[member.key], below, at: place, correlation.key(member.key))
        }
    }

    private mutating func check(
        _ items: [Value], _ old: [Value]?, _ tree: RuleTree, at place: String, _ correlation: Correlation
    ) {
        guard let below = tree.items else { return }
        // A rule about a change needs to know which element an element was: only keys tell.
        let known = KeyedItems(old, tree.schema)
        for (index, item) in items.enumerated() where !isOver {
            check(item, known?.match(of: item), below, at: "\(place)[\(index)]", correlation.index(index))
        }
    }

    // MARK: One schema's rules

    private mutating func evaluate(
        _ value: Value, _ old: Value?, _ tree: RuleTree, at place: String, _ correlation: Correlation
    ) {
        guard !tree.rules.isEmpty else { return }
        guard budget > 0 else { return giveUp(Self.outOfBudget, tree, at: place) }
        let current = Result { () throws(EvaluationError) in try tree.node.datum(value) }
        let before = old.flatMap { old in
            old.isNull ? nil : Result { () throws(EvaluationError) in try tree.node.datum(old) }
        }
        for rule in tree.rules where !isOver {
            evaluate(rule, current, before, tree, at: place, correlation)
        }
    }

    private mutating func evaluate(
        _ rule: CompiledRule, _ current: Result<Datum, EvaluationError>, _ before: Result<Datum, EvaluationError>?,
        _ tree: RuleTree, at place: String, _ correlation: Correlation
    ) {
        if let refusal = rule.refusal { return refuse("rule compile error: \(refusal)", tree, at: place) }
        guard case .success(let program)? = rule.program else { return }
        let isOptional = rule.source.optionalOldSelf ?? false
        if rule.usesOldSelf, before == nil, !isOptional { return }
        let values: [Datum?]
        do throws(EvaluationError) {
            let previous = rule.usesOldSelf ? try before?.get() : nil
            values = [try current.get(), isOptional ? .some(.optional(previous)) : previous]
        } catch {
            return refuse("\(error.message) evaluating rule: \(rule.source.shown)", tree, at: place)
        }
        let (result, cost) = program.evaluate(values)
        // Spent is what was allowed at most: the limit ends an evaluation, not the sum.
        guard Int64(clamping: min(cost, EvaluationLimits.rule)) <= budget else {
            return giveUp(Self.outOfBudget, tree, at: place)
        }
        budget -= Int64(clamping: min(cost, EvaluationLimits.rule))
        switch result {
        case .success(.bool(true)): break
        case .success: report(rule, values, tree, at: place, correlation)
        case .failure(.costExceeded):
            giveUp(
                "'\(EvaluationError.costExceeded.message)': no further validation rules will be run due to call cost exceeds limit for rule: \(rule.source.shown)",
                tree, at: place)
        case .failure(.fault(let why)) where why.hasPrefix("no such overload"):
            refuse(
                "'\(why)': call arguments did not match a supported operator, function or macro signature for rule: \(rule.source.shown)",
                tree, at: place)
        case .failure(.fault(let why)):
            refuse("\(why) evaluating rule: \(rule.source.shown)", tree, at: place)
        }
    }

    // MARK: Words

    private mutating func refuse(_ detail: String, _ tree: RuleTree, at place: String) {
        failures.append(RuleFailure(place: place, reason: nil, typeName: tree.typeName, detail: detail))
    }

    private mutating func giveUp(_ detail: String, _ tree: RuleTree, at place: String) {
        refuse(detail, tree, at: place)
        isOver = true
    }

    /// A rule that does not hold. What was so before is not held against a change (KEP-4008).
    private mutating func report(
        _ rule: CompiledRule, _ values: [Datum?], _ tree: RuleTree, at place: String, _ correlation: Correlation
    ) {
        let path = FieldPath.normalized(rule.source.fieldPath)
        let place = path.isEmpty ? place : place.isEmpty ? path : "\(place).\(path)"
        let detail = message(of: rule, values, tree, at: place) ?? rule.source.detail
        if !rule.usesOldSelf, correlation.isUnchanged { return }
        failures.append(
            RuleFailure(place: place, reason: rule.source.reason, typeName: tree.typeName, detail: detail))
    }

    private static let longestMessage = 5 * 1024

    /// Nil where the rule has no expression for it, or one that fails or says nothing fit.
    private mutating func message(
        of rule: CompiledRule, _ values: [Datum?], _ tree: RuleTree, at place: String
    ) -> String? {
        guard case .success(let program)? = rule.messageProgram else { return nil }
        let (result, cost) = program.evaluate(values)
        let source = GoText.quoted(rule.source.messageExpression)
        if case .failure(.costExceeded) = result {
            giveUp(
                "no further validation rules will be run due to call cost exceeds limit for messageExpression: \(source)",
                tree, at: place)
            return nil
        }
        guard Int64(clamping: cost) <= budget else {
            giveUp(
                "messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run",
                tree, at: place)
            return nil
        }
        budget -= Int64(clamping: cost)
        guard case .success(.string(let text)) = result else { return nil }
        let trimmed = text.trimmingSpace()
        let isFit = !trimmed.isEmpty && trimmed.utf8.count <= Self.longestMessage && !trimmed.utf8.contains(0x0A)
        return isFit ? trimmed : nil
    }
}
