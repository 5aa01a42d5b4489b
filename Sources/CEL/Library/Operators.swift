/// Arithmetic, comparison and what else the grammar has signs for. Integers never wrap: they fail.
enum Operators {
    private typealias Overload = Function.Overload

    static let functions: [Function] = logic + comparisons + arithmetic + access

    // MARK: Logic

    /// `&&`, `||` and `?:` are evaluated by the interpreter, which need not look at all operands.
    private static let logic = [
        Function(Operator.and, [.global(.bool, .bool, to: .bool)], body: unreachable),
        Function(Operator.or, [.global(.bool, .bool, to: .bool)], body: unreachable),
        Function(Operator.conditional, [.global(.bool, .a, .a, to: .a)], body: unreachable),
        Function(Operator.notStrictlyFalse, [.global(.bool, to: .bool)], body: unreachable),
        Function(Operator.not, [.global(.bool, to: .bool)]) { (arguments) throws(EvaluationError) in
            guard case .bool(let value)? = arguments.first else { throw .noSuchOverload }
            return .bool(!value)
        },
    ]

    /// Of what the interpreter evaluates itself.
    static let unreachable: Function.Body = { _ throws(EvaluationError) in throw .noSuchOverload }

    // MARK: Comparisons

    private static let ordered: [ValueType] = [
        .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration,
    ]
    private static let numbers: [ValueType] = [.int, .uint, .double]

    private static let orders: [Overload] =
        ordered.map { .global($0, $0, to: .bool) }
        + numbers.flatMap { left in numbers.filter { $0 != left }.map { .global(left, $0, to: .bool) } }

    private static let comparisons = [
        Function(Operator.equals, [.global(.a, .a, to: .bool)], cost: .comparison) {
            (arguments) throws(EvaluationError) in
            .bool(try arguments[0].equals(arguments[1]))
        },
        Function(Operator.notEquals, [.global(.a, .a, to: .bool)], cost: .comparison) {
            (arguments) throws(EvaluationError) in
            .bool(try !arguments[0].equals(arguments[1]))
        },
        comparison(Operator.less) { $0 == .less },
        comparison(Operator.lessOrEqual) { $0 != .greater },
        comparison(Operator.greater) { $0 == .greater },
        comparison(Operator.greaterOrEqual) { $0 != .less },
    ]

    private static func comparison(_ name: String, _ holds: @escaping @Sendable (Datum.Order) -> Bool) -> Function {
        Function(name, orders, cost: .comparison) { (arguments) throws(EvaluationError) in
            .bool(holds(try arguments[0].order(arguments[1])))
        }
    }

    // MARK: Arithmetic

    private static let arithmetic = [
        Function(
            Operator.add,
            [
                .global(.int, .int, to: .int), .global(.uint, .uint, to: .uint), .global(.double, .double, to: .double),
                .global(.string, .string, to: .string), .global(.bytes, .bytes, to: .bytes),
                .global(.list(.a), .list(.a), to: .list(.a)), .global(.timestamp, .duration, to: .timestamp),
                .global(.duration, .timestamp, to: .timestamp), .global(.duration, .duration, to: .duration),
            ], cost: .concatenation
        ) { (arguments) throws(EvaluationError) in try add(arguments[0], arguments[1]) },
        Function(
            Operator.subtract,
            [
                .global(.int, .int, to: .int), .global(.uint, .uint, to: .uint), .global(.double, .double, to: .double),
                .global(.timestamp, .timestamp, to: .duration), .global(.timestamp, .duration, to: .timestamp),
                .global(.duration, .duration, to: .duration),
            ]
        ) { (arguments) throws(EvaluationError) in try subtract(arguments[0], arguments[1]) },
        Function(Operator.multiply, numbers.map { .global($0, $0, to: $0) }) { (arguments) throws(EvaluationError) in
            try multiply(arguments[0], arguments[1])
        },
        Function(Operator.divide, numbers.map { .global($0, $0, to: $0) }) { (arguments) throws(EvaluationError) in
            try divide(arguments[0], arguments[1])
        },
        Function(Operator.modulo, [.global(.int, .int, to: .int), .global(.uint, .uint, to: .uint)]) {
            (arguments) throws(EvaluationError) in
            try remainder(arguments[0], arguments[1])
        },
        Function(Operator.negate, [.global(.int, to: .int), .global(.double, to: .double)]) {
            (arguments) throws(EvaluationError) in
            switch arguments[0] {
            case .int(let value): return try .int(checked(Int64(0).subtractingReportingOverflow(value), "integer"))
            case .double(let value): return .double(-value)
            default: throw .noSuchOverload
            }
        },
    ]

    private static func checked<Integer>(
        _ result: (partialValue: Integer, overflow: Bool), _ name: String
    ) throws(EvaluationError) -> Integer {
        if result.overflow { throw .fault("\(name) overflow") }
        return result.partialValue
    }

    private static func span(_ value: Int64?) throws(EvaluationError) -> Datum {
        guard let value else { throw .fault("duration overflow") }
        return .duration(value)
    }

    private static func instant(_ value: Instant?) throws(EvaluationError) -> Datum {
        guard let value else { throw .fault("timestamp overflow") }
        return .timestamp(value)
    }

