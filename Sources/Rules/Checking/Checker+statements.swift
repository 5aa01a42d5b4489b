import Manifests

extension Checker {
    mutating func check(_ statements: [Statement]) -> [TypedStatement] {
        var result: [TypedStatement] = []
        var left = false
        for statement in statements {
            if left {
                report("this statement is never reached", at: offset(of: statement))
                break
            }
            if let typed = check(statement) { result.append(typed) }
            left = leaves(statement)
        }
        return result
    }

    private func offset(of statement: Statement) -> Int {
        switch statement {
        case .binding(let binding): binding.offset
        case .expression(let id): tree[id].offset
        case .condition(let condition): condition.offset
        case .guarded(let guarded): guarded.offset
        case .loop(let loop): loop.offset
        case .selection(let selection): selection.offset
        case .returning(_, let offset), .leaving(_, let offset): offset
        }
    }

    private mutating func check(_ statement: Statement) -> TypedStatement? {
        switch statement {
        case .binding(let binding):
            let type = binding.type.map { resolve($0) }
            let typed = check(binding.value, expecting: type)
            if typed.type == void { report("expected a value for '\(binding.name)'", at: binding.offset) }
            let slot = declare(binding.name, type ?? typed.type, at: binding.offset)
            return .bind(slot, typed)
        case .expression(let id):
            let typed = check(id, expecting: nil)
            return .evaluate(typed)
        case .condition(let condition): return check(condition)
        case .guarded(let guarded):
            let conditions = check(guarded.conditions)
            // The constants of the conditions are seen after the statement, but not in its 'else'.
            let names = locals.suffix(conditions.filter { if case .unwrapping = $0 { true } else { false } }.count)
            locals.removeLast(names.count)
            let otherwise = scoped { checker in checker.check(guarded.otherwise.statements) }
            locals.append(contentsOf: names)
            if !alwaysLeaves(guarded.otherwise) {
                report(
                    "expected 'return', 'continue' or 'break' at the end of the 'else' of 'guard'",
                    at: guarded.otherwise.end - 1)
            }
            return .condition(conditions, then: [], otherwise: otherwise, at: guarded.offset)
        case .loop(let loop): return check(loop)
        case .selection(let selection): return check(selection)
        case .returning(let value, let offset): return checkReturn(value, at: offset)
        case .leaving(let isContinue, let offset):
            if loopDepth == 0, isContinue || switchDepth == 0 {
                report("'\(isContinue ? "continue" : "break")' stands in no loop", at: offset)
            }
            return .leaving(isContinue: isContinue)
        }
    }

    private mutating func checkReturn(_ value: ExpressionID?, at offset: Int) -> TypedStatement? {
        guard let value else {
            if let expected = expectedResult, expected != void {
                report("expected a value of '\(catalogue.text(expected))' after 'return'", at: offset)
            }
            if expectedResult == nil { inferredResult = void }
            return .returning(nil, at: offset)
        }
        let expected = expectedResult ?? inferredResult
        if expected == void {
            report("expected no value after 'return'", at: offset)
            return nil
        }
        let typed = check(value, expecting: expected)
        if expected == nil { inferredResult = typed.type }
        return .returning(typed, at: offset)
    }

    private mutating func check(_ conditions: [Condition]) -> [TypedCondition] {
        conditions.map { condition in
            switch condition {
            case .boolean(let id): return .boolean(check(id, expecting: bool))
            case .unwrapping(let name, let value, let offset):
                let typed: Typed
                if let value {
                    typed = check(value, expecting: nil)
                } else {
                    typed = checkName(name, at: offset, expecting: nil)
                }
                if unwrapped(typed.type) == nil, typed.type != .unknown {
                    report(
                        "expected an optional value for '\(name)', found '\(catalogue.text(typed.type))'",
                        at: typed.offset, hint: "bind it with a plain 'let' before")
                }
                // Swift lets a condition shadow a name of the same block only where it unwraps that very name.
                scopeStarts.append(locals.count)
                let slot = declare(name, plain(typed.type), at: offset)
                scopeStarts.removeLast()
                return .unwrapping(slot, typed)
            }
        }
    }

    private mutating func check(_ condition: Statement.If) -> TypedStatement {
        let (conditions, then) = scoped { checker in
            let conditions = checker.check(condition.conditions)
            return (conditions, checker.scoped { $0.check(condition.then.statements) })
        }
        let otherwise = scoped { checker in condition.otherwise.map { checker.check($0.statements) } ?? [] }
        return .condition(conditions, then: then, otherwise: otherwise, at: condition.offset)
    }

