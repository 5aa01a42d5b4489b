/// The place of a nominal type in a ``Catalogue``.
struct NominalID: Hashable, Sendable {
    var index: Int
}

/// A type as the checker knows it.
indirect enum SemanticType: Hashable, Sendable {
    /// `Int`, `Container`, `[String]` as `Array` of `String`.
    case nominal(NominalID, [SemanticType])
    case function([SemanticType], SemanticType)
    /// A type parameter of the declaration that is being used, by number.
    case parameter(Int)
    /// A fault was reported already: fits everything.
    case unknown
}

/// The types that literals, operators and statements need by name.
struct WellKnown: Sendable {
    var void, bool, int, double, string, optional, array, set, dictionary, range, closedRange, metatype: NominalID
    var json, quantity, timestamp, duration, keyPath, entry, review, request, enumerated: NominalID
}

extension SemanticType {
    func substituting(_ arguments: [SemanticType?]) -> SemanticType {
        switch self {
        case .parameter(let index):
            if arguments.indices.contains(index), let type = arguments[index] { return type }
            return self
        case .nominal(let id, let parts):
            return parts.isEmpty ? self : .nominal(id, parts.map { $0.substituting(arguments) })
        case .function(let parameters, let result):
            return .function(parameters.map { $0.substituting(arguments) }, result.substituting(arguments))
        case .unknown: return self
        }
    }

    /// Whether a type parameter is still open.
    var isOpen: Bool {
        switch self {
        case .parameter: true
        case .nominal(_, let parts): parts.contains { $0.isOpen }
        case .function(let parameters, let result): result.isOpen || parameters.contains { $0.isOpen }
        case .unknown: false
        }
    }

    /// Binds the open parameters of a declared type so that it becomes `actual`; false where the two differ.
    func unify(with actual: SemanticType, _ arguments: inout [SemanticType?]) -> Bool {
        switch (self, actual) {
        case (.unknown, _), (_, .unknown): return true
        case (.parameter(let index), _):
            guard arguments.indices.contains(index) else { return self == actual }
            guard let bound = arguments[index] else {
                arguments[index] = actual
                return true
            }
            return bound == actual || bound == .unknown || bound.isOpen
        case (.nominal(let left, let parts), .nominal(let right, let others)):
            guard left == right, parts.count == others.count else { return false }
            for (part, other) in zip(parts, others) where !part.unify(with: other, &arguments) { return false }
            return true
        case (.function(let left, let result), .function(let right, let other)):
            guard left.count == right.count else { return false }
            for (part, other) in zip(left, right) where !part.unify(with: other, &arguments) { return false }
            return result.unify(with: other, &arguments)
        default: return false
        }
    }
}