    static func add(_ left: Datum, _ right: Datum) throws(EvaluationError) -> Datum {
        switch (left, right) {
        case (.int(let a), .int(let b)): return try .int(checked(a.addingReportingOverflow(b), "integer"))
        case (.uint(let a), .uint(let b)):
            return try .uint(checked(a.addingReportingOverflow(b), "unsigned integer"))
        case (.double(let a), .double(let b)): return .double(a + b)
        case (.string(let a), .string(let b)):
            guard a.utf8.count + b.utf8.count <= EvaluationLimits.bytes else { throw .costExceeded }
            return .string(a + b)
        case (.bytes(let a), .bytes(let b)):
            guard a.count + b.count <= EvaluationLimits.bytes else { throw .costExceeded }
            return .bytes(a + b)
        case (.list(let a), .list(let b)): return .list(try a.adding(b))
        case (.timestamp(let time), .duration(let span)), (.duration(let span), .timestamp(let time)):
            return try instant(time.adding(nanoseconds: span))
        case (.duration(let a), .duration(let b)):
            return .duration(try checked(a.addingReportingOverflow(b), "duration"))
        default: throw .noSuchOverload
        }
    }

    private static func subtract(_ left: Datum, _ right: Datum) throws(EvaluationError) -> Datum {
        switch (left, right) {
        case (.int(let a), .int(let b)): return try .int(checked(a.subtractingReportingOverflow(b), "integer"))
        case (.uint(let a), .uint(let b)):
            return try .uint(checked(a.subtractingReportingOverflow(b), "unsigned integer"))
        case (.double(let a), .double(let b)): return .double(a - b)
        case (.timestamp(let a), .timestamp(let b)): return try span(a.since(b))
        case (.timestamp(let time), .duration(let span)):
            guard span != .min else { throw .fault("timestamp overflow") }
            return try instant(time.adding(nanoseconds: -span))
        case (.duration(let a), .duration(let b)):
            return .duration(try checked(a.subtractingReportingOverflow(b), "duration"))
        default: throw .noSuchOverload
        }
    }

    private static func multiply(_ left: Datum, _ right: Datum) throws(EvaluationError) -> Datum {
        switch (left, right) {
        case (.int(let a), .int(let b)): return try .int(checked(a.multipliedReportingOverflow(by: b), "integer"))
        case (.uint(let a), .uint(let b)):
            return try .uint(checked(a.multipliedReportingOverflow(by: b), "unsigned integer"))
        case (.double(let a), .double(let b)): return .double(a * b)
        default: throw .noSuchOverload
        }
    }

    private static func divide(_ left: Datum, _ right: Datum) throws(EvaluationError) -> Datum {
        switch (left, right) {
        case (.int, .int(0)), (.uint, .uint(0)): throw .fault("division by zero")
        case (.int(let a), .int(let b)): return try .int(checked(a.dividedReportingOverflow(by: b), "integer"))
        case (.uint(let a), .uint(let b)): return .uint(a / b)
        case (.double(let a), .double(let b)): return .double(a / b)
        default: throw .noSuchOverload
        }
    }

    private static func remainder(_ left: Datum, _ right: Datum) throws(EvaluationError) -> Datum {
        switch (left, right) {
        case (.int, .int(0)), (.uint, .uint(0)): throw .fault("modulus by zero")
        case (.int(let a), .int(let b)):
            return try .int(checked(a.remainderReportingOverflow(dividingBy: b), "integer"))
        case (.uint(let a), .uint(let b)): return .uint(a % b)
        default: throw .noSuchOverload
        }
    }

    // MARK: Access

    private static let access = [
        Function(
            Operator.isIn, [.global(.a, .list(.a), to: .bool), .global(.a, .map(.a, .b), to: .bool)], cost: .membership
        ) {
            (arguments) throws(EvaluationError) in
            switch arguments[1] {
            case .list(let list): return .bool(try list.elements().firstIndex(equalTo: arguments[0]) != nil)
            case .map(let map): return .bool(try map.value(arguments[0]) != nil)
            default: throw .noSuchOverload
            }
        },
        Function(Operator.index, [.global(.list(.a), .int, to: .a), .global(.map(.a, .b), .a, to: .b)], body: index),
        Function(
            Operator.optionalIndex,
            [
                .global(.list(.a), .int, to: .optional(.a)), .global(.map(.a, .b), .a, to: .optional(.b)),
                .global(.optional(.list(.a)), .int, to: .optional(.a)),
                .global(.optional(.map(.a, .b)), .a, to: .optional(.b)),
            ], body: unreachable),
        Function(
            Operator.insert,
            [
                .global(.map(.a, .b), .a, .b, to: .map(.a, .b)), .global(.map(.a, .b), .map(.a, .b), to: .map(.a, .b)),
            ], body: unreachable),
        Function("size", sizes + sizes.map { Overload(isMember: true, parameters: $0.parameters, result: .int) }) {
            (arguments) throws(EvaluationError) in
            switch arguments[0] {
            case .string, .bytes, .list, .map: return .int(Int64(arguments[0].size ?? 0))
            default: throw .noSuchOverload
            }
        },
    ]

    private static let sizes: [Overload] = [
        .global(.string, to: .int), .global(.bytes, to: .int), .global(.list(.a), to: .int),
        .global(.map(.a, .b), to: .int),
    ]

    private static let index: Function.Body = { (arguments) throws(EvaluationError) in
        guard let found = try element(of: arguments[0], at: arguments[1]) else {
            if case .list = arguments[0] { throw .fault("index out of bounds: \(TextForm.plain(arguments[1]))") }
            throw .fault("no such key: \(TextForm.plain(arguments[1]))")
        }
        return found
    }

    /// Nil where the list is too short or the map has no such key.
    static func element(of container: Datum, at key: Datum) throws(EvaluationError) -> Datum? {
        switch container {
        case .list(let list):
            let position: Int?
            switch key {
            case .int(let value): position = Int(exactly: value)
            case .uint(let value): position = Int(exactly: value)
            case .double(let value): position = Int(exactly: value)
            default: throw .fault("unsupported index type '\(key.typeName)' in list")
            }
            guard let position, position >= 0, position < list.count else { return nil }
            return try list.element(position)
        case .map(let map): return try map.value(key)
        default: throw .noSuchOverload
        }
    }
}
