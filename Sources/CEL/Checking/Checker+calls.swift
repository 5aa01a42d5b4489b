extension Checker {
    mutating func call(
        _ name: String, _ target: Expression?, _ arguments: [Expression], _ offset: Int
    ) -> ValueType {
        if name == Operator.optionalSelect { return optionalSelection(arguments, offset) }
        // `optional.of(x)`: the target is a part of the function's name.
        if let function = Self.qualifiedFunction(name, target, isVariable: { lookUp($0) != nil }) {
            return resolve(function, nil, arguments.map { ($0, check($0)) }, offset)
        }
        let checked = arguments.map { ($0, check($0)) }
        let targetType = target.map { check($0) }
        guard let function = Library.functions[name.hasPrefix(".") ? String(name.dropFirst()) : name] else {
            report(offset, "undeclared reference to '\(name)' (in container '')")
            return .error
        }
        return resolve(function, targetType, checked, offset)
    }

    /// The function that a name and what stands before it mean together; nil where that is a value.
    static func qualifiedFunction(
        _ name: String, _ target: Expression?, isVariable: (String) -> Bool
    ) -> Function? {
        guard let prefix = target?.qualifiedName,
            let root = prefix.split(separator: ".").first.map(String.init), !isVariable(root)
        else { return nil }
        return Library.functions["\(prefix).\(name)"]
    }

    private mutating func optionalSelection(_ arguments: [Expression], _ offset: Int) -> ValueType {
        guard arguments.count == 2, case .literal(.string(let field)) = arguments[1].kind else { return .error }
        let selected = select(field, from: check(arguments[0]), offset)
        if case .optional = selected { return selected }
        return .optional(selected)
    }

    private mutating func resolve(
        _ function: Function, _ target: ValueType?, _ arguments: [(Expression, ValueType)], _ offset: Int
    ) -> ValueType {
        let found = (target.map { [$0] } ?? []) + arguments.map(\.1)
        var result: ValueType?
        for overload in function.overloads
        where overload.isMember == (target != nil) && overload.parameters.count == found.count {
            let (parameters, type) = instantiated(overload)
            guard substitution.accepts(found, as: parameters) else { continue }
            // Where several fit, only the evaluation can tell.
            let resolved = substitution.resolve(type)
            result = result == nil ? resolved : result == resolved ? resolved : .dynamic
        }
        if let result { return result }
        let shown = found.map { "\(self.shown($0))" }
        let signature =
            target == nil
            ? "(\(shown.joined(separator: ", ")))" : "\(shown[0]).(\(shown.dropFirst().joined(separator: ", ")))"
        report(offset, "found no matching overload for '\(function.name)' applied to '\(signature)'")
        return .error
    }

    /// The overload with type variables of its own.
    private mutating func instantiated(_ overload: Function.Overload) -> (parameters: [ValueType], result: ValueType) {
        let (a, b) = (newVariable(), newVariable())
        return (overload.parameters.map { $0.replacing(a, b) }, overload.result.replacing(a, b))
    }
}

extension ValueType {
    /// With types in place of the two type parameters of overloads.
    fileprivate func replacing(_ first: ValueType, _ second: ValueType) -> ValueType {
        switch self {
        case .variable(-1): first
        case .variable(-2): second
        case .list(let element): .list(element.replacing(first, second))
        case .optional(let value): .optional(value.replacing(first, second))
        case .map(let key, let value): .map(key.replacing(first, second), value.replacing(first, second))
        case .type(let type): .type(type?.replacing(first, second))
        default: self
        }
    }
}
