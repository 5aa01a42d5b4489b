import Manifests

extension Checker {
    private struct Candidate {
        var declaration: Declaration
        /// Type parameters that the receiver settles.
        var generics: [SemanticType?]
        /// For each parameter the arguments that it takes.
        var arguments: [[Int]]
    }

    mutating func call(
        _ callee: ExpressionID, _ arguments: [Expression.Argument], at offset: Int, expecting: SemanticType?
    ) -> Typed {
        switch tree[callee].kind {
        case .name(let name):
            if local(name) != nil { return fail("expected a function, found the constant '\(name)'", at: offset) }
            if catalogue.globals[name]?.contains(where: { catalogue[$0].parameters != nil }) == true {
                return choose(name, catalogue.globals[name] ?? [], nil, [], arguments, at: offset, expecting: expecting)
            }
            if let id = catalogue.types[name] {
                let members = catalogue[id].members["init"] ?? []
                if members.isEmpty { return fail("a value of '\(name)' cannot be made", at: offset) }
                let open: [SemanticType?] = catalogue[id].parameterNames.map { _ in nil }
                return choose(name, members, nil, open, arguments, at: offset, expecting: expecting)
            }
            return fail(
                "unknown function '\(name)'", at: offset,
                hint: nearest(name, among: catalogue.globals.keys.sorted() + catalogue.types.keys.sorted()).map {
                    "did you mean '\($0)'?"
                })
        case .member(let base, let name, let place):
            return method(name, of: base, arguments, at: place, expecting: expecting)
        default: return fail("expected the name of a function before '('", at: offset)
        }
    }

    private mutating func method(
        _ name: String, of base: ExpressionID, _ arguments: [Expression.Argument], at offset: Int,
        expecting: SemanticType?
    ) -> Typed {
        let receiver = check(base, expecting: nil)
        guard case .nominal(let id, let parts) = receiver.type else {
            return receiver.type == .unknown
                ? receiver : fail("'\(catalogue.text(receiver.type))' has no member '\(name)'", at: offset)
        }
        let members = (catalogue[id].members[name] ?? []).filter {
            !catalogue[$0].isStatic && catalogue[$0].parameters != nil
        }
        guard !members.isEmpty else { return missingMember(name, of: id, receiver, at: offset, isCall: true) }
        return choose(name, members, receiver, parts.map { $0 }, arguments, at: offset, expecting: expecting)
    }

    mutating func element(of base: ExpressionID, _ arguments: [Expression.Argument], at offset: Int) -> Typed {
        let receiver = check(base, expecting: nil)
        guard case .nominal(let id, let parts) = receiver.type else { return Typed(.faulty, .unknown, at: offset) }
        let members = catalogue[id].members["subscript"] ?? []
        guard !members.isEmpty else {
            let hint = unwrapped(receiver.type) == nil ? nil : "write '?' before '[', or unwrap it"
            return fail("'\(catalogue.text(receiver.type))' has no elements by '[…]'", at: offset, hint: hint)
        }
        return choose("subscript", members, receiver, parts.map { $0 }, arguments, at: offset, expecting: nil)
    }

    // MARK: Choice

    private mutating func choose(
        _ name: String, _ ids: [DeclarationID], _ receiver: Typed?, _ generics: [SemanticType?],
        _ arguments: [Expression.Argument], at offset: Int, expecting: SemanticType?
    ) -> Typed {
        var candidates: [Candidate] = []
        for id in ids {
            let declaration = catalogue[id]
            guard let matched = match(arguments, declaration.parameters ?? []) else { continue }
            let open = max(0, declaration.genericCount - generics.count)
            let all = generics + Array(repeating: SemanticType?.none, count: open)
            if receiver != nil, !satisfies(declaration, all) { continue }
            candidates.append(Candidate(declaration: declaration, generics: all, arguments: matched))
        }
        guard !candidates.isEmpty else { return mismatch(name, ids, receiver, arguments, at: offset) }
        // Arguments with a type of their own, once for all candidates.
        var typed: [Int: Typed] = [:]
        if candidates.count > 1 {
            for (index, argument) in arguments.enumerated() where !isLiteral(argument.value) {
                typed[index] = check(argument.value, expecting: nil)
            }
            let fitting = candidates.filter { fits($0, typed, arguments) }
            if let first = fitting.first ?? candidates.first { candidates = [first] }
        }
        return settle(candidates[0], receiver, arguments, &typed, at: offset, expecting: expecting)
    }

