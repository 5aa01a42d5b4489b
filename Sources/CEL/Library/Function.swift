/// A function of the language: what it may be called with, what it costs, what it does.
struct Function: Sendable {
    typealias Body = @Sendable ([Datum]) throws(EvaluationError) -> Datum

    struct Overload: Sendable {
        var isMember: Bool
        /// That of the target first.
        var parameters: [ValueType]
        var result: ValueType
    }

    let name: String
    let overloads: [Overload]
    let cost: CallCost
    /// Whether a call on literals is made while the rule is compiled, and costs nothing.
    let isConversion: Bool
    /// Looks at the arguments' types itself, as `dyn` may hide them from the checker.
    let body: Body

    init(
        _ name: String, _ overloads: [Overload], cost: CallCost = .one, isConversion: Bool = false,
        body: @escaping Body
    ) {
        self.name = name
        self.overloads = overloads
        self.cost = cost
        self.isConversion = isConversion
        self.body = body
    }
}

extension Function.Overload {
    /// `name(…)`
    static func global(_ parameters: ValueType..., to result: ValueType) -> Self {
        Self(isMember: false, parameters: parameters, result: result)
    }

    /// `target.name(…)`; the target's type comes first.
    static func member(_ parameters: ValueType..., to result: ValueType) -> Self {
        Self(isMember: true, parameters: parameters, result: result)
    }
}

extension ValueType {
    /// Type parameters of overloads; each call gets variables of its own for them.
    static let a = ValueType.variable(-1)
    static let b = ValueType.variable(-2)
}
