import Manifests

extension Checker {
    /// Settles an expression and makes sure that it has the expected type.
    mutating func check(_ id: ExpressionID, expecting: SemanticType?) -> Typed {
        steps += 1
        let typed = infer(id, expecting: expecting)
        guard let expecting, !accepts(expecting, typed.type) else { return typed }
        if let inner = unwrapped(typed.type), accepts(expecting, inner) {
            return fail(
                "expected '\(catalogue.text(expecting))', found the optional '\(catalogue.text(typed.type))'",
                at: typed.offset, hint: "unwrap it with 'if let', 'guard let' or '??'")
        }
        return fail(
            "expected '\(catalogue.text(expecting))', found '\(catalogue.text(typed.type))'", at: typed.offset)
    }

    func accepts(_ expected: SemanticType, _ actual: SemanticType) -> Bool {
        if expected == actual || expected == .unknown || actual == .unknown { return true }
        if let inner = unwrapped(expected), inner == actual || inner == .unknown { return true }
        var arguments: [SemanticType?] = []
        return containsUnknown(actual) && expected.unify(with: actual, &arguments)
    }

    private func containsUnknown(_ type: SemanticType) -> Bool {
        switch type {
        case .unknown: true
        case .nominal(_, let parts): parts.contains { containsUnknown($0) }
        case .function(let parameters, let result):
            containsUnknown(result) || parameters.contains { containsUnknown($0) }
        case .parameter: false
        }
    }

    private mutating func infer(_ id: ExpressionID, expecting: SemanticType?) -> Typed {
        let expression = tree[id]
        let offset = expression.offset
        switch expression.kind {
        case .integer(let value): return literal(value, at: offset, expecting: expecting)
        case .double(let value):
            let type = literalType("ExpressibleByFloatLiteral", expecting) ?? .nominal(known.double, [])
            return Typed(
                .constant(type == .nominal(known.json, []) ? .json(.double(value)) : .double(value)), type, at: offset)
        case .boolean(let value):
            let type = literalType("ExpressibleByBooleanLiteral", expecting) ?? bool
            return Typed(.constant(type == bool ? .bool(value) : .json(.bool(value))), type, at: offset)
        case .absent:
            guard let expecting, unwrapped(expecting) != nil || expecting == .unknown else {
                return fail("'nil' has no type here", at: offset, hint: "say which optional type is meant")
            }
            return Typed(.constant(.none), expecting, at: offset)
        case .string(let pieces): return string(pieces, at: offset, expecting: expecting)
        case .array(let elements): return array(elements, at: offset, expecting: expecting)
        case .dictionary(let pairs): return dictionary(pairs, at: offset, expecting: expecting)
        case .name(let name): return checkName(name, at: offset, expecting: expecting)
        case .closureArgument(let index):
            guard closureArguments.indices.contains(index) else {
                return fail("'$\(index)' stands in no closure that takes it", at: offset)
            }
            return Typed(.slot(closureArguments[index].slot), closureArguments[index].type, at: offset)
        case .implicitMember(let name): return implicitMember(name, at: offset, expecting: expecting)
        case .member(let base, let name, let place): return member(name, of: base, at: place)
        case .call(let callee, let arguments): return call(callee, arguments, at: offset, expecting: expecting)
        case .element(let base, let arguments): return element(of: base, arguments, at: offset)
        case .unwrapped(let inner): return unwrappedChain(inner, at: offset)
        case .chain(let inner):
            let typed = infer(inner, expecting: nil)
            return Typed(typed.kind, typed.type == void ? void : optional(typed.type), at: typed.offset)
        case .parenthesised(let inner): return infer(inner, expecting: expecting)
        case .prefix(let symbol, let operand): return prefix(symbol, operand, at: offset, expecting: expecting)
        case .infix(let symbol, let left, let right):
            return infix(symbol, left, right, at: offset, expecting: expecting)
        case .conditional(let condition, let then, let otherwise):
            return conditional(condition, then, otherwise, at: offset, expecting: expecting)
        case .closure(let closure):
            guard case .function(let parameters, let result)? = expecting else {
                return fail("expected a value, found a closure", at: offset)
            }
            return self.closure(closure, at: offset, parameters, result: result, isBuilder: false)
        case .keyPath: return fail("a key path can only be an argument", at: offset)
        case .metatype(let syntax):
            let type = resolve(syntax)
            return Typed(.metatype(type), .nominal(known.metatype, [type]), at: offset)
        }
    }

