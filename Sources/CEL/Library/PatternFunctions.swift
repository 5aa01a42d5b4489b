import Patterns

/// Regular expressions.
enum PatternFunctions {
    static let functions = [
        Function(
            "matches", [.global(.string, .string, to: .bool), .member(.string, .string, to: .bool)], cost: .pattern
        ) {
            (arguments) throws(EvaluationError) in
            .bool(try pattern(arguments[1]).matches(try text(arguments[0])))
        },
        Function("find", [.member(.string, .string, to: .string)], cost: .pattern) {
            (arguments) throws(EvaluationError) in
            let scalars = Array(try text(arguments[0]).unicodeScalars)
            let pattern = try pattern(arguments[1])
            return .string(pattern.firstMatch(in: scalars).map { string(scalars[$0]) } ?? "")
        },
        Function(
            "findAll",
            [.member(.string, .string, to: .list(.string)), .member(.string, .string, .int, to: .list(.string))],
            cost: .pattern
        ) { (arguments) throws(EvaluationError) in
            var most = Int64.max
            if arguments.count > 2, case .int(let limit) = arguments[2], limit >= 0 { most = limit }
            return .strings(findAll(try pattern(arguments[1]), in: Array(try text(arguments[0]).unicodeScalars), most))
        },
    ]

    private static func text(_ datum: Datum) throws(EvaluationError) -> String {
        guard case .string(let text) = datum else { throw .noSuchOverload }
        return text
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    private static func pattern(_ datum: Datum) throws(EvaluationError) -> RegularExpression {
        let text = try text(datum)
        do throws(PatternError) {
            return try PatternStore.shared.pattern(text)
        } catch {
            throw .fault(error.message)
        }
    }

    private static func findAll(_ pattern: RegularExpression, in scalars: [Unicode.Scalar], _ most: Int64) -> [String] {
        var found: [String] = []
        var position = 0
        var previousEnd = -1
        while position <= scalars.count, Int64(found.count) < most,
            let match = pattern.firstMatch(in: scalars, from: position)
        {
            // An empty match right behind another one is none.
            if !match.isEmpty || match.lowerBound != previousEnd { found.append(string(scalars[match])) }
            previousEnd = match.upperBound
            position = match.isEmpty ? match.upperBound + 1 : match.upperBound
        }
        return found
    }
}
