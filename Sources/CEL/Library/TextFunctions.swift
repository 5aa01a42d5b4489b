/// The standard functions of texts. Patterns have an engine of their own.
enum TextFunctions {
    static let functions = [
        predicate("contains", cost: .product) { text, part in part.isEmpty || text.firstRange(of: part) != nil },
        predicate("startsWith", cost: .traversal(argument: 0, factor: CallCost.text)) { $0.starts(with: $1) },
        predicate("endsWith", cost: .traversal(argument: 0, factor: CallCost.text)) {
            $0.count >= $1.count && $0.suffix($1.count).elementsEqual($1)
        },
    ]

    /// Of bytes: the same as of code points, and no Unicode form is taken for another.
    private static func predicate(
        _ name: String, cost: CallCost, _ holds: @escaping @Sendable ([UInt8], [UInt8]) -> Bool
    ) -> Function {
        Function(name, [.member(.string, .string, to: .bool)], cost: cost) { (arguments) throws(EvaluationError) in
            guard case .string(let text) = arguments[0], case .string(let part) = arguments[1] else {
                throw .noSuchOverload
            }
            return .bool(holds(Array(text.utf8), Array(part.utf8)))
        }
    }
}
