/// Macros: calls that are written out as other expressions while they are read.
extension Parser {
    static let accumulator = "@result"

    /// A call, or what the macro of that name makes of it.
    mutating func apply(
        _ name: String, to target: Expression?, _ arguments: [Expression], at offset: Int
    ) throws(ParsingFailure) -> Expression {
        let expanded: Expression?
        if let target {
            expanded = try expand(name, target, arguments, at: offset)
        } else {
            expanded = name == "has" ? try presence(arguments, at: offset) : nil
        }
        return try expanded ?? node(.call(name, target: target, arguments), at: offset)
    }

    private mutating func presence(_ arguments: [Expression], at offset: Int) throws(ParsingFailure) -> Expression? {
        guard arguments.count == 1 else { return nil }
        guard case .select(let operand, let field) = arguments[0].kind else {
            report(arguments[0].offset, "invalid argument to has() macro")
            return arguments[0]
        }
        return try node(.presence(operand, field: field), at: offset)
    }

    private mutating func expand(
        _ name: String, _ target: Expression, _ arguments: [Expression], at offset: Int
    ) throws(ParsingFailure) -> Expression? {
        switch (name, arguments.count) {
        case ("all", 2), ("exists", 2), ("exists_one", 2), ("existsOne", 2), ("filter", 2), ("map", 2), ("map", 3):
            guard let variable = simpleName(arguments[0]) else { return target }
            return try fold(name, over: target, [variable], Array(arguments.dropFirst()), at: offset)
        case ("all", 3), ("exists", 3), ("exists_one", 3), ("existsOne", 3), ("transformList", 3...4),
            ("transformMap", 3...4), ("transformMapEntry", 3...4):
            guard let first = simpleName(arguments[0]), let second = simpleName(arguments[1]) else { return target }
            if first == second {
                report(arguments[1].offset, "duplicate variable name: \(first)")
                return target
            }
            return try fold(name, over: target, [first, second], Array(arguments.dropFirst(2)), at: offset)
        case ("optMap", 2), ("optFlatMap", 2):
            guard let variable = simpleName(arguments[0]) else { return target }
            return try optionalMap(target, variable, arguments[1], isFlat: name == "optFlatMap", at: offset)
        default: return nil
        }
    }

    private mutating func simpleName(_ expression: Expression) -> String? {
        if let name = expression.identifier, !name.hasPrefix(".") { return name }
        report(expression.offset, "argument must be a simple name")
        return nil
    }

    // MARK: Folds

    private mutating func fold(
        _ name: String, over range: Expression, _ variables: [String], _ rest: [Expression], at offset: Int
    ) throws(ParsingFailure) -> Expression {
        guard let body = rest.last, let variable = variables.first else { return range }
        let filter = rest.count == 2 ? rest[0] : nil
        let parts: FoldParts
        switch name {
        case "all": parts = try quantifier(body, isAll: true, at: offset)
        case "exists": parts = try quantifier(body, isAll: false, at: offset)
        case "exists_one", "existsOne": parts = try counting(body, at: offset)
        case "filter":
            let element = try node(.identifier(variable), at: offset)
            parts = try collecting(element, where: body, at: offset)
        case "transformMap":
            let key = try node(.identifier(variable), at: offset)
            parts = try inserting([key, body], where: filter, at: offset)
        case "transformMapEntry": parts = try inserting([body], where: filter, at: offset)
        default: parts = try collecting(body, where: filter, at: offset)
        }
        return try node(
            .comprehension(
                Expression.Comprehension(
                    range: range, variable: variable, secondVariable: variables.count == 2 ? variables[1] : nil,
                    accumulator: Self.accumulator, initial: parts.initial, condition: parts.condition,
                    step: parts.step, result: parts.result)), at: offset)
    }

    private struct FoldParts {
        var initial: Expression
        var condition: Expression
        var step: Expression
        var result: Expression
    }

    private mutating func result(at offset: Int) throws(ParsingFailure) -> Expression {
        try node(.identifier(Self.accumulator), at: offset)
    }

