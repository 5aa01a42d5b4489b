/// Lists taken as sets.
enum SetFunctions {
    static let functions = [
        function("sets.contains") { (left, right) throws(EvaluationError) in try covers(left, right) },
        function("sets.equivalent") { (left, right) throws(EvaluationError) in
            guard try covers(left, right) else { return false }
            return try covers(right, left)
        },
        function("sets.intersects") { (left, right) throws(EvaluationError) in
            for element in right where try left.firstIndex(equalTo: element) != nil { return true }
            return false
        },
    ]

    private static func function(
        _ name: String, _ holds: @escaping @Sendable ([Datum], [Datum]) throws(EvaluationError) -> Bool
    ) -> Function {
        Function(name, [.global(.list(.a), .list(.a), to: .bool)], cost: .pairs) {
            (arguments) throws(EvaluationError) in
            guard case .list(let left) = arguments[0], case .list(let right) = arguments[1] else {
                throw .noSuchOverload
            }
            return .bool(try holds(try left.elements(), try right.elements()))
        }
    }

    private static func covers(_ left: [Datum], _ right: [Datum]) throws(EvaluationError) -> Bool {
        for element in right where try left.firstIndex(equalTo: element) == nil { return false }
        return true
    }
}
