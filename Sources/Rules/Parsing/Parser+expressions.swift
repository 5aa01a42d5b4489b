import Manifests

extension Parser {
    mutating func parseExpression() throws(SyntaxError) -> ExpressionID {
        try nested { (parser: inout Parser) throws(SyntaxError) in try parser.parseConditional() }
    }

    private mutating func parseConditional() throws(SyntaxError) -> ExpressionID {
        let condition = try parseInfix(atLeast: 1)
        guard isInfix("?") else { return condition }
        let start = offset
        advance()
        let then = try parseExpression()
        try expect(.colon, "':' of '? :'")
        let otherwise = try parseExpression()
        return try make(.conditional(condition, then, otherwise), at: start, over: [condition, then, otherwise])
    }

    private enum Associativity { case left, right, none }

    private static let precedences: [String: (Int, Associativity)] = [
        "||": (1, .left), "&&": (2, .left), "==": (3, .none), "!=": (3, .none), "<": (3, .none), "<=": (3, .none),
        ">": (3, .none), ">=": (3, .none), "??": (4, .right), "..<": (5, .none), "...": (5, .none), "+": (6, .left),
        "-": (6, .left), "*": (7, .left), "/": (7, .left), "%": (7, .left),
    ]

    /// Precedence climbing; Swift's own table.
    private mutating func parseInfix(atLeast minimum: Int) throws(SyntaxError) -> ExpressionID {
        var left = try parsePrefix()
        while token.kind == .infix {
            let symbol = text
            guard let (precedence, associativity) = Self.precedences[symbol] else {
                if symbol == "?" || symbol == "=" || symbol == "!" { break }
                throw unexpected("an operator of the language")
            }
            guard precedence >= minimum else { break }
            // A line that begins with an unspaced operator is a new statement in Swift.
            guard token.hasSpaceBefore == token.hasSpaceAfter else {
                throw unexpected("the same white space on both sides of '\(symbol)'")
            }
            let start = offset
            advance()
            let right: ExpressionID
            if associativity == .right {
                right = try nested { (parser: inout Parser) throws(SyntaxError) in
                    try parser.parseInfix(atLeast: precedence)
                }
            } else {
                right = try parseInfix(atLeast: precedence + 1)
            }
            left = try make(.infix(symbol, left, right), at: start, over: [left, right])
            if associativity == .none, token.kind == .infix, Self.precedences[text]?.0 == precedence {
                throw unexpected("one '\(symbol)' at a time", hint: "join comparisons with '&&'")
            }
        }
        return left
    }

    private mutating func parsePrefix() throws(SyntaxError) -> ExpressionID {
        guard token.kind == .infix else { return try parsePostfix() }
        let symbol = text
        guard symbol == "!" || symbol == "-" else { throw unexpected("an expression") }
        let start = offset
        if token.hasSpaceAfter { throw unexpected("no white space after '\(symbol)'") }
        advance()
        let operand = try nested { (parser: inout Parser) throws(SyntaxError) in try parser.parsePrefix() }
        return try make(.prefix(symbol, operand), at: start, over: [operand])
    }

    // MARK: Postfix

    private mutating func parsePostfix() throws(SyntaxError) -> ExpressionID {
        var base = try parsePrimary()
        var isChain = false
        while true {
            let start = offset
            switch token.kind {
            case .dot where !token.isFirstOnLine || !peek().hasSpaceBefore:
                advance()
                base = try parseMember(of: base)
            case .question
            where !token.isFirstOnLine && [.dot, .leftBracket].contains(peek().kind) && !peek().hasSpaceBefore:
                advance()
                base = try make(.unwrapped(base), at: start, over: [base])
                isChain = true
            case .leftParenthesis where !token.isFirstOnLine && !token.hasSpaceBefore:
                base = try parseCall(of: base)
            case .leftBracket where !token.isFirstOnLine && !token.hasSpaceBefore:
                advance()
                let arguments = try parseArguments(until: .rightBracket)
                base = try make(.element(base, arguments), at: start, over: [base] + arguments.map(\.value))
            case .leftBrace where !token.isFirstOnLine && canTakeClosure(base):
                base = try parseCall(of: base)
            case .infix where text == "!" && !token.hasSpaceBefore:
                throw SyntaxError(
                    message: "'!' to force a value is not part of the rule language", offset: offset,
                    hint: "use 'guard let', 'if let' or '??'")
            default:
                return isChain ? try make(.chain(base), at: tree[base].offset, over: [base]) : base
            }
        }
    }

    private func canTakeClosure(_ base: ExpressionID) -> Bool {
        guard !inHead else { return false }
        switch tree[base].kind {
        case .name, .member: return true
        default: return false
        }
    }

