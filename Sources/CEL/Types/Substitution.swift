/// What is known of type variables, and whether types agree under it.
///
/// Of two types that agree the more general one is kept; `dyn` agrees with everything.
struct Substitution {
    private var known: [Int: ValueType] = [:]

    /// Whether a value of the one type can stand where the other is wanted; on success variables may be known better.
    mutating func accepts(_ found: ValueType, as wanted: ValueType) -> Bool {
        var trial = self
        guard trial.unify(found, wanted) else { return false }
        self = trial
        return true
    }

    mutating func accepts(_ found: [ValueType], as wanted: [ValueType]) -> Bool {
        guard found.count == wanted.count else { return false }
        var trial = self
        for (found, wanted) in zip(found, wanted) {
            guard trial.unify(found, wanted) else { return false }
        }
        self = trial
        return true
    }

    private mutating func unify(_ left: ValueType, _ right: ValueType) -> Bool {
        if case .variable(let number) = right {
            if let sub = known[number] { return merge(left, into: number, sub) }
            if bind(number, to: left) { return true }
        }
        if case .variable(let number) = left {
            if let sub = known[number] { return merge(right, into: number, sub) }
            return bind(number, to: right)
        }
        if left.isDynamic || right.isDynamic { return true }
        switch (left, right) {
        case (.null, .null), (.bool, .bool), (.int, .int), (.uint, .uint), (.double, .double), (.string, .string),
            (.bytes, .bytes), (.timestamp, .timestamp), (.duration, .duration), (.type, .type):
            return true
        case (.null, .object), (.null, .opaque), (.null, .optional), (.null, .timestamp), (.null, .duration),
            (.object, .null), (.opaque, .null), (.optional, .null), (.timestamp, .null), (.duration, .null):
            return true
        case (.list(let a), .list(let b)), (.optional(let a), .optional(let b)): return unify(a, b)
        case (.map(let keyA, let a), .map(let keyB, let b)): return unify(keyA, keyB) && unify(a, b)
        case (.opaque(let a), .opaque(let b)): return a == b
        case (.object(let a), .object(let b)): return a == b
        default: return false
        }
    }

    private mutating func merge(_ type: ValueType, into number: Int, _ sub: ValueType) -> Bool {
        if type == sub { return true }
        guard unify(type, sub) else { return false }
        let general = moreGeneral(type, sub)
        if general != .variable(number) { known[number] = general }
        return true
    }

    private mutating func bind(_ number: Int, to type: ValueType) -> Bool {
        if type == .variable(number) { return true }
        guard !contains(type, number) else { return false }
        known[number] = type
        return true
    }

    /// The occurs check: a type cannot be a part of itself.
    private func contains(_ type: ValueType, _ number: Int) -> Bool {
        if case .variable(let other) = type {
            if other == number { return true }
            return known[other].map { contains($0, number) } ?? false
        }
        return type.parameters.contains { contains($0, number) }
    }

    private func moreGeneral(_ left: ValueType, _ right: ValueType) -> ValueType {
        isAtLeastAsGeneral(left, right) ? left : right
    }

    private func isAtLeastAsGeneral(_ left: ValueType, _ right: ValueType) -> Bool {
        if case .variable = left { return true }
        if left == .dynamic { return true }
        if case .variable = right { return false }
        if right == .dynamic { return false }
        switch (left, right) {
        case (.list(let a), .list(let b)), (.optional(let a), .optional(let b)): return isAtLeastAsGeneral(a, b)
        case (.map(let keyA, let a), .map(let keyB, let b)):
            return isAtLeastAsGeneral(keyA, keyB) && isAtLeastAsGeneral(a, b)
        case (.null, _): return false
        case (_, .null): return true
        default: return left == right
        }
    }

    /// The type with all known variables put in; unknown ones become `dyn` where that is asked for.
    func resolve(_ type: ValueType, unknownAsDynamic: Bool = false) -> ValueType {
        switch type {
        case .variable(let number):
            if let sub = known[number] { return resolve(sub, unknownAsDynamic: unknownAsDynamic) }
            return unknownAsDynamic ? .dynamic : type
        case .list(let element): return .list(resolve(element, unknownAsDynamic: unknownAsDynamic))
        case .optional(let value): return .optional(resolve(value, unknownAsDynamic: unknownAsDynamic))
        case .map(let key, let value):
            return .map(
                resolve(key, unknownAsDynamic: unknownAsDynamic), resolve(value, unknownAsDynamic: unknownAsDynamic))
        case .type(let type?): return .type(resolve(type, unknownAsDynamic: unknownAsDynamic))
        default: return type
        }
    }
}
