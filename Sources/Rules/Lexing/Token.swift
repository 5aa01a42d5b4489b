import Manifests

/// One token of a policy file: what it is and where its bytes lie.
struct Token: Sendable, Hashable {
    enum Kind: UInt8, Sendable {
        case identifier, dollar, integer, float
        case stringStart, stringText, interpolationStart, interpolationEnd, stringEnd
        case infix, leftParenthesis, rightParenthesis, leftBrace, rightBrace, leftBracket, rightBracket
        case comma, colon, semicolon, dot, question, at, backslash, arrow, end
    }

    var kind: Kind
    /// Byte offsets into the source; `end` is one past the last byte.
    var start: Int32
    var end: Int32
    /// Whether a line ends between the token before and this one.
    var isFirstOnLine: Bool
    var hasSpaceBefore: Bool
    var hasSpaceAfter: Bool
    /// The index into ``TokenStream/texts`` of a name, an operator or a piece of a string.
    var text: Int32 = -1
}

/// A comment, kept for the formatter.
struct Comment: Sendable, Hashable {
    var start: Int32
    var end: Int32
}

/// What the lexer makes of a file.
struct TokenStream: Sendable {
    var tokens: [Token] = []
    var texts: [String] = []
    var comments: [Comment] = []
    var diagnostics: [Diagnostic] = []

    func text(_ token: Token) -> String {
        texts.indices.contains(Int(token.text)) ? texts[Int(token.text)] : ""
    }
}