    private mutating func parseMember(of base: ExpressionID) throws(SyntaxError) -> ExpressionID {
        let start = offset
        guard token.kind == .identifier else { throw unexpected("the name of a member") }
        let name = text
        advance()
        if name == "self" {
            guard case .name(let type) = tree[base].kind else { throw unexpected("the name of a type before '.self'") }
            return try make(.metatype(.named(type, [], at: tree[base].offset)), at: tree[base].offset)
        }
        if name != "init", Keyword.isReserved(name) { throw unexpected("the name of a member") }
        return try make(.member(base, name, at: start), at: start, over: [base])
    }

    /// At `(` or at the brace of a trailing closure.
    private mutating func parseCall(of callee: ExpressionID) throws(SyntaxError) -> ExpressionID {
        var arguments: [Expression.Argument] = []
        if take(.leftParenthesis) { arguments = try parseArguments(until: .rightParenthesis) }
        if token.kind == .leftBrace, !inHead, !token.isFirstOnLine {
            let start = offset
            arguments.append(
                Expression.Argument(label: nil, value: try parseClosure(), offset: start, isTrailing: true))
            while token.kind == .identifier, peek().kind == .colon, peek(2).kind == .leftBrace, !token.isFirstOnLine {
                let label = text
                let start = offset
                advance()
                advance()
                arguments.append(
                    Expression.Argument(label: label, value: try parseClosure(), offset: start, isTrailing: true))
            }
        }
        return try make(
            .call(callee, arguments), at: tree[callee].offset, over: [callee] + arguments.map(\.value))
    }

    private mutating func parseArguments(until closing: Token.Kind) throws(SyntaxError) -> [Expression.Argument] {
        let wasInHead = inHead
        inHead = false
        defer { inHead = wasInHead }
        var arguments: [Expression.Argument] = []
        while token.kind != closing {
            let start = offset
            var label: String?
            if token.kind == .identifier, peek().kind == .colon {
                label = text
                advance()
                advance()
            }
            let value = try parseExpression()
            arguments.append(Expression.Argument(label: label, value: value, offset: start))
            if !take(.comma) { break }
        }
        try expect(closing, closing == .rightBracket ? "',' or ']'" : "',' or ')'")
        return arguments
    }

    // MARK: Primary

    mutating func parsePrimary() throws(SyntaxError) -> ExpressionID {
        let start = offset
        switch token.kind {
        case .identifier: return try parseName()
        case .dollar:
            let number = Int(text) ?? 0
            highestArgument = max(highestArgument, number)
            advance()
            return try make(.closureArgument(number), at: start)
        case .integer:
            let value = Self.integer(text)
            guard let value else { throw unexpected("an integer of 64 bits") }
            advance()
            return try make(.integer(value), at: start)
        case .float:
            guard let value = Double(text), value.isFinite else { throw unexpected("a finite number") }
            advance()
            return try make(.double(value), at: start)
        case .stringStart: return try parseString()
        case .leftParenthesis: return try parseParenthesised()
        case .leftBracket: return try parseCollection()
        case .leftBrace: return try parseClosure()
        case .dot where peek().kind == .identifier:
            advance()
            let name = text
            advance()
            return try make(.implicitMember(name), at: start)
        case .backslash: return try parseKeyPath()
        default: throw unexpected("an expression")
        }
    }

    private static func integer(_ text: String) -> Int? {
        if text.hasPrefix("0x") { return Int(text.dropFirst(2), radix: 16) }
        if text.hasPrefix("0b") { return Int(text.dropFirst(2), radix: 2) }
        if text.hasPrefix("0o") { return Int(text.dropFirst(2), radix: 8) }
        return Int(text)
    }

    private mutating func parseName() throws(SyntaxError) -> ExpressionID {
        let start = offset
        let name = text
        switch name {
        case "true", "false":
            advance()
            return try make(.boolean(name == "true"), at: start)
        case "nil":
            advance()
            return try make(.absent, at: start)
        case "if", "switch":
            throw unexpected("an expression", hint: "use 'a ? b : c', or write a function")
        default: break
        }
        try rejectForeignKeyword()
        guard !Keyword.isReserved(name), name != "_" else { throw unexpected("an expression") }
        advance()
        return try make(.name(name), at: start)
    }

    private mutating func parseParenthesised() throws(SyntaxError) -> ExpressionID {
        let start = offset
        let wasInHead = inHead
        inHead = false
        defer { inHead = wasInHead }
        advance()
        let inner = try parseExpression()
        if token.kind == .comma || token.kind == .colon {
            throw unexpected("')'", hint: "tuples are not part of the language: use a struct")
        }
        try expect(.rightParenthesis, "')'")
        return try make(.parenthesised(inner), at: start, over: [inner])
    }