    private mutating func mismatch(
        _ name: String, _ ids: [DeclarationID], _ receiver: Typed?, _ arguments: [Expression.Argument], at offset: Int
    ) -> Typed {
        // The arguments' own faults are worth telling too.
        for argument in arguments where !isLiteral(argument.value) { _ = check(argument.value, expecting: nil) }
        let forms = ids.prefix(4).map { id -> String in
            let labels = (catalogue[id].parameters ?? []).map { ($0.label ?? "_") + ":" + ($0.hasDefault ? "…" : "") }
            return "\(name)(\(labels.joined(separator: " ")))"
        }
        let found = arguments.map { ($0.label ?? "_") + ":" }.joined(separator: " ")
        var hint = "it is \(Set(forms).sorted().joined(separator: " or "))"
        if let receiver, ids.contains(where: { match(arguments, catalogue[$0].parameters ?? []) != nil }) {
            hint = "the elements of '\(catalogue.text(receiver.type))' do not allow it"
        }
        return fail("no '\(name)' takes (\(found))", at: offset, hint: hint)
    }

    /// Which arguments each parameter takes; nil where labels or numbers differ. Swift's forward matching.
    private func match(_ arguments: [Expression.Argument], _ parameters: [Declaration.Parameter]) -> [[Int]]? {
        var result = Array(repeating: [Int](), count: parameters.count)
        var next = 0
        for (index, argument) in arguments.enumerated() {
            while next < parameters.count {
                let parameter = parameters[next]
                let isClosure = if case .function = parameter.type { true } else { false }
                let fits = argument.isTrailing && argument.label == nil ? isClosure : parameter.label == argument.label
                if fits { break }
                guard parameter.hasDefault || parameter.isVariadic else { return nil }
                next += 1
            }
            guard next < parameters.count else { return nil }
            result[next].append(index)
            if !parameters[next].isVariadic { next += 1 }
        }
        for (index, parameter) in parameters.enumerated()
        where result[index].isEmpty && !parameter.hasDefault && !parameter.isVariadic { return nil }
        return result
    }

    private func fits(_ candidate: Candidate, _ typed: [Int: Typed], _ arguments: [Expression.Argument]) -> Bool {
        var generics = candidate.generics
        for (parameter, indices) in zip(candidate.declaration.parameters ?? [], candidate.arguments) {
            for index in indices {
                if let value = typed[index] {
                    if !unifies(parameter.type, value.type, &generics) { return false }
                } else if !couldBe(arguments[index].value, parameter.type.substituting(generics)) {
                    return false
                }
            }
        }
        return satisfies(candidate.declaration, generics)
    }

    private func unifies(_ parameter: SemanticType, _ actual: SemanticType, _ generics: inout [SemanticType?]) -> Bool {
        let before = generics
        if parameter.unify(with: actual, &generics) { return true }
        generics = before
        guard let inner = unwrapped(parameter) else { return false }
        return inner.unify(with: actual, &generics)
    }

    /// Whether a literal could have a type, by its kind alone.
    private func couldBe(_ id: ExpressionID, _ type: SemanticType) -> Bool {
        if type.isOpen || type == .unknown { return true }
        let plainType = plain(type)
        switch tree[id].kind {
        case .string: return catalogue.conforms(plainType, to: "ExpressibleByStringLiteral")
        case .integer: return catalogue.conforms(plainType, to: "ExpressibleByIntegerLiteral")
        case .double: return catalogue.conforms(plainType, to: "ExpressibleByFloatLiteral")
        case .boolean: return catalogue.conforms(plainType, to: "ExpressibleByBooleanLiteral")
        case .absent: return unwrapped(type) != nil
        case .closure(let closure):
            guard case .function(let parameters, _) = type else { return false }
            guard let named = closure.parameters else { return true }
            guard named.count == parameters.count else { return false }
            if let syntax = named.first?.type, case .named(let name, _, _) = syntax,
                case .nominal(let id, _)? = parameters.first
            {
                return catalogue[id].name == name
            }
            return true
        case .array:
            guard case .nominal(let id, _) = plainType else { return false }
            return id == known.array || id == known.set || catalogue[id].literalElement != nil
        case .implicitMember(let name):
            guard case .nominal(let id, _) = plainType else { return false }
            return catalogue[id].members[name] != nil
        default: return true
        }
    }

    // MARK: Arguments

