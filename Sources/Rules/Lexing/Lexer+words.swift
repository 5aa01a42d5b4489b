extension Lexer {
    static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    mutating func readName() {
        let start = position
        while Self.isNameByte(peek()) {
            position += 1
            steps += 1
        }
        append(.identifier, from: start, text: String(decoding: bytes[start..<position], as: UTF8.self))
    }

    mutating func readDollar() {
        let start = position
        position += 1
        while Self.isDigit(peek()) { position += 1 }
        guard position > start + 1, position <= start + 3 else {
            report("expected a closure's argument such as '$0'", at: start)
            return
        }
        append(.dollar, from: start, text: String(decoding: bytes[start + 1..<position], as: UTF8.self))
    }

    /// `12`, `1_000`, `0xff`, `0b1`, `0o7`, `1.5`, `1e3`.
    mutating func readNumber() {
        let start = position
        var isFloat = false
        let isPrefixed =
            peek() == UInt8(ascii: "0") && [UInt8(ascii: "x"), UInt8(ascii: "b"), UInt8(ascii: "o")].contains(peek(1))
        while Self.isNameByte(peek()) || (!isPrefixed && isNumberContinuation(start: start)) {
            if peek() == UInt8(ascii: ".") { isFloat = true }
            position += 1
            steps += 1
        }
        let digits = bytes[start..<position].filter { $0 != UInt8(ascii: "_") }
        let text = String(decoding: digits, as: UTF8.self)
        if !isPrefixed, text.utf8.contains(UInt8(ascii: "e")) || text.utf8.contains(UInt8(ascii: "E")) {
            isFloat = true
        }
        if digits.count > 64 {
            report("expected a number of at most 64 digits", at: start)
            append(.integer, from: start, text: "0")
        } else {
            append(isFloat ? .float : .integer, from: start, text: text)
        }
    }

    private func isNumberContinuation(start: Int) -> Bool {
        let byte = peek()
        if byte == UInt8(ascii: ".") { return Self.isDigit(peek(1)) && !bytes[start..<position].contains(byte) }
        if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") {
            let last = position > start ? bytes[position - 1] : 0
            return (last == UInt8(ascii: "e") || last == UInt8(ascii: "E")) && Self.isDigit(peek(1))
        }
        return false
    }

    mutating func readPunctuation(_ byte: UInt8) {
        let start = position
        if let kind = Self.brackets[byte] {
            position += 1
            if kind == .rightParenthesis, closesInterpolation() { return }
            if kind == .leftParenthesis, !openStrings.isEmpty { openStrings[openStrings.count - 1].parentheses += 1 }
            append(kind, from: start)
            return
        }
        if byte == UInt8(ascii: ".") { return readDots() }
        if byte == UInt8(ascii: "?"), peek(1) != byte, !sawSpace, !sawLineFeed {
            position += 1
            append(.question, from: start)
            return
        }
        for symbol in Self.operators where matches(symbol) {
            position += symbol.utf8.count
            append(symbol == "->" ? .arrow : .infix, from: start, text: symbol)
            return
        }
        report("expected a token of the language, found \(found(start: start))", at: start)
        position += 1
        while position < bytes.count, bytes[position] & 0xC0 == 0x80 { position += 1 }
        sawSpace = true
    }

    private mutating func readDots() {
        let start = position
        for symbol in ["..<", "..."] where matches(symbol) {
            position += 3
            append(.infix, from: start, text: symbol)
            return
        }
        position += 1
        append(.dot, from: start)
    }

    private func matches(_ symbol: String) -> Bool {
        var offset = 0
        for byte in symbol.utf8 {
            if peek(offset) != byte { return false }
            offset += 1
        }
        return true
    }

    private static let brackets: [UInt8: Token.Kind] = [
        UInt8(ascii: "("): .leftParenthesis, UInt8(ascii: ")"): .rightParenthesis, UInt8(ascii: "{"): .leftBrace,
        UInt8(ascii: "}"): .rightBrace, UInt8(ascii: "["): .leftBracket, UInt8(ascii: "]"): .rightBracket,
        UInt8(ascii: ","): .comma, UInt8(ascii: ":"): .colon, UInt8(ascii: ";"): .semicolon, UInt8(ascii: "@"): .at,
        UInt8(ascii: "\\"): .backslash,
    ]

    /// Longest first.
    private static let operators = [
        "===", "!==", "->", "==", "!=", "<=", ">=", "&&", "||", "??", "+=", "-=", "*=", "/=", "+", "-", "*", "/", "%",
        "<", ">", "!", "?", "=", "&", "|", "^", "~",
    ]
}