    private mutating func parseCollection() throws(SyntaxError) -> ExpressionID {
        let start = offset
        let wasInHead = inHead
        inHead = false
        defer { inHead = wasInHead }
        advance()
        if token.kind == .colon, peek().kind == .rightBracket {
            advance()
            advance()
            return try make(.dictionary([]), at: start)
        }
        var elements: [ExpressionID] = []
        var pairs: [(key: ExpressionID, value: ExpressionID)] = []
        while token.kind != .rightBracket {
            let first = try parseExpression()
            if pairs.isEmpty, elements.isEmpty ? token.kind == .colon : false {
                advance()
                pairs.append((first, try parseExpression()))
            } else if !pairs.isEmpty {
                try expect(.colon, "':' and a value")
                pairs.append((first, try parseExpression()))
            } else {
                elements.append(first)
            }
            if !take(.comma) { break }
        }
        try expect(.rightBracket, "',' or ']'")
        if !pairs.isEmpty {
            return try make(.dictionary(pairs), at: start, over: pairs.flatMap { [$0.key, $0.value] })
        }
        return try make(.array(elements), at: start, over: elements)
    }

    private mutating func parseKeyPath() throws(SyntaxError) -> ExpressionID {
        let start = offset
        advance()
        var names: [String] = []
        while token.kind == .dot, names.count < Limits.nesting {
            advance()
            names.append(try expectName("the name of a property"))
        }
        if names.isEmpty { throw unexpected("'.' and the name of a property") }
        return try make(.keyPath(names), at: start)
    }

    private mutating func parseString() throws(SyntaxError) -> ExpressionID {
        let start = offset
        advance()
        var pieces: [Expression.Piece] = []
        var children: [ExpressionID] = []
        while token.kind != .stringEnd {
            if token.kind == .stringText {
                pieces.append(.text(text))
                advance()
            } else if token.kind == .interpolationStart {
                advance()
                let wasInHead = inHead
                inHead = false
                defer { inHead = wasInHead }
                let value = try parseExpression()
                try expect(.interpolationEnd, "')' after the interpolated value")
                pieces.append(.value(value))
                children.append(value)
            } else {
                throw unexpected("the end of the string")
            }
        }
        advance()
        return try make(.string(pieces), at: start, over: children)
    }

    // MARK: Closures

    private mutating func parseClosure() throws(SyntaxError) -> ExpressionID {
        let start = offset
        try expect(.leftBrace, "'{'")
        let outer = highestArgument
        highestArgument = -1
        let outerDepth = deepest
        deepest = 0
        defer {
            highestArgument = outer
            deepest = max(outerDepth, deepest)
        }
        let parameters = try parseClosureParameters()
        let statements = try nested { (parser: inout Parser) throws(SyntaxError) in try parser.parseStatements() }
        let end = Int(token.end)
        try expect(.rightBrace, "'}'")
        let block = Block(statements: statements, offset: start, end: end)
        return try make(
            .closure(Expression.Closure(parameters: parameters, body: block, highestArgument: highestArgument)),
            at: start, within: deepest)
    }

    private mutating func parseClosureParameters() throws(SyntaxError) -> [Expression.Closure.Parameter]? {
        guard let length = closureHeadLength() else { return nil }
        let end = index + length
        var parameters: [Expression.Closure.Parameter] = []
        let hasParentheses = take(.leftParenthesis)
        while index < end, token.kind != .rightParenthesis {
            let start = offset
            guard token.kind == .identifier, !Keyword.isReserved(text) else { throw unexpected("a parameter") }
            let name = text
            advance()
            let type = hasParentheses && take(.colon) ? try parseType() : nil
            parameters.append(Expression.Closure.Parameter(name: name, type: type, offset: start))
            if !take(.comma) { break }
        }
        if hasParentheses { try expect(.rightParenthesis, "')'") }
        try expectWord("in")
        return parameters
    }

    /// The tokens to the `in` of `{ a, b in`, which a short look ahead finds or does not.
    private func closureHeadLength() -> Int? {
        for ahead in 0..<64 {
            let next = peek(ahead)
            switch next.kind {
            case .identifier:
                let word = stream.text(next)
                if word == "in" { return ahead > 0 ? ahead : nil }
                if Keyword.isReserved(word) { return nil }
            case .comma, .colon, .leftParenthesis, .rightParenthesis, .leftBracket, .rightBracket, .question: break
            case .infix where ["<", ">"].contains(stream.text(next)): break
            default: return nil
            }
        }
        return nil
    }
}
