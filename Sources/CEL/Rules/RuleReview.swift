package import Manifests

/// What the server refuses of the rules in a definition's schema.
package struct RuleReview {
    private static let reasons = [
        "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired",
    ]

    private var failures: [RuleFailure] = []
    private var costs = RuleCosts()

    /// - Parameter place: of the schema in the definition.
    package static func failures(of schema: Object, at place: String) -> [RuleFailure] {
        guard let tree = RuleTree.make(of: schema) else { return [] }
        var review = RuleReview()
        review.checkForm(tree, at: place)
        // Expressions are read only where the rules are well-formed.
        if review.failures.isEmpty {
            review.checkExpressions(tree, at: place, count: 1, uncorrelatable: nil)
            review.failures += review.costs.failures(at: place)
        }
        return review.failures
    }

    private mutating func refuse(_ place: String, _ value: String, _ why: String) {
        failures.append(
            RuleFailure(place: place, reason: "FieldValueInvalid", message: "Invalid value: \(value): \(why)"))
    }

    private mutating func require(_ place: String, _ why: String) {
        failures.append(
            RuleFailure(place: place, reason: "FieldValueRequired", message: "Required value: \(why)"))
    }

    // MARK: The tree

    private struct Below {
        var tree: RuleTree
        var place: String
        /// The name of what limits how often this occurs; nil where it occurs once.
        var limit: String?
    }

    private func below(_ tree: RuleTree, _ place: String) -> [Below] {
        var parts: [Below] = []
        if let items = tree.items { parts.append(Below(tree: items, place: "\(place).items", limit: "maxItems")) }
        if let values = tree.additionalProperties {
            parts.append(Below(tree: values, place: "\(place).additionalProperties", limit: "maxProperties"))
        }
        for (name, property) in tree.properties.sorted(by: { $0.key < $1.key }) {
            parts.append(Below(tree: property, place: "\(place).properties[\(name)]"))
        }
        for (index, part) in tree.allOf.enumerated() {
            parts.append(Below(tree: part, place: "\(place).allOf[\(index)]"))
        }
        return parts
    }

    // MARK: Form

    private mutating func checkForm(_ tree: RuleTree, at place: String) {
        for (index, rule) in tree.rules.enumerated() {
            checkForm(rule.source, tree.schema, at: "\(place).\(ValidationRule.key)[\(index)]")
        }
        for part in below(tree, place) { checkForm(part.tree, at: part.place) }
    }

    private mutating func checkForm(_ rule: ValidationRule, _ schema: Object, at place: String) {
        func hasLines(_ text: String) -> Bool { text.utf8.contains { $0 == 0x0A || $0 == 0x0D } }
        func quoted(_ text: String) -> String { JSON.string(.string(text)) }
        let (text, message) = (rule.rule.trimmingSpace(), rule.message.trimmingSpace())
        if text.isEmpty {
            require("\(place).rule", "rule is not specified")
        } else if !rule.message.isEmpty, message.isEmpty {
            refuse("\(place).message", quoted(rule.message), "message must be non-empty if specified")
        } else if hasLines(message) {
            refuse("\(place).message", quoted(rule.message), "message must not contain line breaks")
        } else if hasLines(text), message.isEmpty {
            require("\(place).message", "message must be specified if rule contains line breaks")
        }
        if !rule.messageExpression.isEmpty, rule.messageExpression.trimmingSpace().isEmpty {
            require("\(place).messageExpression", "messageExpression must be non-empty if specified")
        }
        if let reason = rule.reason, !Self.reasons.contains(reason) {
            let names = Self.reasons.map { "\"\($0)\"" }.joined(separator: ", ")
            failures.append(
                RuleFailure(
                    place: "\(place).reason", reason: "FieldValueNotSupported",
                    message: "Unsupported value: \(quoted(reason)): supported values: \(names)"))
        }
        guard !rule.fieldPath.isEmpty else { return }
        if rule.fieldPath.trimmingSpace().isEmpty {
            refuse("\(place).fieldPath", quoted(rule.fieldPath), "fieldPath must be non-empty if specified")
        } else if hasLines(rule.fieldPath) {
            refuse("\(place).fieldPath", quoted(rule.fieldPath), "fieldPath must not contain line breaks")
        } else if !FieldPath.leads(rule.fieldPath, in: schema) {
            refuse("\(place).fieldPath", quoted(rule.fieldPath), "fieldPath must be a valid path")
        }
    }

    // MARK: Expressions

    /// - Parameter count: how often the schema can occur in one object at most; nil where nothing says.
    /// - Parameter uncorrelatable: the list above whose elements nothing identifies over a change.
    private mutating func checkExpressions(
        _ tree: RuleTree, at place: String, count: UInt64?, uncorrelatable: String?
    ) {
        for (index, rule) in tree.rules.enumerated() {
            let place = "\(place).\(ValidationRule.key)[\(index)]"
            // Without a limit, the size of a request is one.
            let count = count ?? UInt64(SizeBounds.request / (tree.node.bounds.leastBytes + 1))
            checkCost(rule.estimate, "estimated rule cost", count, at: "\(place).rule")
            if let refusal = rule.refusal { refuse("\(place).rule", rule.source.json, refusal) }
            if let refusal = rule.messageRefusal { refuse("\(place).messageExpression", rule.source.json, refusal) }
            checkCost(
                rule.messageEstimate, "estimated messageExpression cost", 1, at: "\(place).messageExpression")
            checkOldSelf(rule, at: place, uncorrelatable)
        }
        // What is filled in must keep the rules itself.
        if let value = tree.schema["default"], failures.isEmpty {
            failures += RuleEvaluation.failures(of: value, live: nil, tree, at: "\(place).default")
        }
        for part in below(tree, place) {
            let isKeyed = tree.schema["x-kubernetes-list-type"] == "map"
            let most = part.limit.map { limit in tree.schema[limit]?.integer.map { UInt64(max(0, $0)) } } ?? 1
            let below = count.flatMap { count in most.map { count.times($0) } }
            checkExpressions(
                part.tree, at: part.place, count: below,
                uncorrelatable: uncorrelatable ?? (part.limit == "maxItems" && !isKeyed ? place : nil))
        }
    }

    private mutating func checkCost(_ estimate: CostEstimate?, _ name: String, _ count: UInt64, at place: String) {
        guard let estimate else { return }
        let cost = estimate.most.times(count)
        costs.add(cost, at: place)
        guard cost > CostEstimate.ruleLimit else { return }
        failures.append(
            RuleFailure(
                place: place, reason: "FieldValueForbidden",
                message: "Forbidden: \(CostEstimate.excess(name, cost, over: CostEstimate.ruleLimit))"))
    }

    private mutating func checkOldSelf(_ rule: CompiledRule, at place: String, _ uncorrelatable: String?) {
        if rule.usesOldSelf, let uncorrelatable {
            refuse(
                "\(place).rule", JSON.string(.string(rule.source.rule)),
                "oldSelf cannot be used on the uncorrelatable portion of the schema within \(uncorrelatable)")
        } else if !rule.usesOldSelf, rule.refusal == nil, let optional = rule.source.optionalOldSelf {
            refuse("\(place).optionalOldSelf", String(optional), "may not be set if oldSelf is not used in rule")
        }
    }
}