    private mutating func check(_ loop: Statement.For) -> TypedStatement {
        let sequence = check(loop.sequence, expecting: nil)
        var types: [SemanticType] = []
        switch sequence.type {
        case .nominal(known.dictionary, let parts): types = parts
        case .nominal(known.array, let parts):
            if case .nominal(known.enumerated, let inner)? = parts.first, loop.names.count == 2 {
                types = [int] + inner
            } else {
                types = parts
            }
        case .nominal(known.set, let parts): types = parts
        case .nominal(known.range, let parts) where parts == [int]: types = parts
        case .nominal(known.closedRange, let parts) where parts == [int]: types = parts
        case .unknown: types = loop.names.map { _ in .unknown }
        default:
            report(
                "expected a list, a set, a dictionary or a range of integers, found '\(catalogue.text(sequence.type))'",
                at: sequence.offset, hint: unwrapped(sequence.type) == nil ? nil : "write '?? []' after it")
            types = loop.names.map { _ in .unknown }
        }
        if types.count == 2, loop.names.count == 1, case .nominal(known.dictionary, let parts) = sequence.type {
            types = [.nominal(known.entry, parts)]
        }
        if types.count != loop.names.count {
            report(
                "expected \(types.count) name\(types.count == 1 ? "" : "s"), found \(loop.names.count)", at: loop.offset
            )
            types = loop.names.map { _ in .unknown }
        }
        loopDepth += 1
        defer { loopDepth -= 1 }
        return scoped { checker in
            var slots: [Int] = []
            for (name, type) in zip(loop.names, types) { slots.append(checker.declare(name, type, at: loop.offset)) }
            let filter = loop.filter.map { checker.check($0, expecting: checker.bool) }
            let body = checker.scoped { $0.check(loop.body.statements) }
            return .loop(
                TypedStatement.Loop(
                    slots: slots, isPair: slots.count == 2, sequence: sequence, filter: filter, body: body,
                    offset: loop.offset))
        }
    }

    // MARK: Switch

    private mutating func check(_ selection: Statement.Switch) -> TypedStatement {
        let subject = check(selection.subject, expecting: nil)
        switchDepth += 1
        defer { switchDepth -= 1 }
        var cases: [TypedStatement.Case] = []
        var covered = Set<String>()
        for element in selection.cases {
            let typed = scoped { checker -> TypedStatement.Case in
                var tests: [(test: TypedStatement.Test, filter: Typed?)] = []
                for (pattern, filter) in element.patterns {
                    let test = checker.check(pattern, of: subject.type, isOnly: element.patterns.count == 1)
                    let condition = filter.map { checker.check($0, expecting: checker.bool) }
                    if filter == nil { checker.cover(pattern, subject.type, &covered) }
                    tests.append((test, condition))
                }
                if element.patterns.isEmpty { covered.insert("*") }
                let body = checker.scoped { $0.check(element.body.statements) }
                return TypedStatement.Case(tests: tests, body: body, offset: element.offset)
            }
            cases.append(typed)
        }
        if subject.type != .unknown, !isExhaustive(covered, subject.type) {
            report("expected a case for every value of the 'switch'", at: selection.offset, hint: "add 'default'")
        }
        return .selection(subject, cases, at: selection.offset)
    }

    private mutating func check(_ pattern: Pattern, of type: SemanticType, isOnly: Bool) -> TypedStatement.Test {
        switch pattern {
        case .wildcard: return .always
        case .absent:
            if unwrapped(type) == nil, type != .unknown {
                report("'nil' never matches a value of '\(catalogue.text(type))'", at: tree.file.bytes.count)
            }
            return .absent
        case .binding(let name, let offset):
            if !isOnly { report("expected one pattern where a name is bound", at: offset) }
            return .bind(declare(name, type, at: offset))
        case .present(let name, let offset):
            if !isOnly { report("expected one pattern where a name is bound", at: offset) }
            if unwrapped(type) == nil, type != .unknown {
                report("expected an optional value to match 'let \(name)?'", at: offset)
            }
            return .present(declare(name, plain(type), at: offset))
        case .expression(let id):
            if case .infix(let symbol, _, _) = tree[id].kind, symbol == "..." || symbol == "..<" {
                let typed = check(
                    id, expecting: .nominal(symbol == "..." ? known.closedRange : known.range, [plain(type)]))
                if unwrapped(type) != nil { report("expected a value that is not optional", at: typed.offset) }
                return .within(typed)
            }
            let typed = check(id, expecting: type)
            if !catalogue.conforms(plain(type), to: "Equatable") {
                report("'\(catalogue.text(type))' cannot be compared", at: typed.offset)
            }
            return .equal(typed)
        }
    }

    private func cover(_ pattern: Pattern, _ type: SemanticType, _ covered: inout Set<String>) {
        switch pattern {
        case .wildcard, .binding: covered.insert("*")
        case .absent: covered.insert("nil")
        case .present: covered.insert("some")
        case .expression(let id):
            switch tree[id].kind {
            case .implicitMember(let name), .member(_, let name, _): covered.insert("." + name)
            case .boolean(let value): covered.insert(value ? ".true" : ".false")
            default: break
            }
        }
    }

    private func isExhaustive(_ covered: Set<String>, _ type: SemanticType) -> Bool {
        if covered.contains("*") { return true }
        if unwrapped(type) != nil { return covered.contains("nil") && covered.contains("some") }
        if type == bool { return covered.isSuperset(of: [".true", ".false"]) }
        guard case .nominal(let id, _) = type, let cases = catalogue[id].cases else { return false }
        return cases.allSatisfy { covered.contains("." + $0) }
    }

    // MARK: Ways out

    func alwaysLeaves(_ block: Block) -> Bool { block.statements.contains { leaves($0) } }

    private func leaves(_ statement: Statement) -> Bool {
        switch statement {
        case .returning, .leaving: true
        case .condition(let condition):
            alwaysLeaves(condition.then) && (condition.otherwise.map { alwaysLeaves($0) } ?? false)
        case .selection(let selection):
            !selection.cases.isEmpty
                && selection.cases.allSatisfy { alwaysReturns($0.body) }
        default: false
        }
    }

    /// `break` leaves the switch only.
    private func alwaysReturns(_ block: Block) -> Bool {
        block.statements.contains {
            switch $0 {
            case .leaving(let isContinue, _): isContinue
            default: leaves($0)
            }
        }
    }
}