    private mutating func unwrappedChain(_ inner: ExpressionID, at offset: Int) -> Typed {
        let typed = infer(inner, expecting: nil)
        if typed.type == .unknown { return typed }
        guard let type = unwrapped(typed.type) else {
            return fail(
                "expected an optional value before '?', found '\(catalogue.text(typed.type))'", at: offset,
                hint: "leave the '?' out")
        }
        return Typed(typed.kind, type, at: typed.offset, isChained: true)
    }

    // MARK: Names

    mutating func checkName(_ name: String, at offset: Int, expecting: SemanticType?) -> Typed {
        if let local = local(name) { return Typed(.slot(local.slot), local.type, at: offset) }
        let candidates = catalogue.globals[name] ?? []
        for id in candidates {
            let declaration = catalogue[id]
            guard declaration.parameters == nil else { continue }
            if case .global(let index) = declaration.behaviour {
                return Typed(.global(index), declaration.result, at: offset)
            }
            return Typed(.call(declaration, []), declaration.result, at: offset)
        }
        if !candidates.isEmpty {
            return fail("expected a value, found the function '\(name)'", at: offset, hint: "call it")
        }
        if catalogue.types[name] != nil {
            return fail("expected a value, found the type '\(name)'", at: offset)
        }
        if undeclared.contains(name) { return fail("'\(name)' is used before it is declared", at: offset) }
        return fail(
            "unknown name '\(name)'", at: offset,
            hint: nearest(name, among: locals.map(\.name) + catalogue.globals.keys.sorted()).map {
                "did you mean '\($0)'?"
            })
    }

    private mutating func implicitMember(_ name: String, at offset: Int, expecting: SemanticType?) -> Typed {
        guard let expecting, case .nominal(let id, _) = plain(expecting) else {
            if expecting == .unknown { return Typed(.faulty, .unknown, at: offset) }
            return fail("'.\(name)' has no type here", at: offset, hint: "write the type before the dot")
        }
        return staticMember(name, of: id, at: offset)
    }

    private mutating func staticMember(_ name: String, of id: NominalID, at offset: Int) -> Typed {
        let members = (catalogue[id].members[name] ?? []).map { catalogue[$0] }
        if let declaration = members.first(where: { $0.isStatic && $0.parameters == nil }) {
            if case .enumCase(let name) = declaration.behaviour {
                return Typed(.constant(.string(name)), .nominal(id, []), at: offset)
            }
            return Typed(.call(declaration, []), declaration.result, at: offset)
        }
        let names = catalogue[id].members.filter { $0.value.contains { catalogue[$0].isStatic } }.keys.sorted()
        return fail(
            "'\(catalogue[id].name)' has no member '\(name)'", at: offset,
            hint: nearest(name, among: names).map { "did you mean '.\($0)'?" }
                ?? (names.isEmpty
                    ? nil : "it has \(names.filter { $0 != "init" }.map { "." + $0 }.joined(separator: ", "))"))
    }

    private func typeName(_ id: ExpressionID) -> NominalID? {
        guard case .name(let name) = tree[id].kind, local(name) == nil, catalogue.globals[name] == nil else {
            return nil
        }
        return catalogue.types[name]
    }

    private mutating func member(_ name: String, of base: ExpressionID, at offset: Int) -> Typed {
        if let id = typeName(base) { return staticMember(name, of: id, at: offset) }
        let receiver = infer(base, expecting: nil)
        return property(name, of: receiver, at: offset)
    }