    private mutating func settle(
        _ candidate: Candidate, _ receiver: Typed?, _ arguments: [Expression.Argument], _ typed: inout [Int: Typed],
        at offset: Int, expecting: SemanticType?
    ) -> Typed {
        let declaration = candidate.declaration
        let parameters = declaration.parameters ?? []
        var generics = candidate.generics
        if declaration.genericCount > 0, let expecting, !expecting.isOpen, arguments.allSatisfy({ isLiteral($0.value) })
        {
            var guess = generics
            if unifies(declaration.result, plain(expecting), &guess) { generics = guess }
        }
        // Closures last: the other arguments settle what their parameters are.
        for isClosurePass in [false, true] {
            for (parameter, indices) in zip(parameters, candidate.arguments) {
                for index in indices {
                    let isClosure = if case .closure = tree[arguments[index].value].kind { true } else { false }
                    guard isClosure == isClosurePass else { continue }
                    typed[index] = argument(arguments[index], typed[index], parameter, &generics)
                }
            }
        }
        if let expecting, declaration.result.substituting(generics).isOpen {
            _ = unifies(declaration.result, plain(expecting), &generics)
        }
        let result = declaration.result.substituting(generics)
        if result.isOpen {
            return fail(
                "the type of '\(declaration.name)' is open here", at: offset, hint: "say it, as in 'let name: Type = …'"
            )
        }
        if !satisfies(declaration, generics) {
            return fail("the types of '\(declaration.name)' do not allow this", at: offset)
        }
        if case .function(let index) = declaration.behaviour, let current = currentFunction {
            checked.functions[current].callees.insert(index)
        }
        let values = candidate.arguments.map { indices -> Typed? in
            indices.count > 1
                ? Typed(.list(indices.compactMap { typed[$0] }), .unknown, at: offset)
                : indices.first.flatMap { typed[$0] }
        }
        let isChained = receiver?.isChained == true
        return Typed(kind(declaration, receiver, values, result), result, at: offset, isChained: isChained)
    }

    private func kind(_ declaration: Declaration, _ receiver: Typed?, _ values: [Typed?], _ result: SemanticType)
        -> Typed.Kind
    {
        switch declaration.behaviour {
        case .function(let index): return .function(index, values.compactMap { $0 })
        case .memberwise:
            guard case .nominal(let id, _) = result else { return .faulty }
            let fields = catalogue[id].fields
            let labels = (declaration.parameters ?? []).map(\.label)
            if labels == [nil], let value = values.first ?? nil { return .record(id, [value]) }
            let empty = Typed(.constant(.missing), .unknown, at: 0)
            return .record(
                id,
                fields.enumerated().map { index, field in
                    if let position = labels.firstIndex(of: field.name), let value = values[position] { return value }
                    if let initial = checked.defaults[id]?[index] { return initial }
                    return isInterfaceDefault(field.type) ?? empty
                })
        default: return .call(declaration, (receiver.map { [$0] } ?? []) + values)
        }
    }

    /// What the library's own structs hold where an argument is left out.
    private func isInterfaceDefault(_ type: SemanticType) -> Typed? {
        if unwrapped(type) != nil { return Typed(.constant(.none), type, at: 0) }
        if type == string { return Typed(.constant(.string("")), type, at: 0) }
        if element(of: type) != nil { return Typed(.list([]), type, at: 0) }
        if case .nominal(let id, _) = type, catalogue[id].name == "Destination" {
            let empty = Typed(.constant(.string("")), string, at: 0)
            return Typed(.record(id, [empty, empty]), type, at: 0)
        }
        return nil
    }

    private mutating func argument(
        _ argument: Expression.Argument, _ known: Typed?, _ parameter: Declaration.Parameter,
        _ generics: inout [SemanticType?]
    ) -> Typed {
        let type = parameter.type.substituting(generics)
        if case .function(let inputs, let result) = parameter.type,
            case .closure(let closure) = tree[argument.value].kind
        {
            let typed = self.closure(
                closure, at: tree[argument.value].offset, inputs.map { $0.substituting(generics) },
                result: result.substituting(generics), isBuilder: parameter.isBuilder)
            _ = parameter.type.unify(with: typed.type, &generics)
            return typed
        }
        if case .keyPath(let names) = tree[argument.value].kind {
            return keyPath(names, type, parameter, &generics, at: tree[argument.value].offset)
        }
        let typed = known ?? check(argument.value, expecting: type.isOpen ? nil : type)
        guard unifies(parameter.type, typed.type, &generics) else {
            let closed = parameter.type.substituting(generics)
            if accepts(closed, typed.type) { return typed }
            let isOptional = unwrapped(typed.type).map { accepts(closed, $0) } ?? false
            return fail(
                "expected '\(catalogue.text(closed))', found '\(catalogue.text(typed.type))'", at: typed.offset,
                hint: isOptional ? "unwrap it with 'if let', 'guard let' or '??'" : nil)
        }
        return typed
    }

