import Manifests

extension Checker {
    private static let itemNames = ["admission", "access", "test", "property"]

    /// The rules and tests of the main file.
    mutating func checkRules() {
        treeIndex = 0
        for item in tree.items {
            guard case .expression(let id) = item else { continue }
            guard case .call(let callee, let arguments) = tree[id].kind, case .name(let name) = tree[callee].kind,
                Self.itemNames.contains(name)
            else {
                report("expected a declaration, a rule or a test", at: tree[id].offset)
                continue
            }
            (locals, scopeStarts, slotCount, expectedResult, currentFunction) = ([], [], 0, nil, nil)
            if name == "access" { checkAccess(arguments, at: tree[id].offset) } else { checkCall(id, name) }
        }
        let ids = checked.admissions.map { ($0.id, $0.offset) } + checked.accesses.map { ($0.id, $0.offset) }
        var seen: Set<String> = []
        for (id, offset) in ids where !seen.insert(id).inserted {
            report("'\(id)' names two policies", at: offset)
        }
    }

    private mutating func checkCall(_ id: ExpressionID, _ name: String) {
        let offset = tree[id].offset
        let typed = check(id, expecting: nil)
        guard case .call(let declaration, let values) = typed.kind else { return }
        var arguments: [String: Typed] = [:]
        var body: TypedClosure?
        for (parameter, value) in zip(declaration.parameters ?? [], values) {
            guard let value else { continue }
            if case .closure(let closure) = value.kind {
                body = closure
            } else {
                arguments[parameter.label ?? "_"] = value
            }
        }
        guard let body, case .constant(.string(let text))? = arguments["_"]?.kind else {
            return report("expected a name in plain quotation marks after '\(name)('", at: offset)
        }
        if text.isEmpty { report("expected a name that is not empty", at: offset) }
        if name == "admission" {
            var parameters: NominalID?
            if case .metatype(.nominal(let nominal, _))? = arguments["params"]?.kind { parameters = nominal }
            checked.admissions.append(
                CheckedFile.Admission(
                    id: text, arguments: arguments, parameters: parameters, body: body, slotCount: slotCount,
                    offset: offset, documentation: documentation(before: offset)))
        } else {
            var test = CheckedFile.Test(name: text, body: body, slotCount: slotCount, offset: offset, input: nil)
            if name == "property", case .closure = values.last??.kind ?? .faulty,
                case .function(let inputs, _)? = values.last??.type
            {
                test.input = inputs.first
            }
            checked.tests.append(test)
        }
    }

    private func documentation(before offset: Int) -> String {
        var line = tree.file.line(offset) - 1
        var lines: [String] = []
        while line >= 1 {
            let text = tree.file.text(ofLine: line)
            guard text.hasPrefix("///") else { break }
            lines.append(String(text.dropFirst(3).drop { $0 == " " }))
            line -= 1
        }
        return lines.reversed().joined(separator: " ")
    }

    // MARK: Access

    private mutating func checkAccess(_ arguments: [Expression.Argument], at offset: Int) {
        let labels = arguments.map(\.label)
        guard labels == [nil, "actions", "resources", nil],
            case .string(let pieces) = tree[arguments[0].value].kind, pieces.count == 1, case .text(let id) = pieces[0],
            case .closure(let closure) = tree[arguments[3].value].kind
        else {
            return report(
                "expected 'access(\"name\", actions: …, resources: Type.self) { request in … }'", at: offset)
        }
        let actions = check(arguments[1].value, expecting: catalogue.type("Actions"))
        guard case .metatype(let syntax) = tree[arguments[2].value].kind else {
            return report("expected a type such as 'Application.self' for 'resources'", at: arguments[2].offset)
        }
        let resource = resolve(syntax)
        guard let names = closure.parameters, names.count == 1 else {
            return report("expected '{ request in' with one argument", at: arguments[3].offset)
        }
        scopeStarts.append(0)
        let slot = declare(names[0].name, .nominal(known.request, [resource]), at: names[0].offset)
        var access = CheckedFile.Access(
            id: id, actions: actions, resource: resource, requestSlot: slot, bindings: [], rules: [], slotCount: 0,
            offset: offset)
        for statement in closure.body.statements {
            if case .binding = statement {
                access.bindings += check([statement])
            } else if let rule = checkRule(statement) {
                if access.rules.contains(where: { $0.id == rule.id }) {
                    report("'\(rule.id)' names two rules of '\(id)'", at: rule.offset)
                }
                access.rules.append(rule)
            }
        }
        access.slotCount = slotCount
        if access.rules.isEmpty { report("expected a 'permit' or a 'forbid' in '\(id)'", at: offset) }
        checked.accesses.append(access)
    }

    /// The conditions of a closure as written.
    private func texts(of id: ExpressionID) -> [String] {
        guard case .closure(let closure) = tree[id].kind else { return [] }
        return closure.body.statements.map { statement in
            switch statement {
            case .expression(let id): tree.text(of: id)
            case .binding(let binding): "let \(binding.name) = \(tree.text(of: binding.value))"
            default: ""
            }
        }
    }

    private mutating func checkRule(_ statement: Statement) -> CheckedFile.Rule? {
        guard case .expression(let id) = statement, case .call(let callee, let arguments) = tree[id].kind,
            case .name(let name) = tree[callee].kind, name == "permit" || name == "forbid"
        else {
            let offset = if case .expression(let id) = statement { tree[id].offset } else { 0 }
            report("expected 'permit', 'forbid' or 'let' in a policy of access", at: offset)
            return nil
        }
        let offset = tree[id].offset
        let typed = check(id, expecting: nil)
        guard case .call(_, let values) = typed.kind, values.count == 3,
            case .constant(.string(let text))? = values[0]?.kind, case .closure(let conditions)? = values[1]?.kind
        else {
            if typed.type != .unknown { report("expected a name in plain quotation marks", at: offset) }
            return nil
        }
        var unless: TypedClosure?
        if case .closure(let closure)? = values[2]?.kind { unless = closure }
        let texts = arguments.map { self.texts(of: $0.value) }.filter { !$0.isEmpty }
        return CheckedFile.Rule(
            id: text, isForbid: name == "forbid", conditions: conditions, unless: unless, offset: offset,
            texts: texts.first ?? [], unlessTexts: unless == nil ? [] : texts.dropFirst().first ?? [])
    }
}
