/// Values that may be there or not.
enum OptionalFunctions {
    static let functions = [
        Function("optional.of", [.global(.a, to: .optional(.a))]) { (arguments) throws(EvaluationError) in
            .optional(arguments[0])
        },
        Function("optional.ofNonZeroValue", [.global(.a, to: .optional(.a))]) { (arguments) throws(EvaluationError) in
            .optional(arguments[0].isZero ? nil : arguments[0])
        },
        Function("optional.none", [.global(to: .optional(.a))]) { _ throws(EvaluationError) in .optional(nil) },
        Function("hasValue", [.member(.optional(.a), to: .bool)]) { (arguments) throws(EvaluationError) in
            .bool(try content(arguments[0]) != nil)
        },
        Function("value", [.member(.optional(.a), to: .a)]) { (arguments) throws(EvaluationError) in
            guard let value = try content(arguments[0]) else { throw .fault("optional.none() dereference") }
            return value
        },
        // These two are evaluated by the interpreter, which need not look at the second.
        Function("or", [.member(.optional(.a), .optional(.a), to: .optional(.a))], body: Operators.unreachable),
        Function("orValue", [.member(.optional(.a), .a, to: .a)], body: Operators.unreachable),
    ]

    private static func content(_ datum: Datum) throws(EvaluationError) -> Datum? {
        guard case .optional(let value) = datum else { throw .noSuchOverload }
        return value
    }
}