    private mutating func keyPath(
        _ names: [String], _ type: SemanticType, _ parameter: Declaration.Parameter, _ generics: inout [SemanticType?],
        at offset: Int
    ) -> Typed {
        guard case .nominal(known.keyPath, let parts) = type, var current = parts.first else {
            return fail("expected '\(catalogue.text(type))', found a key path", at: offset)
        }
        var path: [Int] = []
        for name in names {
            guard case .nominal(let id, let arguments) = current,
                let index = catalogue[id].fields.firstIndex(where: { $0.name == name })
            else { return fail("'\(catalogue.text(current))' has no member '\(name)' that can be set", at: offset) }
            path.append(index)
            current = catalogue[id].fields[index].type.substituting(arguments.map { $0 })
        }
        let result: SemanticType = .nominal(known.keyPath, [parts[0], current])
        _ = parameter.type.unify(with: result, &generics)
        return Typed(.keyPath(path), result, at: offset)
    }

    // MARK: Closures

    mutating func closure(
        _ closure: Expression.Closure, at offset: Int, _ inputs: [SemanticType], result: SemanticType, isBuilder: Bool
    ) -> Typed {
        if inputs.contains(where: \.isOpen), closure.parameters?.contains(where: { $0.type != nil }) != true {
            return fail("the types of the closure's arguments are open here", at: offset)
        }
        if let named = closure.parameters, named.count != inputs.count {
            return fail("expected a closure of \(inputs.count) arguments, found \(named.count)", at: offset)
        }
        if closure.parameters == nil, !inputs.isEmpty, closure.highestArgument != inputs.count - 1 {
            return fail(
                "expected a closure that uses its \(inputs.count) argument\(inputs.count == 1 ? "" : "s")", at: offset,
                hint: "use '$0', or name what is not needed: '{ _ in … }'")
        }
        let outer = (closureArguments, expectedResult, inferredResult, loopDepth, switchDepth)
        defer { (closureArguments, expectedResult, inferredResult, loopDepth, switchDepth) = outer }
        (loopDepth, switchDepth, inferredResult) = (0, 0, nil)
        return scoped { checker in
            var slots: [Int] = []
            var types = inputs
            checker.closureArguments = []
            for (index, input) in inputs.enumerated() {
                if let named = closure.parameters {
                    if let syntax = named[index].type {
                        let type = checker.resolve(syntax)
                        if !input.isOpen, !checker.accepts(input, type) {
                            checker.report(
                                "expected '\(checker.catalogue.text(input))', found '\(checker.catalogue.text(type))'",
                                at: named[index].offset)
                        }
                        types[index] = type
                    }
                    slots.append(checker.declare(named[index].name, types[index], at: named[index].offset))
                } else {
                    let slot = checker.declare("_", input, at: offset)
                    slots.append(slot)
                    checker.closureArguments.append((slot, input))
                }
            }
            let (body, actual) = checker.closureBody(closure, result, isBuilder: isBuilder)
            let typed = TypedClosure(
                parameters: slots, body: body, result: actual, offset: offset, isBuilder: isBuilder)
            return Typed(.closure(typed), .function(types, actual), at: offset)
        }
    }

    private mutating func closureBody(_ closure: Expression.Closure, _ result: SemanticType, isBuilder: Bool)
        -> ([TypedStatement], SemanticType)
    {
        if isBuilder { return (builderBody(closure.body), bool) }
        if let only = singleExpression(closure.body), result != void {
            let typed = check(only, expecting: result.isOpen ? openedOptional(result) : result)
            return ([.evaluate(typed)], result.isOpen && unwrapped(result) != nil ? optional(typed.type) : typed.type)
        }
        expectedResult = result.isOpen ? nil : result
        let body = scoped { checker in checker.check(closure.body.statements) }
        let actual = result.isOpen ? inferredResult ?? void : result
        if actual != void, !alwaysLeaves(closure.body) {
            report("expected 'return' on every way through the closure", at: closure.body.end - 1)
        }
        return (body, actual)
    }

    private func openedOptional(_ result: SemanticType) -> SemanticType? { nil }

    private mutating func builderBody(_ block: Block) -> [TypedStatement] {
        var conditions = 0
        let statements = scoped { checker in
            block.statements.compactMap { statement -> TypedStatement? in
                switch statement {
                case .expression(let id):
                    conditions += 1
                    return .evaluate(checker.check(id, expecting: checker.bool))
                case .binding: return checker.check([statement]).first
                default:
                    checker.report("expected a condition or 'let'", at: block.offset, hint: "move it into a function")
                    return nil
                }
            }
        }
        if conditions == 0 { report("expected at least one condition", at: block.offset) }
        return statements
    }
}
