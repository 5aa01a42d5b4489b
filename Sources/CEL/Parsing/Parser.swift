/// Reads an expression by recursive descent, one function for each level of precedence (CEL language definition, syntax).
struct Parser {
    let tokens: [Token]
    private var index = 0
    private var nesting = 0
    private var nextID = 0
    private(set) var faults: [SourceFault] = []

    private init(_ tokens: [Token]) { self.tokens = tokens }

    static func parse(_ source: ExpressionSource) -> Result<Expression, SourceFaults> {
        guard source.scalars.count <= ParsingLimits.size else {
            let size = "size: \(source.scalars.count), limit: \(ParsingLimits.size)"
            return .failure(
                SourceFaults(SourceFault(offset: 0, message: "expression code point size exceeds limit: \(size)")))
        }
        do throws(ParsingFailure) {
            var parser = Parser(try Lexer.tokens(of: source))
            let expression = try parser.expression()
            guard parser.current.kind == .end else {
                throw ParsingFailure(
                    parser.current.offset, "Syntax error: extraneous input '\(parser.current.text)' expecting <EOF>")
            }
            return parser.faults.isEmpty ? .success(expression) : .failure(SourceFaults(parser.faults))
        } catch {
            return .failure(SourceFaults(error.fault))
        }
    }

    // MARK: Tokens

    // INVARIANT: the last token is the end, and nothing moves past it.
    var current: Token { tokens[index] }

    func at(_ symbol: String) -> Bool { current.kind == .symbol(symbol) }

    mutating func advance() -> Token {
        let token = tokens[index]
        if index < tokens.count - 1 { index += 1 }
        return token
    }

    mutating func take(_ symbol: String) -> Token? { at(symbol) ? advance() : nil }

    mutating func require(_ symbol: String) throws(ParsingFailure) {
        guard take(symbol) == nil else { return }
        let found = current
        throw ParsingFailure(
            found.offset,
            found.kind == .end
                ? "Syntax error: missing '\(symbol)' at '<EOF>'"
                : "Syntax error: mismatched input '\(found.text)' expecting '\(symbol)'")
    }

    // MARK: Nodes

    mutating func node(_ kind: Expression.Kind, at offset: Int) throws(ParsingFailure) -> Expression {
        let depth = 1 + kind.children.reduce(0) { max($0, $1.depth) }
        guard depth <= ParsingLimits.depth * 4 else { throw tooDeep }
        nextID += 1
        return Expression(id: nextID - 1, offset: offset, depth: depth, kind: kind)
    }

    mutating func call(
        _ function: String, _ arguments: [Expression], at offset: Int
    ) throws(ParsingFailure) -> Expression {
        try node(.call(function, target: nil, arguments), at: offset)
    }

    mutating func report(_ offset: Int, _ message: String) {
        faults.append(SourceFault(offset: offset, message: message))
    }

    private var tooDeep: ParsingFailure {
        ParsingFailure(0, "expression recursion limit exceeded: \(ParsingLimits.depth)")
    }

    // MARK: Levels

    mutating func expression() throws(ParsingFailure) -> Expression {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= ParsingLimits.depth else { throw tooDeep }
        let condition = try logical(Operator.or, "||")
        guard let question = take("?") else { return condition }
        let yes = try logical(Operator.or, "||")
        try require(":")
        let no = try expression()
        return try call(Operator.conditional, [condition, yes, no], at: question.offset)
    }

    /// A chain of `||` or of `&&`, as a balanced tree: the order does not matter, the depth does.
    private mutating func logical(_ function: String, _ symbol: String) throws(ParsingFailure) -> Expression {
        var terms = [try operand(of: function)]
        var offsets: [Int] = []
        while let token = take(symbol) {
            offsets.append(token.offset)
            terms.append(try operand(of: function))
        }
        return try balanced(function, terms[...], offsets[...])
    }

