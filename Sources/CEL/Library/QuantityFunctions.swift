import StructuredMerge

struct QuantityDatum: OpaqueDatum {
    static let typeName = "kubernetes.Quantity"
    let quantity: Quantity

    func isEqual(to other: any OpaqueDatum) -> Bool { (other as? QuantityDatum)?.quantity == quantity }
}

/// Quantities of resources: `1.5Gi`, `200m`.
enum QuantityFunctions {
    private static let type = ValueType.opaque(QuantityDatum.typeName)
    private static let parsing = CallCost.traversal(argument: 0, factor: CallCost.text)

    static let functions = [
        Function("quantity", [.global(.string, to: type)], cost: parsing) { (arguments) throws(EvaluationError) in
            guard case .string(let text) = arguments[0] else { throw .noSuchOverload }
            guard let quantity = Quantity(parsing: text) else {
                throw .fault(
                    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
            }
            return datum(quantity)
        },
        Function("isQuantity", [.global(.string, to: .bool)], cost: parsing) { (arguments) throws(EvaluationError) in
            guard case .string(let text) = arguments[0] else { throw .noSuchOverload }
            return .bool(Quantity(parsing: text) != nil)
        },
        Function("sign", [.member(type, to: .int)]) { (arguments) throws(EvaluationError) in
            .int(Int64(try quantity(arguments[0]).signum))
        },
        Function("isInteger", [.member(type, to: .bool)]) { (arguments) throws(EvaluationError) in
            .bool(try quantity(arguments[0]).integer != nil)
        },
        Function("asInteger", [.member(type, to: .int)]) { (arguments) throws(EvaluationError) in
            guard let integer = try quantity(arguments[0]).integer else {
                throw .fault("cannot convert value to integer")
            }
            return .int(integer)
        },
        Function("asApproximateFloat", [.member(type, to: .double)]) { (arguments) throws(EvaluationError) in
            .double(try quantity(arguments[0]).double)
        },
        comparison("isGreaterThan") { $0 > $1 }, comparison("isLessThan") { $0 < $1 },
        Function("compareTo", [.member(type, type, to: .int)]) { (arguments) throws(EvaluationError) in
            let (left, right) = (try quantity(arguments[0]), try quantity(arguments[1]))
            return .int(left == right ? 0 : left < right ? -1 : 1)
        },
        sum("add", isSubtracted: false), sum("sub", isSubtracted: true),
    ]

    private static func datum(_ quantity: Quantity) -> Datum { .opaque(QuantityDatum(quantity: quantity)) }

    private static func quantity(_ datum: Datum) throws(EvaluationError) -> Quantity {
        guard case .opaque(let value) = datum, let found = value as? QuantityDatum else { throw .noSuchOverload }
        return found.quantity
    }

    private static func comparison(
        _ name: String, _ holds: @escaping @Sendable (Quantity, Quantity) -> Bool
    ) -> Function {
        Function(name, [.member(type, type, to: .bool)]) { (arguments) throws(EvaluationError) in
            .bool(holds(try quantity(arguments[0]), try quantity(arguments[1])))
        }
    }

    private static func sum(_ name: String, isSubtracted: Bool) -> Function {
        Function(name, [.member(type, type, to: type), .member(type, .int, to: type)]) {
            (arguments) throws(EvaluationError) in
            let left = try quantity(arguments[0])
            let right: Quantity
            if case .int(let integer) = arguments[1] {
                right = Quantity(integer)
            } else {
                right = try quantity(arguments[1])
            }
            return datum(isSubtracted ? left.adding(right.negated) : left.adding(right))
        }
    }
}
