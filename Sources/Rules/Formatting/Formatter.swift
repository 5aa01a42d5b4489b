import Manifests

/// One way to lay out a policy: indentation by brackets, one space where Swift wants one, at most one blank line.
///
/// Line breaks stay where the author put them. Tokens and comments are never changed, only the white space between
/// them, so a formatted file means the same; formatting it again changes nothing.
package struct Formatter {
    private enum Piece {
        case token(Token)
        case comment(Comment)
    }

    private let file: SourceFile
    private let stream: TokenStream
    private var output: [UInt8] = []
    private var depth = 0
    /// The indentation at each open bracket.
    private var brackets: [Int] = []

    private init(_ file: SourceFile, _ stream: TokenStream) {
        self.file = file
        self.stream = stream
    }

    /// - Throws: ``RulesError/invalid(_:)`` for a file that cannot be parsed: it is left as it is.
    package static func format(_ file: SourceFile) throws(RulesError) -> String {
        let tree = Parser.parse(file)
        guard tree.diagnostics.isEmpty else { throw .invalid(tree.diagnostics) }
        var formatter = Formatter(file, Lexer.tokens(of: file))
        formatter.run()
        return String(decoding: formatter.output, as: UTF8.self)
    }

    private mutating func run() {
        var previous: Token?
        var end = 0
        var openStrings = 0
        for piece in pieces() {
            let (start, stop) = extent(piece)
            // Within a string every byte counts, but for interpolations, which stay as they are too.
            let isInString = openStrings > 0
            if isInString {
                output += file.bytes[end..<start]
            } else {
                separate(piece, previous, end, start)
            }
            output += file.bytes[start..<stop]
            if case .token(let token) = piece {
                if token.kind == .stringStart { openStrings += 1 }
                if token.kind == .stringEnd { openStrings -= 1 }
                if !isInString, token.kind != .stringEnd { open(token) }
                previous = token
            } else {
                previous = nil
                if case .comment = piece, file.bytes[start..<stop].starts(with: Array("/*".utf8)) { previous = nil }
            }
            end = stop
        }
        while let last = output.last, last == 0x0A || last == 0x20 { output.removeLast() }
        if !output.isEmpty { output.append(0x0A) }
    }

    private func extent(_ piece: Piece) -> (Int, Int) {
        switch piece {
        case .token(let token): (Int(token.start), Int(token.end))
        case .comment(let comment): (Int(comment.start), Int(comment.end))
        }
    }

    /// Tokens and comments in the order of the file.
    private func pieces() -> [Piece] {
        var result: [Piece] = []
        var comments = stream.comments[...]
        for token in stream.tokens where token.kind != .end {
            while let first = comments.first, first.start < token.start {
                result.append(.comment(first))
                comments.removeFirst()
            }
            result.append(.token(token))
        }
        return result + comments.map { .comment($0) }
    }

    private mutating func open(_ token: Token) {
        switch token.kind {
        case .leftBrace, .leftParenthesis, .leftBracket:
            brackets.append(depth)
            // Several brackets that open on one line indent once.
            depth = lineDepth + 1
        default: break
        }
    }

    /// The indentation of the line that is being written.
    private var lineDepth = 0

    private mutating func separate(_ piece: Piece, _ previous: Token?, _ end: Int, _ start: Int) {
        let gap = file.bytes[end..<start]
        let breaks = gap.reduce(0) { $1 == 0x0A ? $0 + 1 : $0 }
        if case .token(let token) = piece, [.rightBrace, .rightParenthesis, .rightBracket].contains(token.kind) {
            depth = brackets.popLast() ?? 0
        }
        if end == 0 || breaks > 0 {
            if end > 0 { output += Array(repeating: 0x0A, count: isClosing(piece) ? 1 : min(breaks, 2)) }
            if end > 0, breaks > 1, let last = previous, [.leftBrace].contains(last.kind), output.last == 0x0A {
                output.removeLast(min(breaks, 2) - 1 > 0 && !isClosing(piece) ? 1 : 0)
            }
            lineDepth = depth + (continues(piece) ? 1 : 0)
            output += Array(repeating: 0x20, count: 4 * lineDepth)
        } else if isSpaced(piece, previous, hadSpace: !gap.isEmpty) {
            output.append(0x20)
        }
    }

    private func isClosing(_ piece: Piece) -> Bool {
        if case .token(let token) = piece {
            [.rightBrace, .rightParenthesis, .rightBracket].contains(token.kind)
        } else {
            false
        }
    }

    /// A line that begins with a dot or an operator goes on with the one before.
    private func continues(_ piece: Piece) -> Bool {
        guard case .token(let token) = piece else { return false }
        if token.kind == .dot { return true }
        return token.kind == .infix && token.hasSpaceAfter
    }

    private func isSpaced(_ piece: Piece, _ previous: Token?, hadSpace: Bool) -> Bool {
        guard case .token(let token) = piece, let previous else { return true }
        switch (previous.kind, token.kind) {
        case (_, .comma), (_, .semicolon), (_, .rightParenthesis), (_, .rightBracket): return false
        case (.leftParenthesis, _), (.leftBracket, _): return false
        case (.leftBrace, .rightBrace): return false
        case (.comma, _), (.leftBrace, _), (_, .rightBrace), (.semicolon, _), (.arrow, _), (_, .arrow): return true
        case (_, .leftBrace): return true
        case (.colon, _): return true
        default: return hadSpace
        }
    }
}