    private mutating func operand(of function: String) throws(ParsingFailure) -> Expression {
        function == Operator.or ? try logical(Operator.and, "&&") : try relation()
    }

    private mutating func balanced(
        _ function: String, _ terms: ArraySlice<Expression>, _ offsets: ArraySlice<Int>
    ) throws(ParsingFailure) -> Expression {
        guard let first = terms.first else { throw tooDeep }
        guard !offsets.isEmpty else { return first }
        let middle = offsets.startIndex + offsets.count / 2
        let left = try balanced(function, terms[terms.startIndex...middle], offsets[..<middle])
        let right = try balanced(function, terms[(middle + 1)...], offsets[(middle + 1)...])
        return try call(function, [left, right], at: offsets[middle])
    }

    private static let relations = [
        "==": Operator.equals, "!=": Operator.notEquals, "<": Operator.less, "<=": Operator.lessOrEqual,
        ">": Operator.greater, ">=": Operator.greaterOrEqual, "in": Operator.isIn,
    ]
    private static let sums = ["+": Operator.add, "-": Operator.subtract]
    private static let products = ["*": Operator.multiply, "/": Operator.divide, "%": Operator.modulo]

    private mutating func relation() throws(ParsingFailure) -> Expression {
        var left = try addition()
        while case .symbol(let symbol) = current.kind, let function = Self.relations[symbol] {
            let offset = advance().offset
            left = try call(function, [left, try addition()], at: offset)
        }
        return left
    }

    private mutating func addition() throws(ParsingFailure) -> Expression {
        var left = try multiplication()
        while case .symbol(let symbol) = current.kind, let function = Self.sums[symbol] {
            let offset = advance().offset
            left = try call(function, [left, try multiplication()], at: offset)
        }
        return left
    }

    private mutating func multiplication() throws(ParsingFailure) -> Expression {
        var left = try unary()
        while case .symbol(let symbol) = current.kind, let function = Self.products[symbol] {
            let offset = advance().offset
            left = try call(function, [left, try unary()], at: offset)
        }
        return left
    }

    private mutating func unary() throws(ParsingFailure) -> Expression {
        for (symbol, function) in [("!", Operator.not), ("-", Operator.negate)] {
            guard at(symbol) else { continue }
            let first = current.offset
            var count = 0
            while at(symbol) {
                // The minus of `-5` belongs to the literal.
                if symbol == "-", let literal = try negativeLiteral() {
                    return count.isMultiple(of: 2) ? literal : try call(function, [literal], at: first)
                }
                count += 1
                _ = advance()
            }
            let operand = try member()
            return count.isMultiple(of: 2) ? operand : try call(function, [operand], at: first)
        }
        return try member()
    }

    private mutating func negativeLiteral() throws(ParsingFailure) -> Expression? {
        guard index + 1 < tokens.count else { return nil }
        let (minus, number) = (tokens[index], tokens[index + 1])
        guard number.kind.isNumber else { return nil }
        _ = advance()
        _ = advance()
        return try member(after: try numberLiteral(number, sign: "-", at: minus.offset))
    }
}

/// One or more faults of one expression.
struct SourceFaults: Error {
    var faults: [SourceFault]

    init(_ faults: [SourceFault]) { self.faults = faults }
    init(_ fault: SourceFault) { faults = [fault] }
}

extension Token.Kind {
    var isNumber: Bool {
        switch self {
        case .int, .double: true
        default: false
        }
    }
}

extension Expression.Kind {
    /// The nodes right below.
    var children: [Expression] {
        switch self {
        case .literal, .identifier: []
        case .select(let operand, _), .presence(let operand, _): [operand]
        case .call(_, let target, let arguments): (target.map { [$0] } ?? []) + arguments
        case .list(let elements): elements.map(\.value)
        case .map(let entries), .message(_, let entries): entries.flatMap { [$0.key, $0.value] }
        case .comprehension(let fold):
            [fold.range, fold.initial, fold.condition, fold.step, fold.result]
        }
    }
}
