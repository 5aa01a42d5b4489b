/// What Kubernetes adds to lists.
enum ListExtension {
    private static let comparable: [ValueType] = [
        .int, .uint, .double, .bool, .duration, .timestamp, .string, .bytes,
    ]
    private static let summable: [ValueType] = [.int, .uint, .double, .duration]

    static let functions = [
        Function("isSorted", comparable.map { .member(.list($0), to: .bool) }, cost: .elements) {
            (arguments) throws(EvaluationError) in
            let elements = try elements(arguments[0])
            for index in elements.indices.dropFirst()
            where try elements[index - 1].order(elements[index]) == .greater { return .bool(false) }
            return .bool(true)
        },
        sum(.int),
        extreme("min", .less), extreme("max", .greater),
        position("indexOf") { (elements, wanted) throws(EvaluationError) in try elements.firstIndex(equalTo: wanted) },
        position("lastIndexOf") { (elements, wanted) throws(EvaluationError) in
            for index in elements.indices.reversed() where try elements[index].equals(wanted) { return index }
            return nil
        },
    ]

    /// - Parameter type: of the sum, which tells what nothing adds up to.
    static func sum(_ type: ValueType) -> Function {
        let zero: Datum =
            switch type {
            case .uint: .uint(0)
            case .double: .double(0)
            case .duration: .duration(0)
            default: .int(0)
            }
        return Function("sum", summable.map { .member(.list($0), to: $0) }, cost: .elements) {
            (arguments) throws(EvaluationError) in
            let elements = try elements(arguments[0])
            guard var sum = elements.first else { return zero }
            for element in elements.dropFirst() { sum = try Operators.add(sum, element) }
            return sum
        }
    }

    private static func elements(_ datum: Datum) throws(EvaluationError) -> [Datum] {
        guard case .list(let list) = datum else { throw .noSuchOverload }
        return try list.elements()
    }

    private static func extreme(_ name: String, _ order: Datum.Order) -> Function {
        Function(name, comparable.map { .member(.list($0), to: $0) }, cost: .elements) {
            (arguments) throws(EvaluationError) in
            let elements = try elements(arguments[0])
            guard var best = elements.first else { throw .fault("\(name) called on empty list") }
            for element in elements.dropFirst() where try element.order(best) == order { best = element }
            return best
        }
    }

    private static func position(
        _ name: String, _ find: @escaping @Sendable ([Datum], Datum) throws(EvaluationError) -> Int?
    ) -> Function {
        Function(name, [.member(.list(.a), .a, to: .int)], cost: .elements) { (arguments) throws(EvaluationError) in
            .int(try find(try elements(arguments[0]), arguments[1]).map(Int64.init) ?? -1)
        }
    }
}
