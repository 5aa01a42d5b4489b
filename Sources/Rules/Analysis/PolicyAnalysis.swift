package import Manifests

/// What can be said of a policy file without an input: what is never used, rules that never decide, and where it can
/// fault.
package struct PolicyAnalysis: Sendable {
    /// Warnings, in reading order.
    package var unused: [Diagnostic] = []
    /// Warnings, in reading order.
    package var shadowed: [Diagnostic] = []
    /// For each policy the places where it can fault; notes, not warnings: a fault denies.
    package var faults: [(policy: String, places: [Diagnostic])] = []

    package init(_ program: PolicyProgram) {
        unused = Usage(program.checked).unused.sorted(by: Diagnostic.inReadingOrder)
        shadowed = program.checked.accesses.flatMap { RuleOrder(program, $0).shadowed }
            .sorted(by: Diagnostic.inReadingOrder)
        let finder = FaultFinder(program.checked)
        faults = finder.faults()
    }
}

/// What of a file's declarations its rules reach.
private struct Usage {
    private let checked: CheckedFile
    private var functions: Set<Int> = []
    private var globals: Set<Int> = []
    private var fields: Set<String> = []
    private var records: Set<NominalID> = []

    init(_ checked: CheckedFile) {
        self.checked = checked
        for admission in checked.admissions {
            reach(admission.body.body)
            for argument in admission.arguments.values { reach(argument) }
        }
        for access in checked.accesses {
            reach(access.bindings)
            reach(access.actions)
            for rule in access.rules { reach(rule.conditions.body + (rule.unless?.body ?? [])) }
        }
    }

    private mutating func reach(_ statements: [TypedStatement]) {
        var found: [Typed] = []
        statements.walk { found.append($0) }
        note(found)
    }

    private mutating func reach(_ typed: Typed) {
        var found: [Typed] = []
        typed.walk { found.append($0) }
        note(found)
    }

    private mutating func note(_ expressions: [Typed]) {
        for typed in expressions {
            switch typed.kind {
            case .function(let index, _) where functions.insert(index).inserted:
                if checked.functions.indices.contains(index) { reach(checked.functions[index].body) }
            case .global(let index) where globals.insert(index).inserted:
                if checked.globals.indices.contains(index) { reach(checked.globals[index].value) }
            case .member(_, let declaration):
                if case .field = declaration.behaviour { fields.insert(declaration.symbol) }
            case .equality(let left, _, _): if case .nominal(let id, _) = left.type { records.insert(id) }
            default: break
            }
        }
    }

    var unused: [Diagnostic] {
        var result: [Diagnostic] = []
        for (index, function) in checked.functions.enumerated()
        where !functions.contains(index) && function.file.name == checked.file.name {
            result.append(
                .warning("function '\(function.name)' is never called", at: checked.file.location(function.offset)))
        }
        for (index, global) in checked.globals.enumerated()
        where !globals.contains(index) && global.file.name == checked.file.name {
            result.append(
                .warning("constant '\(global.name)' is never read", at: checked.file.location(global.value.offset)))
        }
        for id in Set(checked.admissions.compactMap(\.parameters)) where !records.contains(id) {
            let nominal = checked.catalogue[id]
            for field in nominal.fields where !fields.contains("\(nominal.name).\(field.name)") {
                let offset = checked.admissions.first { $0.parameters == id }?.offset ?? 0
                result.append(
                    .warning(
                        "parameter '\(field.name)' of '\(nominal.name)' is never read",
                        at: checked.file.location(offset)))
            }
        }
        return result
    }
}

/// Rules of access that another rule makes needless, or that can never hold.
private struct RuleOrder {
    private let program: PolicyProgram
    private let access: CheckedFile.Access

    init(_ program: PolicyProgram, _ access: CheckedFile.Access) {
        self.program = program
        self.access = access
    }

    var shadowed: [Diagnostic] {
        var result: [Diagnostic] = []
        for (index, rule) in access.rules.enumerated() {
            if let text = impossible(rule) {
                result.append(warning(rule, "never holds: '\(text)' is false", nil))
                continue
            }
            let others = access.rules.enumerated().filter {
                $0.offset != index && covers($0.element, rule, index < $0.offset)
            }
            guard let other = others.first?.element else { continue }
            let verb = other.isForbid == rule.isForbid ? "already decides" : "forbids"
            result.append(
                warning(
                    rule, "never decides: '\(other.id)' \(verb) whatever it says",
                    other.isForbid == rule.isForbid ? "remove it, or narrow '\(other.id)'" : "narrow '\(other.id)'"))
        }
        return result
    }

    private func warning(_ rule: CheckedFile.Rule, _ words: String, _ hint: String?) -> Diagnostic {
        .warning(
            "\(rule.isForbid ? "forbid" : "permit") '\(rule.id)' \(words)", at: program.file.location(rule.offset),
            hint: hint)
    }

    /// The condition that is false on every input.
    private func impossible(_ rule: CheckedFile.Rule) -> String? {
        var compiler = Compiler(program.checked, globals: program.globals, slotCount: access.slotCount)
        for (element, text) in zip(compiler.conditions(rule.conditions), rule.texts) {
            if case .condition(let node) = element, case .bool(false)? = node.constant { return text }
        }
        return nil
    }

    /// Whether `other` holds wherever `rule` does, and decides there: it asks for no more, and nothing lifts it.
    private func covers(_ other: CheckedFile.Rule, _ rule: CheckedFile.Rule, _ isLater: Bool) -> Bool {
        guard other.unless == nil || (rule.unless != nil && other.unlessTexts == rule.unlessTexts) else { return false }
        guard Set(other.texts).isSubset(of: rule.texts) else { return false }
        if other.isForbid {
            return rule.isForbid ? Set(other.texts) != Set(rule.texts) || !isLater : other.unless == nil
        }
        // A permit says nothing against a forbid; of two equal permits the later is one too many.
        return !rule.isForbid && (Set(other.texts) != Set(rule.texts) || !isLater)
    }
}