    private mutating func property(_ name: String, of receiver: Typed, at offset: Int) -> Typed {
        guard case .nominal(let id, let parts) = receiver.type else {
            return receiver.type == .unknown
                ? receiver : fail("'\(catalogue.text(receiver.type))' has no member '\(name)'", at: offset)
        }
        let members = (catalogue[id].members[name] ?? []).map { catalogue[$0] }
        if let declaration = members.first(where: { !$0.isStatic && $0.parameters == nil }),
            satisfies(declaration, parts.map { $0 })
        {
            let type = declaration.result.substituting(parts.map { $0 })
            return Typed(.member(receiver, declaration), type, at: offset, isChained: receiver.isChained)
        }
        return missingMember(name, of: id, receiver, at: offset, isCall: false)
    }

    mutating func missingMember(
        _ name: String, of id: NominalID, _ receiver: Typed, at offset: Int, isCall: Bool
    ) -> Typed {
        let text = catalogue.text(receiver.type)
        if let inner = unwrapped(receiver.type) {
            return fail(
                "'\(name)' is read from the optional '\(text)'", at: offset,
                hint: "write '?.\(name)' or unwrap it; it is a value of '\(catalogue.text(inner))'")
        }
        if catalogue[id].members[name]?.contains(where: { catalogue[$0].parameters != nil }) == true, !isCall {
            return fail("'\(name)' of '\(text)' is a function", at: offset, hint: "call it: '\(name)(…)'")
        }
        if id == known.json {
            return fail(
                "'Json' has no member '\(name)'", at: offset, hint: "read a member of an object as '[\"\(name)\"]'")
        }
        let names = catalogue[id].members.filter { !$0.value.allSatisfy { catalogue[$0].isStatic } }.keys.sorted()
        return fail(
            "'\(text)' has no member '\(name)'", at: offset,
            hint: nearest(name, among: names).map { "did you mean '\($0)'?" })
    }

    /// Whether the type parameters conform as a declaration asks.
    func satisfies(_ declaration: Declaration, _ arguments: [SemanticType?]) -> Bool {
        for (parameter, name) in declaration.constraints {
            if let type = arguments[parameter], !catalogue.conforms(type, to: name) { return false }
        }
        for (parameter, type) in declaration.equalities {
            if let actual = arguments[parameter], actual != type, actual != .unknown { return false }
        }
        return true
    }

    // MARK: Operators

    private mutating func prefix(_ symbol: String, _ operand: ExpressionID, at offset: Int, expecting: SemanticType?)
        -> Typed
    {
        if symbol == "!" {
            return Typed(.not(check(operand, expecting: bool)), bool, at: offset)
        }
        if case .integer(let value) = tree[operand].kind { return literal(-value, at: offset, expecting: expecting) }
        let typed = check(operand, expecting: nil)
        guard typed.type == int || typed.type == .nominal(known.double, []) || typed.type == .unknown else {
            return fail("expected a number after '-', found '\(catalogue.text(typed.type))'", at: offset)
        }
        return Typed(.negated(typed), typed.type, at: offset)
    }

    private mutating func conditional(
        _ condition: ExpressionID, _ then: ExpressionID, _ otherwise: ExpressionID, at offset: Int,
        expecting: SemanticType?
    ) -> Typed {
        let test = check(condition, expecting: bool)
        if let expecting {
            let left = check(then, expecting: expecting)
            return Typed(.conditional(test, left, check(otherwise, expecting: expecting)), expecting, at: offset)
        }
        if case .absent = tree[otherwise].kind {
            let left = check(then, expecting: nil)
            let type = optional(left.type)
            return Typed(.conditional(test, left, check(otherwise, expecting: type)), type, at: offset)
        }
        if isLiteral(then), !isLiteral(otherwise) {
            let right = check(otherwise, expecting: nil)
            return Typed(.conditional(test, check(then, expecting: right.type), right), right.type, at: offset)
        }
        let left = check(then, expecting: nil)
        return Typed(.conditional(test, left, check(otherwise, expecting: left.type)), left.type, at: offset)
    }

