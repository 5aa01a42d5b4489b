/// Text from elsewhere as a person may read it: what a terminal obeys, what shows nothing and what looks like a common
/// blank is written as the escape that YAML has for it in double quotes.
///
///     "\u{1B}[8m" gives \x1B[8m, a no-break space \u00A0, a mark that turns the direction of the text \u202E
///
/// What joins two emoji to one, and chooses how one looks, is part of what is seen.
package struct VisibleText {
    private enum Shape {
        /// Of one line.
        case word
        /// Line feeds and tabs are its shape.
        case lines
    }

    private let scalars: [Unicode.Scalar]
    private let shape: Shape

    private init(_ text: String, _ shape: Shape) {
        scalars = Array(text.unicodeScalars)
        self.shape = shape
    }

    /// On one line.
    package static func escaped(_ text: String) -> String {
        isCommon(text, .word) ? text : VisibleText(text, .word).written(inQuotes: false)
    }

    /// Line feeds and tabs stay as they are.
    package static func escapedLines(_ text: String) -> String {
        isCommon(text, .lines) ? text : VisibleText(text, .lines).written(inQuotes: false)
    }

    /// A value of one line, in double quotes and escaped where it has what cannot be seen, blanks around it among it.
    package static func word(_ text: String) -> String {
        if text.isEmpty { return "\"\"" }
        let isTold = text.utf8.first != UInt8(ascii: " ") && text.utf8.last != UInt8(ascii: " ")
        return isTold && isShownAsItIs(text, .word) ? text : VisibleText(text, .word).written(inQuotes: true)
    }

    /// One line of a value of several: in double quotes and escaped where it has what cannot be seen, blanks at its end
    /// among it. The blanks before it and its tabs are the text's shape.
    package static func line(_ text: Substring) -> String {
        let text = String(text)
        let isTold = text.utf8.last != UInt8(ascii: " ") && text.utf8.last != UInt8(ascii: "\t")
        return isTold && isShownAsItIs(text, .lines) ? text : VisibleText(text, .word).written(inQuotes: true)
    }

    private static func isShownAsItIs(_ text: String, _ shape: Shape) -> Bool {
        if isAlikeQuoted(text.utf8) { return false }
        if isCommon(text, shape) { return true }
        let visible = VisibleText(text, shape)
        return !visible.scalars.indices.contains(where: visible.isHidden)
    }

    /// Whether a text reads as another one does in quotes.
    private static func isAlikeQuoted(_ text: String.UTF8View) -> Bool {
        guard text.first == UInt8(ascii: "\""), text.last == UInt8(ascii: "\"") else { return false }
        let inner = text.dropFirst().dropLast()
        return inner.contains(UInt8(ascii: "\\")) || [inner.first, inner.last].contains(UInt8(ascii: " "))
    }

    /// Whether a text is ASCII that can be seen, as nearly all are.
    private static func isCommon(_ text: String, _ shape: Shape) -> Bool {
        text.utf8.allSatisfy { (0x20..<0x7F).contains($0) || shape == .lines && ($0 == 0x0A || $0 == 0x09) }
    }

    private func written(inQuotes: Bool) -> String {
        var result = inQuotes ? "\"" : ""
        for (index, scalar) in scalars.enumerated() {
            if isHidden(index) {
                result += Self.escape(scalar)
            } else {
                if inQuotes, scalar == "\"" || scalar == "\\" { result += "\\" }
                result.unicodeScalars.append(scalar)
            }
        }
        return inQuotes ? result + "\"" : result
    }

    private func isHidden(_ index: Int) -> Bool {
        let scalar = scalars[index]
        if scalar.isASCII {
            return !((0x20..<0x7F).contains(scalar.value) || shape == .lines && (scalar == "\n" || scalar == "\t"))
        }
        switch scalar {
        case "\u{FE0F}": return !isEmoji(index - 1)
        case "\u{200D}":
            let follows = isEmoji(index - 1) || index > 0 && scalars[index - 1] == "\u{FE0F}" && isEmoji(index - 2)
            return !(follows && isEmoji(index + 1))
        default: break
        }
        let properties = scalar.properties
        // Blanks but the common one look like it.
        return properties.isDefaultIgnorableCodePoint || properties.isWhitespace
            || [.control, .format].contains(properties.generalCategory)
    }

    private func isEmoji(_ index: Int) -> Bool {
        // Digits count as emoji, since some are made of them.
        scalars.indices.contains(index) && !scalars[index].isASCII && scalars[index].properties.isEmoji
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar.value {
        case 0x09: "\\t"
        case 0x0A: "\\n"
        case 0x0D: "\\r"
        case ..<0xA0: "\\x" + hexadecimal(scalar, digits: 2)
        case ...0xFFFF: "\\u" + hexadecimal(scalar, digits: 4)
        default: "\\U" + hexadecimal(scalar, digits: 8)
        }
    }

    private static func hexadecimal(_ scalar: Unicode.Scalar, digits: Int) -> String {
        let text = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
