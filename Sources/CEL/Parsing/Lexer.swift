import Patterns

/// Cuts an expression into tokens.
struct Lexer {
    let scalars: [Unicode.Scalar]
    var index = 0
    private(set) var tokens: [Token] = []

    init(_ source: ExpressionSource) { scalars = source.scalars }

    static func tokens(of source: ExpressionSource) throws(ParsingFailure) -> [Token] {
        var lexer = Lexer(source)
        while try lexer.next() {}
        return lexer.tokens
    }

    var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    func peek(_ ahead: Int) -> Unicode.Scalar? {
        index + ahead < scalars.count ? scalars[index + ahead] : nil
    }

    func text(from start: Int) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[start..<index])
        return String(view)
    }

    mutating func append(_ kind: Token.Kind, from start: Int) {
        tokens.append(Token(kind: kind, offset: start, text: text(from: start)))
    }

    /// - Returns: false after the end.
    private mutating func next() throws(ParsingFailure) -> Bool {
        skipSpace()
        let start = index
        guard let scalar = peek else {
            tokens.append(Token(kind: .end, offset: start, text: "<EOF>"))
            return false
        }
        if let prefix = stringPrefix() {
            try string(prefix, from: start)
        } else if scalar.isIdentifierStart {
            word(from: start)
        } else if scalar.isDigit || (scalar == "." && peek(1)?.isDigit ?? false) {
            try number(from: start)
        } else if scalar == "`" {
            try quotedIdentifier(from: start)
        } else {
            try symbol(from: start)
        }
        return true
    }

    private mutating func skipSpace() {
        while let scalar = peek {
            if scalar == "/", peek(1) == "/" {
                while let inside = peek, inside != "\n" { index += 1; _ = inside }
            } else if [" ", "\t", "\n", "\r", "\u{0C}"].contains(scalar) {
                index += 1
            } else {
                return
            }
        }
    }

    private mutating func word(from start: Int) {
        while let scalar = peek, scalar.isIdentifierStart || scalar.isDigit { index += 1 }
        let name = text(from: start)
        append(["true", "false", "null", "in"].contains(name) ? .symbol(name) : .identifier(name), from: start)
    }

    private mutating func quotedIdentifier(from start: Int) throws(ParsingFailure) {
        index += 1
        while let scalar = peek, scalar.isIdentifierStart || scalar.isDigit || ".-/ ".unicodeScalars.contains(scalar) {
            index += 1
        }
        guard peek == "`", index > start + 1 else { throw unrecognized(from: start) }
        index += 1
        append(.quotedIdentifier(String(text(from: start).dropFirst().dropLast())), from: start)
    }

    private static let pairs: Set<String> = ["==", "!=", "<=", ">=", "&&", "||"]
    private static let singles: Set<String> = [
        "<", ">", "[", "]", "{", "}", "(", ")", ".", ",", "-", "!", "?", ":", "+", "*", "/", "%",
    ]

    private mutating func symbol(from start: Int) throws(ParsingFailure) {
        if let first = peek, let second = peek(1), Self.pairs.contains("\(first)\(second)") {
            index += 2
        } else if let first = peek, Self.singles.contains("\(first)") {
            index += 1
        } else {
            throw unrecognized(from: start)
        }
        append(.symbol(text(from: start)), from: start)
    }

    mutating func unrecognized(from start: Int) -> ParsingFailure {
        index = min(max(index, start) + 1, scalars.count)
        return ParsingFailure(start, "Syntax error: token recognition error at: '\(text(from: start))'")
    }
}
