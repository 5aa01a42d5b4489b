/// Scalars as YAML writes them, quoted where they would otherwise read back as something else.
enum ScalarText {
    /// The text of a scalar or of an empty collection.
    ///
    /// - Parameter indentation: of the lines of a block scalar, at least 1; nil where only one line fits.
    static func text(of value: Value, indentation: Int?) -> String {
        switch value {
        case .null: "null"
        case .bool(let bool): bool ? "true" : "false"
        case .integer(let integer): String(integer)
        case .double(let double): NumberText.ecmaScript(double)
        case .string(let string): stringText(string, indentation: indentation)
        case .array: "[]"
        case .object: "{}"
        }
    }

    /// A key on one line.
    static func keyText(_ key: String) -> String {
        key == "<<" ? "\"<<\"" : stringText(key, indentation: nil)
    }

    private static func stringText(_ string: String, indentation: Int?) -> String {
        if isPlain(string) { return string }
        if let indentation, isLiteral(string) { return literal(string, indentation: indentation) }
        return doubleQuoted(string)
    }

    /// Whether a string may stand without quotes in block style, and with `inFlow` in flow style too.
    static func isPlain(_ string: String, inFlow: Bool = false) -> Bool {
        var copy = string
        return copy.withUTF8 { text in
            guard let first = text.first, let last = text.last, first != 0x20, last != 0x20 else { return false }
            guard isPlainBeginning(text, first: first), last != UInt8(ascii: ":") else { return false }
            guard case .string = ScalarResolver.resolve(UnsafeRawBufferPointer(text)) else { return false }
            return hasPlainInterior(text, inFlow: inFlow)
        }
    }

    private static func isPlainBeginning(_ text: UnsafeBufferPointer<UInt8>, first: UInt8) -> Bool {
        switch first {
        case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"):
            // An indicator only before white space; "---" begins a document.
            text.count > 1 && text[1] != 0x20 && text[1] != first
        case UInt8(ascii: "."): !text.starts(with: Array("...".utf8))
        case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"),
            UInt8(ascii: "#"), UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "|"),
            UInt8(ascii: ">"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "%"), UInt8(ascii: "@"),
            UInt8(ascii: "`"):
            false
        default: true
        }
    }

    private static func hasPlainInterior(_ text: UnsafeBufferPointer<UInt8>, inFlow: Bool) -> Bool {
        for (index, byte) in text.enumerated() {
            switch byte {
            case ..<0x20, 0x7F: return false
            // Non-ASCII: what YAML does not allow or takes for a line break is escaped.
            case 0x80...: if startsSpecial(text, at: index) { return false }
            case UInt8(ascii: ":"): if index + 1 < text.count, text[index + 1] == 0x20 || inFlow { return false }
            case UInt8(ascii: "#"): if index > 0, text[index - 1] == 0x20 { return false }
            case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"),
                UInt8(ascii: "?"):
                if inFlow { return false }
            default: break
            }
        }
        return true
    }

    /// C1 control characters, the line and paragraph separators, byte order marks and non-characters.
    private static func startsSpecial(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        let second = index + 1 < text.count ? text[index + 1] : 0
        let third = index + 2 < text.count ? text[index + 2] : 0
        return switch text[index] {
        case 0xC2: second < 0xA0
        case 0xE2: second == 0x80 && (third == 0xA8 || third == 0xA9)
        case 0xEF: second == 0xBB && third == 0xBF || second == 0xBF && third >= 0xBE
        default: false
        }
    }

    /// Whether `|` shows a string of several lines as it is.
    private static func isLiteral(_ string: String) -> Bool {
        var copy = string
        return copy.withUTF8 { text in
            guard let first = text.first, first > 0x20, text.contains(0x0A) else { return false }
            for (index, byte) in text.enumerated() {
                if byte < 0x20, byte != 0x0A, byte != 0x09 { return false }
                if byte == 0x7F || byte >= 0x80 && startsSpecial(text, at: index) { return false }
                let endsLine = index + 1 == text.count || text[index + 1] == 0x0A
                if byte == 0x20 || byte == 0x09, endsLine { return false }
            }
            return true
        }
    }

    private static func literal(_ string: String, indentation: Int) -> String {
        var lines = string.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(Substring($0)) }
        let chomping: String
        if lines.last != "" {
            chomping = "-"
        } else {
            lines.removeLast()
            chomping = lines.last == "" ? "+" : ""
        }
        let margin = String(repeating: " ", count: indentation)
        let body = lines.map { $0.isEmpty ? "" : margin + $0 }.joined(separator: "\n")
        return "|\(chomping)\n\(body)"
    }

    static func doubleQuoted(_ string: String) -> String {
        var text = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "\r": text += "\\r"
            case "\0": text += "\\0"
            case "\u{1}"..<" ", "\u{7F}"..<"\u{A0}": text += "\\x" + hexadecimal(scalar, digits: 2)
            case "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{FFFE}", "\u{FFFF}":
                text += "\\u" + hexadecimal(scalar, digits: 4)
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }

    static func singleQuoted(_ string: String) -> String {
        "'" + string.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }

    /// Whether single quotes can hold a string on one line.
    static func isSingleQuotable(_ string: String) -> Bool {
        var copy = string
        return copy.withUTF8 { text in
            text.indices.allSatisfy {
                text[$0] >= 0x20 && text[$0] != 0x7F && !(text[$0] >= 0x80 && startsSpecial(text, at: $0))
            }
        }
    }

    private static func hexadecimal(_ scalar: UnicodeScalar, digits: Int) -> String {
        let text = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
