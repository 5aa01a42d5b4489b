import Manifests

extension Parser {
    mutating func parseBlock() throws(SyntaxError) -> Block {
        let start = offset
        try expect(.leftBrace, "'{'")
        let statements = try nested { (parser: inout Parser) throws(SyntaxError) in try parser.parseStatements() }
        let end = Int(token.end)
        try expect(.rightBrace, "'}'")
        return Block(statements: statements, offset: start, end: end)
    }

    /// To the closing brace, which stays.
    mutating func parseStatements() throws(SyntaxError) -> [Statement] {
        let wasInHead = inHead
        inHead = false
        defer { inHead = wasInHead }
        var statements: [Statement] = []
        while token.kind != .rightBrace, !isAtEnd, !isWord("case"), !isWord("default") {
            if take(.semicolon) { continue }
            let start = index
            let depth = nesting
            do throws(SyntaxError) {
                statements.append(try parseStatement())
                try endStatement()
            } catch {
                guard tree.diagnostics.count < Limits.diagnostics else { throw error }
                report(error)
                nesting = depth
                inHead = false
                skipStatement(from: start)
            }
        }
        return statements
    }

    private mutating func parseStatement() throws(SyntaxError) -> Statement {
        guard token.kind == .identifier else { return .expression(try parseExpression()) }
        let start = offset
        switch text {
        case "let": return .binding(try parseLet())
        case "if": return .condition(try parseIf())
        case "guard": return .guarded(try parseGuard())
        case "for": return .loop(try parseFor())
        case "switch": return .selection(try parseSwitch())
        case "return":
            advance()
            let ends = token.isFirstOnLine || token.kind == .rightBrace || token.kind == .semicolon
            return .returning(ends ? nil : try parseExpression(), offset: start)
        case "continue", "break":
            let isContinue = text == "continue"
            advance()
            return .leaving(isContinue: isContinue, offset: start)
        case "var":
            throw SyntaxError(
                message: "'var' is not part of the rule language", offset: start,
                hint: "write 'let': filter, map and sum make new values")
        case "func", "struct", "enum", "import":
            throw SyntaxError(
                message: "expected a statement, found '\(text)'", offset: start,
                hint: "declare it at the top of the file")
        default:
            try rejectForeignKeyword()
            return .expression(try parseExpression())
        }
    }

    private mutating func parseConditions() throws(SyntaxError) -> [Condition] {
        var conditions: [Condition] = []
        repeat {
            if takeWord("let") {
                let start = offset
                let name = try expectName("the name of a constant")
                var value: ExpressionID?
                if isInfix("=") {
                    advance()
                    value = try parseHeadExpression()
                }
                conditions.append(.unwrapping(name: name, value: value, offset: start))
            } else if isWord("case") || isWord("var") {
                throw unexpected("a condition", hint: "use 'switch' to match patterns")
            } else {
                conditions.append(.boolean(try parseHeadExpression()))
            }
        } while take(.comma)
        return conditions
    }

    private mutating func parseHeadExpression() throws(SyntaxError) -> ExpressionID {
        let before = inHead
        inHead = true
        defer { inHead = before }
        return try parseExpression()
    }

    private mutating func parseIf() throws(SyntaxError) -> Statement.If {
        let start = offset
        advance()
        let conditions = try parseConditions()
        let then = try parseBlock()
        var otherwise: Block?
        if takeWord("else") {
            if isWord("if") {
                let begin = offset
                let inner = try nested { (parser: inout Parser) throws(SyntaxError) in try parser.parseIf() }
                otherwise = Block(statements: [.condition(inner)], offset: begin, end: previousEnd)
            } else {
                otherwise = try parseBlock()
            }
        }
        return Statement.If(conditions: conditions, then: then, otherwise: otherwise, offset: start)
    }

    private mutating func parseGuard() throws(SyntaxError) -> Statement.Guard {
        let start = offset
        advance()
        let conditions = try parseConditions()
        try expectWord("else")
        return Statement.Guard(conditions: conditions, otherwise: try parseBlock(), offset: start)
    }

    private mutating func parseFor() throws(SyntaxError) -> Statement.For {
        let start = offset
        advance()
        var names: [String] = []
        if take(.leftParenthesis) {
            names.append(try expectName("a name"))
            try expect(.comma, "','")
            names.append(try expectName("a name"))
            try expect(.rightParenthesis, "')'")
        } else {
            names.append(try expectName("the name of the element"))
        }
        try expectWord("in")
        let sequence = try parseHeadExpression()
        let filter = takeWord("where") ? try parseHeadExpression() : nil
        return Statement.For(names: names, sequence: sequence, filter: filter, body: try parseBlock(), offset: start)
    }

    private mutating func parseSwitch() throws(SyntaxError) -> Statement.Switch {
        let start = offset
        advance()
        let subject = try parseHeadExpression()
        try expect(.leftBrace, "'{'")
        let cases = try nested { (parser: inout Parser) throws(SyntaxError) in
            var cases: [Statement.Case] = []
            while parser.token.kind != .rightBrace { cases.append(try parser.parseCase()) }
            return cases
        }
        advance()
        return Statement.Switch(subject: subject, cases: cases, offset: start)
    }

    private mutating func parseCase() throws(SyntaxError) -> Statement.Case {
        let start = offset
        var patterns: [(pattern: Pattern, filter: ExpressionID?)] = []
        if !takeWord("default") {
            guard takeWord("case") else { throw unexpected("'case', 'default' or '}'") }
            repeat {
                let pattern = try parsePattern()
                patterns.append((pattern, takeWord("where") ? try parseHeadExpression() : nil))
            } while take(.comma)
        }
        try expect(.colon, "':'")
        let begin = offset
        let statements = try parseStatements()
        if statements.isEmpty { throw unexpected("a statement", hint: "write 'break' to do nothing") }
        let body = Block(statements: statements, offset: begin, end: previousEnd)
        return Statement.Case(patterns: patterns, body: body, offset: start)
    }

    private mutating func parsePattern() throws(SyntaxError) -> Pattern {
        if takeWord("_") { return .wildcard }
        if takeWord("nil") { return .absent }
        if takeWord("let") {
            let start = offset
            let name = try expectName("the name of a constant")
            return take(.question) ? .present(name, offset: start) : .binding(name, offset: start)
        }
        return .expression(try parseHeadExpression())
    }
}
