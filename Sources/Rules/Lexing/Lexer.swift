import Manifests

/// Bytes to tokens in one pass, on any input: what is no token is reported and left out.
struct Lexer {
    struct OpenString {
        var pounds: Int
        var isMultiline: Bool
        /// White space that each line of a multi-line string begins with.
        var indentation: ArraySlice<UInt8>
        /// Parentheses open since the interpolation began.
        var parentheses: Int
    }

    let file: SourceFile
    let bytes: [UInt8]
    var position = 0
    var stream = TokenStream()
    var names: [String: Int32] = [:]
    /// Strings whose interpolation is being read, outermost first.
    var openStrings: [OpenString] = []
    var sawLineFeed = true
    var sawSpace = true
    /// Steps taken, for tests of linearity.
    var steps = 0

    private init(_ file: SourceFile) {
        self.file = file
        bytes = file.bytes
    }

    static func tokens(of file: SourceFile) -> TokenStream {
        var lexer = Lexer(file)
        lexer.run()
        return lexer.stream
    }

    static func steps(on file: SourceFile) -> Int {
        var lexer = Lexer(file)
        lexer.run()
        return lexer.steps
    }

    private mutating func run() {
        guard bytes.count <= Limits.sourceBytes else {
            report("expected at most \(Limits.sourceBytes) bytes, found \(bytes.count)", at: 0)
            appendEnd()
            return
        }
        if rejectForbiddenText() {
            while position < bytes.count, stream.tokens.count < Limits.tokens { next() }
            if position < bytes.count {
                report("expected at most \(Limits.tokens) tokens in a file", at: position, hint: "split the file")
            } else if let open = openStrings.last {
                report("expected ')' and the end of the string, found the end of the file", at: bytes.count)
                _ = open
            }
        }
        appendEnd()
    }

    private mutating func appendEnd() {
        stream.tokens.append(
            Token(
                kind: .end, start: Int32(bytes.count), end: Int32(bytes.count), isFirstOnLine: true,
                hasSpaceBefore: true, hasSpaceAfter: true))
    }

    /// Text that a reader sees differently from the compiler: invalid UTF-8, control characters, and the bidirectional
    /// controls of "Trojan Source" (CVE-2021-42574).
    private mutating func rejectForbiddenText() -> Bool {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            report("expected UTF-8 text", at: 0)
            return false
        }
        for (index, byte) in bytes.enumerated() {
            if byte < 0x20, byte != 0x0A, byte != 0x09, byte != 0x0D || !isBeforeLineFeed(index) {
                report("expected text, found the control character \(byte)", at: index)
                return false
            }
            if byte == 0xE2, index + 2 < bytes.count, Self.isBidirectional(bytes[index + 1], bytes[index + 2]) {
                report("expected visible text, found a control character of bidirectional text", at: index)
                return false
            }
        }
        return true
    }

    private func isBeforeLineFeed(_ index: Int) -> Bool { index + 1 < bytes.count && bytes[index + 1] == 0x0A }

    private static func isBidirectional(_ second: UInt8, _ third: UInt8) -> Bool {
        switch (second, third) {
        case (0x80, 0x8E...0x8F), (0x80, 0xAA...0xAE), (0x81, 0xA6...0xA9): true
        default: false
        }
    }

    // MARK: Parts

    mutating func report(_ message: String, at offset: Int, hint: String? = nil) {
        guard stream.diagnostics.count < Limits.diagnostics else { return }
        stream.diagnostics.append(.error(message, at: file.location(offset), hint: hint))
    }

    func peek(_ ahead: Int = 0) -> UInt8 { position + ahead < bytes.count ? bytes[position + ahead] : 0 }

    mutating func append(_ kind: Token.Kind, from start: Int, text: String? = nil) {
        var token = Token(
            kind: kind, start: Int32(start), end: Int32(position), isFirstOnLine: sawLineFeed,
            hasSpaceBefore: sawSpace || sawLineFeed, hasSpaceAfter: isSpace(peek()) || position >= bytes.count)
        if let text { token.text = intern(text) }
        stream.tokens.append(token)
        sawLineFeed = false
        sawSpace = false
    }

    private mutating func intern(_ text: String) -> Int32 {
        if let known = names[text] { return known }
        let index = Int32(stream.texts.count)
        stream.texts.append(text)
        names[text] = index
        return index
    }

    private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D }

    private mutating func next() {
        steps += 1
        let byte = peek()
        switch byte {
        case 0x0A:
            sawLineFeed = true
            position += 1
        case 0x20, 0x09, 0x0D:
            sawSpace = true
            position += 1
        case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"): skipLineComment()
        case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"): skipBlockComment()
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): readName()
        case UInt8(ascii: "0")...UInt8(ascii: "9"): readNumber()
        case UInt8(ascii: "$"): readDollar()
        case UInt8(ascii: "\""): startString(pounds: 0)
        case UInt8(ascii: "#"): readPound()
        default: readPunctuation(byte)
        }
    }

    private mutating func skipLineComment() {
        let start = position
        while position < bytes.count, bytes[position] != 0x0A {
            position += 1
            steps += 1
        }
        stream.comments.append(Comment(start: Int32(start), end: Int32(position)))
        sawSpace = true
    }

    private mutating func skipBlockComment() {
        let start = position
        var depth = 0
        repeat {
            steps += 1
            if peek() == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
                depth += 1
                position += 2
            } else if peek() == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
                depth -= 1
                position += 2
            } else {
                if peek() == 0x0A { sawLineFeed = true }
                position += 1
            }
        } while depth > 0 && position < bytes.count
        if depth > 0 { report("expected '*/', found the end of the file", at: start) }
        stream.comments.append(Comment(start: Int32(start), end: Int32(min(position, bytes.count))))
        sawSpace = true
    }

    private mutating func readPound() {
        let start = position
        var pounds = 0
        while peek() == UInt8(ascii: "#") {
            pounds += 1
            position += 1
        }
        if peek() == UInt8(ascii: "\""), pounds <= 4 {
            startString(pounds: pounds)
        } else {
            report("expected '\"' after '#', found \(found(start: position))", at: start)
        }
    }

    func found(start: Int) -> String {
        guard start < bytes.count else { return "the end of the file" }
        let scalar = String(decoding: bytes[start..<min(start + 4, bytes.count)], as: UTF8.self).unicodeScalars.first
        return scalar.map { $0 == "\n" ? "the end of the line" : "'\($0)'" } ?? "nothing"
    }
}
