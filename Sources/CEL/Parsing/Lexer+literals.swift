import Patterns

extension Lexer {
    struct StringPrefix {
        var length: Int
        var isRaw: Bool
        var isBytes: Bool
    }

    /// The letters before a quote, if a string begins here.
    func stringPrefix() -> StringPrefix? {
        var prefix = StringPrefix(length: 0, isRaw: false, isBytes: false)
        while let scalar = peek(prefix.length) {
            switch scalar {
            case "\"", "'": return prefix
            case "r", "R":
                if prefix.isRaw { return nil }
                prefix.isRaw = true
            case "b", "B":
                if prefix.isBytes || prefix.isRaw { return nil }
                prefix.isBytes = true
            default: return nil
            }
            prefix.length += 1
        }
        return nil
    }

    mutating func string(_ prefix: StringPrefix, from start: Int) throws(ParsingFailure) {
        index += prefix.length
        guard let quote = peek else { throw unrecognized(from: start) }
        let isTriple = peek(1) == quote && peek(2) == quote
        index += isTriple ? 3 : 1
        var content = StringContent(isBytes: prefix.isBytes)
        while true {
            guard let scalar = peek else { throw unrecognized(from: start) }
            if scalar == quote, !isTriple || (peek(1) == quote && peek(2) == quote) {
                index += isTriple ? 3 : 1
                break
            }
            guard isTriple || (scalar != "\n" && scalar != "\r") else { throw unrecognized(from: start) }
            index += 1
            if scalar == "\\", !prefix.isRaw {
                try escape(into: &content, from: start)
            } else if scalar == "\\", let next = peek {
                // A raw string keeps both, and a quote after a backslash does not end it.
                content.append(scalar)
                content.append(next)
                index += 1
            } else {
                content.append(scalar)
            }
        }
        append(prefix.isBytes ? .bytes(content.bytes) : .string(String(content.scalars)), from: start)
    }

    private mutating func escape(into content: inout StringContent, from start: Int) throws(ParsingFailure) {
        guard let scalar = peek else { throw unrecognized(from: start) }
        index += 1
        switch scalar {
        case "a": content.append("\u{07}")
        case "b": content.append("\u{08}")
        case "f": content.append("\u{0C}")
        case "n": content.append("\n")
        case "r": content.append("\r")
        case "t": content.append("\t")
        case "v": content.append("\u{0B}")
        case "\\", "'", "\"", "`", "?": content.append(scalar)
        case "x", "X": content.append(code: try digits(2, radix: 16, from: start))
        case "u", "U":
            guard !content.isBytes else { throw unrecognized(from: start) }
            let code = try digits(scalar == "u" ? 4 : 8, radix: 16, from: start)
            guard let escaped = Unicode.Scalar(code) else {
                throw ParsingFailure(start, "invalid unicode code point")
            }
            content.append(escaped)
        case "0"..."3":
            index -= 1
            content.append(code: try digits(3, radix: 8, from: start))
        default: throw unrecognized(from: start)
        }
    }

    private mutating func digits(_ count: Int, radix: Int, from start: Int) throws(ParsingFailure) -> UInt32 {
        guard index + count <= scalars.count else { throw unrecognized(from: start) }
        let digitStart = index
        let areDigits = scalars[index..<index + count].allSatisfy(\.isHexDigit)
        index += count
        guard areDigits, let code = UInt32(text(from: digitStart), radix: radix) else {
            throw unrecognized(from: start)
        }
        return code
    }

    mutating func number(from start: Int) throws(ParsingFailure) {
        if peek == "0", peek(1) == "x", peek(2)?.isHexDigit ?? false {
            index += 2
            while peek?.isHexDigit ?? false { index += 1 }
            return appendInteger(from: start)
        }
        while peek?.isDigit ?? false { index += 1 }
        var isDouble = false
        if peek == ".", peek(1)?.isDigit ?? false {
            isDouble = true
            index += 1
            while peek?.isDigit ?? false { index += 1 }
        }
        if peek == "e" || peek == "E" {
            let signed = peek(1) == "+" || peek(1) == "-"
            if peek(signed ? 2 : 1)?.isDigit ?? false {
                isDouble = true
                index += signed ? 2 : 1
                while peek?.isDigit ?? false { index += 1 }
            }
        }
        if isDouble { append(.double(text(from: start)), from: start) } else { appendInteger(from: start) }
    }

    private mutating func appendInteger(from start: Int) {
        let digits = text(from: start)
        if peek == "u" || peek == "U" {
            index += 1
            append(.uint(digits), from: start)
        } else {
            append(.int(digits), from: start)
        }
    }
}

/// What stands between the quotes, escapes resolved.
private struct StringContent {
    let isBytes: Bool
    var scalars = String.UnicodeScalarView()
    var bytes: [UInt8] = []

    init(isBytes: Bool) { self.isBytes = isBytes }

    mutating func append(_ scalar: Unicode.Scalar) {
        if isBytes { bytes += Array(String(scalar).utf8) } else { scalars.append(scalar) }
    }

    /// An escape of up to 255: one byte of bytes, one code point of a string.
    mutating func append(code: UInt32) {
        if isBytes {
            bytes.append(UInt8(truncatingIfNeeded: code))
        } else if let scalar = Unicode.Scalar(code) {
            scalars.append(scalar)
        }
    }
}