    private mutating func literal(_ value: Datum, at offset: Int) throws(ParsingFailure) -> Expression {
        try node(.literal(value), at: offset)
    }

    private mutating func quantifier(
        _ predicate: Expression, isAll: Bool, at offset: Int
    ) throws(ParsingFailure) -> FoldParts {
        var going = try result(at: offset)
        if !isAll { going = try call(Operator.not, [going], at: offset) }
        return FoldParts(
            initial: try literal(.bool(isAll), at: offset),
            condition: try call(Operator.notStrictlyFalse, [going], at: offset),
            step: try call(isAll ? Operator.and : Operator.or, [try result(at: offset), predicate], at: offset),
            result: try result(at: offset))
    }

    private mutating func counting(_ predicate: Expression, at offset: Int) throws(ParsingFailure) -> FoldParts {
        let one = try literal(.int(1), at: offset)
        let more = try call(Operator.add, [try result(at: offset), one], at: offset)
        return FoldParts(
            initial: try literal(.int(0), at: offset), condition: try literal(.bool(true), at: offset),
            step: try call(Operator.conditional, [predicate, more, try result(at: offset)], at: offset),
            result: try call(Operator.equals, [try result(at: offset), one], at: offset))
    }

    private mutating func collecting(
        _ element: Expression, where filter: Expression?, at offset: Int
    ) throws(ParsingFailure) -> FoldParts {
        let one = try node(.list([Expression.Element(value: element)]), at: offset)
        let step = try call(Operator.add, [try result(at: offset), one], at: offset)
        return FoldParts(
            initial: try node(.list([]), at: offset), condition: try literal(.bool(true), at: offset),
            step: try filtered(step, filter, at: offset), result: try result(at: offset))
    }

    private mutating func inserting(
        _ parts: [Expression], where filter: Expression?, at offset: Int
    ) throws(ParsingFailure) -> FoldParts {
        let step = try call(Operator.insert, [try result(at: offset)] + parts, at: offset)
        return FoldParts(
            initial: try node(.map([]), at: offset), condition: try literal(.bool(true), at: offset),
            step: try filtered(step, filter, at: offset), result: try result(at: offset))
    }

    private mutating func filtered(
        _ step: Expression, _ filter: Expression?, at offset: Int
    ) throws(ParsingFailure) -> Expression {
        guard let filter else { return step }
        return try call(Operator.conditional, [filter, step, try result(at: offset)], at: offset)
    }

    // MARK: Bindings

    /// Gives a name to a value: a fold over nothing whose accumulator is the name.
    private mutating func bind(
        _ name: String, to value: Expression, in body: Expression, at offset: Int
    ) throws(ParsingFailure) -> Expression {
        let fold = Expression.Comprehension(
            range: try node(.list([]), at: offset), variable: "#unused", secondVariable: nil, accumulator: name,
            initial: value, condition: try literal(.bool(false), at: offset),
            step: try node(.identifier(name), at: offset), result: body)
        return try node(.comprehension(fold), at: offset)
    }

    /// `target.optMap(x, f(x))`. The target is bound once, so that nested ones cost no more than their sum.
    private mutating func optionalMap(
        _ target: Expression, _ variable: String, _ body: Expression, isFlat: Bool, at offset: Int
    ) throws(ParsingFailure) -> Expression {
        let hidden = "@target"
        let name = try node(.identifier(hidden), at: offset)
        let hasValue = try node(.call("hasValue", target: name, []), at: offset)
        let value = try node(.call("value", target: name, []), at: offset)
        var mapped = try bind(variable, to: value, in: body, at: offset)
        if !isFlat { mapped = try call("optional.of", [mapped], at: offset) }
        let none = try call("optional.none", [], at: offset)
        let chosen = try call(Operator.conditional, [hasValue, mapped, none], at: offset)
        return try bind(hidden, to: target, in: chosen, at: offset)
    }
}
