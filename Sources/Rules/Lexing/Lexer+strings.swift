extension Lexer {
    /// At the opening quotation mark.
    mutating func startString(pounds: Int) {
        let start = position
        var open = OpenString(pounds: pounds, isMultiline: false, indentation: [], parentheses: 0)
        if peek(1) == UInt8(ascii: "\""), peek(2) == UInt8(ascii: "\"") {
            open.isMultiline = true
            position += 3
            guard openStrings.isEmpty else {
                report("expected a string of one line inside an interpolation", at: start)
                position = bytes.count
                return
            }
            open.indentation = indentationOfClosing(pounds: pounds)
            append(.stringStart, from: start, text: "\"\"\"")
            while peek() == 0x20 || peek() == 0x09 || peek() == 0x0D { position += 1 }
            if peek() == 0x0A {
                position += 1
                skipIndentation(open)
            } else {
                report("expected the text of a multi-line string to begin on a line of its own", at: position)
            }
        } else {
            position += 1
            append(.stringStart, from: start, text: "\"")
        }
        readText(open)
    }

    /// The white space before the first `"""` that begins a line; one scan a string, and such strings do not nest.
    private mutating func indentationOfClosing(pounds: Int) -> ArraySlice<UInt8> {
        var lineStart = position
        while lineStart < bytes.count {
            while lineStart < bytes.count, bytes[lineStart] != 0x0A {
                lineStart += 1
                steps += 1
            }
            lineStart += 1
            var index = lineStart
            while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
            if index + 2 < bytes.count, bytes[index..<index + 3].allSatisfy({ $0 == UInt8(ascii: "\"") }) {
                return bytes[lineStart..<index]
            }
        }
        return []
    }

    private mutating func skipIndentation(_ open: OpenString) {
        var index = position
        for byte in open.indentation {
            guard index < bytes.count, bytes[index] == byte else {
                if index < bytes.count, bytes[index] == 0x0A || bytes[index] == 0x0D { break }
                report("expected the indentation of the closing '\"\"\"'", at: index)
                return
            }
            index += 1
        }
        position = index
    }

    /// The parenthesis just passed ends an interpolation if none is open inside it.
    mutating func closesInterpolation() -> Bool {
        guard var open = openStrings.last else { return false }
        if open.parentheses > 0 {
            openStrings[openStrings.count - 1].parentheses -= 1
            return false
        }
        openStrings.removeLast()
        open.parentheses = 0
        append(.interpolationEnd, from: position - 1)
        readText(open)
        return true
    }

    /// Reads to the next interpolation or to the end of the string.
    private mutating func readText(_ open: OpenString) {
        let start = position
        var text: [UInt8] = []
        while position < bytes.count {
            steps += 1
            let byte = bytes[position]
            if byte == UInt8(ascii: "\""), closes(open) {
                if open.isMultiline, text.last == 0x0A { text.removeLast() }
                appendText(text, from: start)
                let end = position
                position += (open.isMultiline ? 3 : 1) + open.pounds
                append(.stringEnd, from: end)
                return
            }
            if byte == 0x0A, !open.isMultiline { break }
            if byte == UInt8(ascii: "\\"), open.pounds == 0 {
                if peek(1) == UInt8(ascii: "(") {
                    appendText(text, from: start)
                    beginInterpolation(open)
                    return
                }
                readEscape(into: &text)
                continue
            }
            if byte == UInt8(ascii: "\\"), peek(1) == UInt8(ascii: "#") {
                report("expected no escape in a raw string", at: position, hint: "use a plain string")
            }
            position += 1
            if byte == 0x0D, peek() == 0x0A { continue }
            text.append(byte)
            if byte == 0x0A { skipIndentation(open) }
        }
        report("expected '\"' at the end of the string, found \(found(start: position))", at: start)
        appendText(text, from: start)
        append(.stringEnd, from: position)
    }

    private func closes(_ open: OpenString) -> Bool {
        let quotes = open.isMultiline ? 3 : 1
        for ahead in 0..<quotes where peek(ahead) != UInt8(ascii: "\"") { return false }
        for ahead in 0..<open.pounds where peek(quotes + ahead) != UInt8(ascii: "#") { return false }
        return true
    }

    private mutating func appendText(_ text: [UInt8], from start: Int) {
        if !text.isEmpty { append(.stringText, from: start, text: String(decoding: text, as: UTF8.self)) }
    }

    private mutating func beginInterpolation(_ open: OpenString) {
        let start = position
        position += 2
        append(.interpolationStart, from: start)
        if openStrings.count >= Limits.nesting / 4 {
            report("expected at most \(Limits.nesting / 4) interpolations inside one another", at: start)
            position = bytes.count
        }
        openStrings.append(open)
    }

    private mutating func readEscape(into text: inout [UInt8]) {
        let start = position
        position += 2
        switch peek(-1) {
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "0"): text.append(0)
        case UInt8(ascii: "\""): text.append(UInt8(ascii: "\""))
        case UInt8(ascii: "'"): text.append(UInt8(ascii: "'"))
        case UInt8(ascii: "\\"): text.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "u") where peek() == UInt8(ascii: "{"): readScalar(into: &text, from: start)
        default:
            report(
                "expected an escape such as '\\n', found '\\\(found(start: position - 1))'", at: start,
                hint: "write '\\\\' for a backslash, or use a raw string #\"…\"#")
        }
        if position > bytes.count { position = bytes.count }
    }

    private mutating func readScalar(into text: inout [UInt8], from start: Int) {
        position += 1
        let digits = position
        while Self.isNameByte(peek()), position - digits < 9 { position += 1 }
        let value = UInt32(String(decoding: bytes[digits..<position], as: UTF8.self), radix: 16)
        guard peek() == UInt8(ascii: "}"), let value, let scalar = Unicode.Scalar(value), position - digits <= 8 else {
            report("expected a Unicode scalar such as '\\u{e9}'", at: start)
            return
        }
        position += 1
        text.append(contentsOf: String(Character(scalar)).utf8)
    }
}