    private mutating func infix(
        _ symbol: String, _ left: ExpressionID, _ right: ExpressionID, at offset: Int, expecting: SemanticType?
    ) -> Typed {
        switch symbol {
        case "&&": return Typed(.and(check(left, expecting: bool), check(right, expecting: bool)), bool, at: offset)
        case "||": return Typed(.or(check(left, expecting: bool), check(right, expecting: bool)), bool, at: offset)
        case "??": return coalesced(left, right, at: offset, expecting: expecting)
        case "==", "!=": return equality(left, right, isNegated: symbol == "!=", at: offset)
        case "<", "<=", ">", ">=": return comparison(symbol, left, right, at: offset)
        case "..<", "...": return range(left, right, isClosed: symbol == "...", at: offset, expecting: expecting)
        default: return arithmetic(symbol, left, right, at: offset, expecting: expecting)
        }
    }

    /// Both sides of an operator; a literal takes the type of the other side.
    private mutating func pair(_ left: ExpressionID, _ right: ExpressionID, expecting: SemanticType? = nil) -> (
        Typed, Typed
    ) {
        if isLiteral(left), !isLiteral(right) {
            let second = check(right, expecting: nil)
            return (check(left, expecting: plain(second.type)), second)
        }
        let first = check(left, expecting: isLiteral(left) ? expecting : nil)
        return (first, isLiteral(right) ? check(right, expecting: plain(first.type)) : check(right, expecting: nil))
    }

    private mutating func coalesced(
        _ left: ExpressionID, _ right: ExpressionID, at offset: Int, expecting: SemanticType?
    ) -> Typed {
        let first = check(left, expecting: nil)
        guard let inner = unwrapped(first.type) else {
            if first.type == .unknown { return first }
            return fail(
                "expected an optional value before '??', found '\(catalogue.text(first.type))'", at: offset,
                hint: "leave the '??' out")
        }
        let second: Typed
        if isLiteral(right) {
            second = check(right, expecting: inner)
        } else {
            second = check(right, expecting: nil)
            if unwrapped(second.type) == inner { return Typed(.coalesced(first, second), first.type, at: offset) }
            if !accepts(inner, second.type) {
                return fail(
                    "expected '\(catalogue.text(inner))' after '??', found '\(catalogue.text(second.type))'",
                    at: second.offset)
            }
        }
        return Typed(.coalesced(first, second), inner, at: offset)
    }

    private func isAbsent(_ id: ExpressionID) -> Bool {
        if case .absent = tree[id].kind { true } else { false }
    }

    private mutating func equality(_ left: ExpressionID, _ right: ExpressionID, isNegated: Bool, at offset: Int)
        -> Typed
    {
        if isAbsent(left) || isAbsent(right) {
            let value = check(isAbsent(left) ? right : left, expecting: nil)
            if unwrapped(value.type) == nil, value.type != .unknown {
                return fail("a value of '\(catalogue.text(value.type))' is never nil", at: offset)
            }
            let absent = Typed(.constant(.none), value.type, at: offset)
            return Typed(.equality(value, absent, isNegated: isNegated), bool, at: offset)
        }
        let (first, second) = pair(left, right)
        if first.type == .unknown || second.type == .unknown { return Typed(.faulty, bool, at: offset) }
        guard plain(first.type) == plain(second.type) else {
            return fail(
                "expected two values of one type, found '\(catalogue.text(first.type))' and "
                    + "'\(catalogue.text(second.type))'", at: offset)
        }
        guard catalogue.conforms(plain(first.type), to: "Equatable") else {
            return fail("values of '\(catalogue.text(first.type))' cannot be compared", at: offset)
        }
        return Typed(.equality(first, second, isNegated: isNegated), bool, at: offset)
    }

