/// Gives every expression a type and refuses what cannot be: unknown names, unknown fields, calls that no overload takes.
///
/// Gradual typing: what is `dyn` is left to the evaluation.
struct Checker {
    var substitution = Substitution()
    var faults: [SourceFault] = []
    private var scopes: [[String: ValueType]]
    private var types: [Int: ValueType] = [:]
    private var nextVariable = 0

    private init(variables: [String: ValueType]) { scopes = [variables] }

    /// - Returns: the type of the whole, and those of all its parts by their ids.
    static func check(
        _ expression: Expression, variables: [String: ValueType]
    ) -> Result<(type: ValueType, types: [Int: ValueType]), SourceFaults> {
        var checker = Checker(variables: variables)
        let type = checker.check(expression)
        if checker.faults.isEmpty { checker.validate(expression) }
        guard checker.faults.isEmpty else { return .failure(SourceFaults(checker.faults)) }
        let substitution = checker.substitution
        return .success(
            (
                substitution.resolve(type, unknownAsDynamic: true),
                checker.types.mapValues { substitution.resolve($0, unknownAsDynamic: true) }
            ))
    }

    // MARK: Bookkeeping

    mutating func report(_ offset: Int, _ message: String) {
        faults.append(SourceFault(offset: offset, message: message))
    }

    mutating func newVariable() -> ValueType {
        nextVariable += 1
        return .variable(nextVariable)
    }

    func shown(_ type: ValueType) -> ValueType { substitution.resolve(type, unknownAsDynamic: true) }

    /// The type found of a part, with what is known by now.
    func type(of expression: Expression) -> ValueType { shown(types[expression.id] ?? .error) }

    mutating func require(_ wanted: ValueType, of expression: Expression, _ found: ValueType) {
        if substitution.accepts(found, as: wanted) { return }
        report(expression.offset, "expected type '\(shown(wanted))' but found '\(shown(found))'")
    }

    // MARK: Expressions

    mutating func check(_ expression: Expression) -> ValueType {
        let type = typeOf(expression)
        types[expression.id] = type
        return type
    }

    private mutating func typeOf(_ expression: Expression) -> ValueType {
        switch expression.kind {
        case .literal(let value): return Self.type(ofLiteral: value)
        case .identifier(let name): return identifier(name, expression.offset)
        case .select(let operand, let field): return selection(expression, operand, field)
        case .presence(let operand, let field):
            let target = check(operand)
            _ = select(field, from: target, expression.offset)
            return .bool
        case .call(let function, let target, let arguments):
            return call(function, target, arguments, expression.offset)
        case .list(let elements): return list(elements)
        case .map(let entries): return map(entries)
        case .message(let name, _):
            report(expression.offset, "undeclared reference to '\(name)' (in container '')")
            return .error
        case .comprehension(let fold): return comprehension(fold)
        }
    }

    private static func type(ofLiteral value: Datum) -> ValueType {
        switch value {
        case .bool: .bool
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        default: .null
        }
    }

    // MARK: Names

    func lookUp(_ name: String) -> ValueType? {
        let bare = name.hasPrefix(".") ? String(name.dropFirst()) : name
        for scope in scopes.reversed() {
            if let type = scope[bare] { return type }
        }
        return Library.types[bare].map { .type($0.type) }
    }

    private mutating func identifier(_ name: String, _ offset: Int) -> ValueType {
        if let type = lookUp(name) { return type }
        report(offset, "undeclared reference to '\(name)' (in container '')")
        return .error
    }

    private mutating func selection(_ expression: Expression, _ operand: Expression, _ field: String) -> ValueType {
        if let name = expression.qualifiedName, let type = lookUp(name) { return type }
        return select(field, from: check(operand), expression.offset)
    }

    mutating func select(_ field: String, from target: ValueType, _ offset: Int) -> ValueType {
        switch substitution.resolve(target) {
        case .dynamic, .error: return .dynamic
        case .variable:
            _ = substitution.accepts(.dynamic, as: target)
            return .dynamic
        case .map(_, let value): return value
        case .object(let object):
            if let type = object.fields[field] { return type }
            report(offset, "undefined field '\(field)'")
            return .error
        case .optional(let inner):
            let selected = select(field, from: inner, offset)
            if case .optional = selected { return selected }
            return .optional(selected)
        case let other:
            report(offset, "type '\(shown(other))' does not support field selection")
            return .error
        }
    }

    // MARK: Aggregates

    private mutating func joined(_ previous: ValueType?, _ next: ValueType) -> ValueType {
        guard let previous else { return next }
        if substitution.accepts(next, as: previous) { return previous }
        return .dynamic
    }

    private mutating func content(_ value: Expression, isOptional: Bool) -> ValueType {
        let type = check(value)
        guard isOptional else { return type }
        let inner = newVariable()
        require(.optional(inner), of: value, type)
        return inner
    }

    private mutating func list(_ elements: [Expression.Element]) -> ValueType {
        var joint: ValueType?
        for element in elements {
            joint = joined(joint, content(element.value, isOptional: element.isOptional))
        }
        return .list(joint ?? newVariable())
    }

    private mutating func map(_ entries: [Expression.Entry]) -> ValueType {
        var (key, value): (ValueType?, ValueType?)
        for entry in entries {
            key = joined(key, check(entry.key))
            value = joined(value, content(entry.value, isOptional: entry.isOptional))
        }
        return .map(key ?? newVariable(), value ?? newVariable())
    }

    // MARK: Folds

    private mutating func comprehension(_ fold: Expression.Comprehension) -> ValueType {
        let range = check(fold.range)
        let accumulator = check(fold.initial)
        let (first, second) = variables(of: fold, range)
        scopes.append([fold.accumulator: accumulator])
        var inner = [fold.variable: first]
        if let name = fold.secondVariable { inner[name] = second }
        scopes.append(inner)
        let condition = check(fold.condition)
        require(.bool, of: fold.condition, condition)
        let step = check(fold.step)
        require(accumulator, of: fold.step, step)
        scopes.removeLast()
        let result = check(fold.result)
        scopes.removeLast()
        return result
    }

    private mutating func variables(
        of fold: Expression.Comprehension, _ range: ValueType
    ) -> (first: ValueType, second: ValueType) {
        let hasTwo = fold.secondVariable != nil
        switch substitution.resolve(range) {
        case .list(let element): return hasTwo ? (.int, element) : (element, .dynamic)
        case .map(let key, let value): return (key, value)
        case .dynamic, .error: return (.dynamic, .dynamic)
        case .variable:
            _ = substitution.accepts(.dynamic, as: range)
            return (.dynamic, .dynamic)
        case let other:
            report(
                fold.range.offset,
                "expression of type '\(shown(other))' cannot be range of a comprehension (must be list, map, or dynamic)"
            )
            return (.error, .error)
        }
    }
}
