import Manifests

/// Recursive descent over the tokens of one file, each looked at a bounded number of times.
///
/// After a fault it goes on at the next statement, so that a file's faults are reported together.
struct Parser {
    let file: SourceFile
    let stream: TokenStream
    /// Interfaces declare without bodies: the library's own module.
    let isInterface: Bool
    var index = 0
    var tree: SyntaxTree
    var nesting = 0
    /// The highest `$n` of the closure that is being read; -1 for none.
    var highestArgument = -1
    /// The greatest depth of any expression since the closure that is being read began.
    var deepest = 0
    /// Whether `{` after an expression begins a block: in the head of `if`, `guard`, `for`, `switch`.
    var inHead = false

    private init(_ file: SourceFile, isInterface: Bool) {
        self.file = file
        self.isInterface = isInterface
        stream = Lexer.tokens(of: file)
        tree = SyntaxTree(file: file)
        tree.diagnostics = stream.diagnostics
    }

    static func parse(_ file: SourceFile, isInterface: Bool = false) -> SyntaxTree {
        var parser = Parser(file, isInterface: isInterface)
        parser.parseFile()
        return parser.tree
    }

    // MARK: Tokens

    var token: Token { stream.tokens[index] }
    var offset: Int { Int(token.start) }
    var text: String { stream.text(token) }
    var previousEnd: Int { index > 0 ? Int(stream.tokens[index - 1].end) : 0 }
    var isAtEnd: Bool { token.kind == .end }

    func peek(_ ahead: Int = 1) -> Token { stream.tokens[min(index + ahead, stream.tokens.count - 1)] }

    mutating func advance() {
        tree.steps += 1
        if index < stream.tokens.count - 1 { index += 1 }
    }

    func isWord(_ word: String) -> Bool { token.kind == .identifier && text == word }
    func isInfix(_ symbol: String) -> Bool { token.kind == .infix && text == symbol }

    mutating func take(_ kind: Token.Kind) -> Bool {
        guard token.kind == kind else { return false }
        advance()
        return true
    }

    mutating func takeWord(_ word: String) -> Bool {
        guard isWord(word) else { return false }
        advance()
        return true
    }

    mutating func expect(_ kind: Token.Kind, _ what: String) throws(SyntaxError) {
        guard take(kind) else { throw unexpected(what) }
    }

    mutating func expectWord(_ word: String) throws(SyntaxError) {
        guard takeWord(word) else { throw unexpected("'\(word)'") }
    }

    mutating func expectInfix(_ symbol: String) throws(SyntaxError) {
        guard isInfix(symbol) else { throw unexpected("'\(symbol)'") }
        advance()
    }

    mutating func expectName(_ what: String) throws(SyntaxError) -> String {
        guard token.kind == .identifier, !Keyword.isReserved(text) else { throw unexpected(what) }
        let name = text
        advance()
        return name
    }

    var found: String {
        switch token.kind {
        case .end: return "the end of the file"
        case .stringStart, .stringText, .stringEnd: return "a string"
        default:
            return "'\(String(decoding: file.bytes[Int(token.start)..<Int(token.end)], as: UTF8.self))'"
        }
    }

    func unexpected(_ expected: String, hint: String? = nil) -> SyntaxError {
        SyntaxError(message: "expected \(expected), found \(found)", offset: offset, hint: hint)
    }

    mutating func report(_ error: SyntaxError) {
        guard tree.diagnostics.count < Limits.diagnostics else { return }
        tree.diagnostics.append(.error(error.message, at: file.location(error.offset), hint: error.hint))
    }

    mutating func nested<T>(_ read: (inout Parser) throws(SyntaxError) -> T) throws(SyntaxError) -> T {
        guard nesting < Limits.nesting else {
            throw SyntaxError(
                message: "expected at most \(Limits.nesting) levels of nesting", offset: offset,
                hint: "name a part of it with 'let'")
        }
        nesting += 1
        defer { nesting -= 1 }
        return try read(&self)
    }

    // MARK: Recovery

    /// To the beginning of the next statement at this level, or to the brace that ends the block.
    mutating func skipStatement(from start: Int) {
        if index == start {
            advanceUnlessClosing()
            if token.isFirstOnLine { return }
        }
        var depth = 0
        while !isAtEnd {
            switch token.kind {
            case .leftBrace, .leftParenthesis, .leftBracket: depth += 1
            case .rightParenthesis, .rightBracket: depth = max(0, depth - 1)
            case .rightBrace:
                if depth == 0 { return }
                depth -= 1
            case .semicolon where depth == 0: return
            default: break
            }
            advance()
            if depth == 0, token.isFirstOnLine, token.kind != .rightParenthesis { return }
        }
    }

    private mutating func advanceUnlessClosing() {
        if token.kind != .rightBrace || nesting == 0 { advance() }
    }

    mutating func skipBraces() throws(SyntaxError) {
        try expect(.leftBrace, "'{'")
        var depth = 1
        while depth > 0, !isAtEnd {
            if token.kind == .leftBrace { depth += 1 }
            if token.kind == .rightBrace { depth -= 1 }
            advance()
        }
    }

    // MARK: Expressions of the tree

    mutating func make(_ kind: Expression.Kind, at offset: Int, over children: [ExpressionID] = [], within: Int = 0)
        throws(SyntaxError) -> ExpressionID
    {
        var depth = within
        for child in children { depth = max(depth, tree[child].depth) }
        guard depth < Limits.expressionDepth else {
            throw SyntaxError(
                message: "expected an expression of at most \(Limits.expressionDepth) steps on top of one another",
                offset: offset, hint: "name a part of it with 'let'")
        }
        deepest = max(deepest, depth + 1)
        let id = ExpressionID(index: Int32(tree.expressions.count))
        tree.expressions.append(Expression(kind: kind, offset: offset, end: previousEnd, depth: depth + 1))
        return id
    }
}