    private mutating func comparison(_ symbol: String, _ left: ExpressionID, _ right: ExpressionID, at offset: Int)
        -> Typed
    {
        let (first, second) = pair(left, right)
        if first.type == .unknown || second.type == .unknown { return Typed(.faulty, bool, at: offset) }
        guard first.type == second.type, catalogue.conforms(first.type, to: "Comparable") else {
            let isOptional = unwrapped(first.type) != nil || unwrapped(second.type) != nil
            return fail(
                "expected two values of one type that has an order, found '\(catalogue.text(first.type))' and "
                    + "'\(catalogue.text(second.type))'", at: offset,
                hint: isOptional ? "unwrap the optional with 'if let', 'guard let' or '??'" : nil)
        }
        let comparisons: [String: Typed.Comparison] = [
            "<": .less, "<=": .lessOrEqual, ">": .greater, ">=": .greaterOrEqual,
        ]
        return Typed(.comparison(comparisons[symbol] ?? .less, first, second), bool, at: offset)
    }

    private mutating func range(
        _ left: ExpressionID, _ right: ExpressionID, isClosed: Bool, at offset: Int, expecting: SemanticType?
    ) -> Typed {
        var bound: SemanticType?
        if case .nominal(let id, let parts)? = expecting, id == known.range || id == known.closedRange,
            !parts.contains(where: \.isOpen)
        {
            bound = parts.first
        }
        let (first, second) = pair(left, right, expecting: bound)
        if first.type == .unknown || second.type == .unknown { return Typed(.faulty, .unknown, at: offset) }
        guard first.type == second.type, catalogue.conforms(first.type, to: "Comparable") else {
            return fail(
                "expected a range of one type that has an order, found '\(catalogue.text(first.type))' and "
                    + "'\(catalogue.text(second.type))'", at: offset)
        }
        let type: SemanticType = .nominal(isClosed ? known.closedRange : known.range, [first.type])
        return Typed(.range(first, second, isClosed: isClosed), type, at: offset)
    }

    private mutating func arithmetic(
        _ symbol: String, _ left: ExpressionID, _ right: ExpressionID, at offset: Int, expecting: SemanticType?
    ) -> Typed {
        let first: Typed
        var second: Typed
        if isLiteral(left), !isLiteral(right) {
            second = check(right, expecting: nil)
            first = check(left, expecting: plain(second.type))
        } else {
            let wanted = expecting.flatMap { isArithmetic(plain($0)) ? plain($0) : nil }
            first = check(left, expecting: isLiteral(left) ? wanted : nil)
            var operand = first.type
            if first.type == .nominal(known.timestamp, []) { operand = .nominal(known.duration, []) }
            if first.type == .nominal(known.quantity, []), symbol == "*" { operand = int }
            second = check(right, expecting: isLiteral(right) ? operand : nil)
        }
        if first.type == .unknown || second.type == .unknown { return Typed(.faulty, .unknown, at: offset) }
        guard let operation = operation(symbol, first.type, second.type) else {
            return fail(
                "'\(symbol)' does not go between '\(catalogue.text(first.type))' and '\(catalogue.text(second.type))'",
                at: offset)
        }
        return Typed(.arithmetic(operation, first, second), first.type, at: offset)
    }

    private func isArithmetic(_ type: SemanticType) -> Bool {
        if case .nominal(let id, _) = type {
            return [known.int, known.double, known.string, known.array, known.quantity].contains(id)
        }
        return false
    }

    private func operation(_ symbol: String, _ left: SemanticType, _ right: SemanticType) -> Typed.Arithmetic? {
        guard case .nominal(let id, _) = left else { return nil }
        let isNumber = left == right && (id == known.int || id == known.double)
        let isTime = id == known.timestamp && right == .nominal(known.duration, [])
        let isQuantity = id == known.quantity && left == right
        switch symbol {
        case "+":
            return isNumber || isTime || isQuantity || (left == right && (id == known.string || id == known.array))
                ? .add : nil
        case "-": return isNumber || isTime || isQuantity ? .subtract : nil
        case "*": return isNumber || (id == known.quantity && right == int) ? .multiply : nil
        case "/": return isNumber ? .divide : nil
        case "%": return left == right && id == known.int ? .remainder : nil
        default: return nil
        }
    }
}
