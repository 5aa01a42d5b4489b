extension Parser {
    private static let reserved: Set<String> = [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    ]

    private static let operandStart =
        "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"

    mutating func member() throws(ParsingFailure) -> Expression { try member(after: try primary()) }

    /// Everything that may follow an operand: fields, calls, indices.
    mutating func member(after operand: Expression) throws(ParsingFailure) -> Expression {
        var operand = operand
        while true {
            if let dot = take(".") {
                operand = try selection(from: operand, dot)
            } else if let bracket = take("[") {
                let isOptional = take("?") != nil
                let position = try expression()
                try require("]")
                operand = try call(
                    isOptional ? Operator.optionalIndex : Operator.index, [operand, position], at: bracket.offset)
            } else if at("{"), let name = operand.qualifiedName {
                let brace = advance()
                operand = try node(.message(name, try fieldEntries()), at: brace.offset)
            } else {
                return operand
            }
        }
    }

    private mutating func selection(from operand: Expression, _ dot: Token) throws(ParsingFailure) -> Expression {
        let isOptional = take("?") != nil
        let name = current
        switch name.kind {
        case .identifier(let field):
            _ = advance()
            if !isOptional, let parenthesis = take("(") {
                return try apply(field, to: operand, try arguments(), at: parenthesis.offset)
            }
            return try select(field, from: operand, isOptional, dot)
        case .quotedIdentifier(let field):
            _ = advance()
            return try select(field, from: operand, isOptional, dot)
        default:
            throw ParsingFailure(
                name.offset,
                "Syntax error: no viable alternative at input '\(dot.text)\(name.kind == .end ? "" : name.text)'")
        }
    }

    private mutating func select(
        _ field: String, from operand: Expression, _ isOptional: Bool, _ dot: Token
    ) throws(ParsingFailure) -> Expression {
        guard isOptional else { return try node(.select(operand, field: field), at: dot.offset) }
        let name = try node(.literal(.string(field)), at: dot.offset)
        return try call(Operator.optionalSelect, [operand, name], at: dot.offset)
    }

    private mutating func arguments() throws(ParsingFailure) -> [Expression] {
        var arguments: [Expression] = []
        if take(")") != nil { return [] }
        repeat { arguments.append(try expression()) } while take(",") != nil
        try require(")")
        return arguments
    }

    private mutating func primary() throws(ParsingFailure) -> Expression {
        let token = current
        switch token.kind {
        case .symbol("("):
            _ = advance()
            let inner = try expression()
            try require(")")
            return inner
        case .symbol("["):
            _ = advance()
            return try node(.list(try elements()), at: token.offset)
        case .symbol("{"):
            _ = advance()
            return try node(.map(try mapEntries()), at: token.offset)
        case .symbol("."):
            _ = advance()
            guard case .identifier(let name) = current.kind else { throw unexpected(current) }
            return try named(".\(name)", advance())
        case .identifier(let name): return try named(name, advance())
        default: return try literal(token)
        }
    }

    private mutating func named(_ name: String, _ token: Token) throws(ParsingFailure) -> Expression {
        let bare = name.hasPrefix(".") ? String(name.dropFirst()) : name
        if Self.reserved.contains(bare) { report(token.offset, "reserved identifier: \(bare)") }
        if let parenthesis = take("(") {
            return try apply(name, to: nil, try arguments(), at: parenthesis.offset)
        }
        return try node(.identifier(name), at: token.offset)
    }

    private func unexpected(_ token: Token) -> ParsingFailure {
        ParsingFailure(
            token.offset, "Syntax error: mismatched input '\(token.text)' expecting \(Self.operandStart)")
    }

    // MARK: Literals

    private mutating func literal(_ token: Token) throws(ParsingFailure) -> Expression {
        let value: Datum
        switch token.kind {
        case .symbol("true"): value = .bool(true)
        case .symbol("false"): value = .bool(false)
        case .symbol("null"): value = .null
        case .string(let text): value = .string(text)
        case .bytes(let bytes): value = .bytes(bytes)
        case .int, .uint, .double:
            _ = advance()
            return try numberLiteral(token, sign: "", at: token.offset)
        default: throw unexpected(token)
        }
        _ = advance()
        return try node(.literal(value), at: token.offset)
    }

    mutating func numberLiteral(_ token: Token, sign: String, at offset: Int) throws(ParsingFailure) -> Expression {
        let value: Datum?
        switch token.kind {
        case .int(let digits):
            value =
                digits.hasPrefix("0x")
                ? Int64(sign + digits.dropFirst(2), radix: 16).map(Datum.int) : Int64(sign + digits).map(Datum.int)
            if value == nil { report(offset, "invalid int literal") }
        case .uint(let digits):
            value =
                digits.hasPrefix("0x")
                ? UInt64(digits.dropFirst(2), radix: 16).map(Datum.uint) : UInt64(digits).map(Datum.uint)
            if value == nil { report(offset, "invalid uint literal") }
        case .double(let digits):
            value = Double(sign + digits).flatMap { $0.isFinite ? .double($0) : nil }
            if value == nil { report(offset, "invalid double literal") }
        default: value = nil
        }
        return try node(.literal(value ?? .null), at: offset)
    }

    // MARK: Aggregates

    private mutating func elements() throws(ParsingFailure) -> [Expression.Element] {
        var elements: [Expression.Element] = []
        while !at("]") {
            let isOptional = take("?") != nil
            elements.append(Expression.Element(value: try expression(), isOptional: isOptional))
            guard take(",") != nil else { break }
        }
        try require("]")
        return elements
    }

    private mutating func mapEntries() throws(ParsingFailure) -> [Expression.Entry] {
        var entries: [Expression.Entry] = []
        while !at("}") {
            let isOptional = take("?") != nil
            let key = try expression()
            try require(":")
            entries.append(Expression.Entry(key: key, value: try expression(), isOptional: isOptional))
            guard take(",") != nil else { break }
        }
        try require("}")
        return entries
    }

    private mutating func fieldEntries() throws(ParsingFailure) -> [Expression.Entry] {
        var entries: [Expression.Entry] = []
        while !at("}") {
            let isOptional = take("?") != nil
            let name = current
            let field: String
            switch name.kind {
            case .identifier(let text), .quotedIdentifier(let text): field = text
            default:
                throw ParsingFailure(
                    name.offset, "Syntax error: mismatched input '\(name.text)' expecting {'}', ',', IDENTIFIER}")
            }
            _ = advance()
            let key = try node(.literal(.string(field)), at: name.offset)
            try require(":")
            entries.append(Expression.Entry(key: key, value: try expression(), isOptional: isOptional))
            guard take(",") != nil else { break }
        }
        try require("}")
        return entries
    }
}
