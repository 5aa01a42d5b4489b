/// A text with each surrogate pair of a double-quoted scalar (`\ud83d\ude00`) written as one escape (`\U0001f600`).
///
/// JSON has no other escape for characters beyond U+FFFF (RFC 8259, section 7), and YAML 1.2 reads JSON; libyaml refuses
/// both halves. Half a pair stays as it is, and is refused.
struct SurrogatePairs {
    private static let pairLength = 12
    private static let escapeLength = 10

    private(set) var bytes: [UInt8] = []
    /// Where the escapes end, in characters of the new text; ascending.
    private var ends: [Int] = []

    /// - Parameter text: valid UTF-8. Nil where it has no pair.
    init?(_ text: UnsafeRawBufferPointer) {
        let escapes = Self.escapes(in: text)
        if escapes.isEmpty { return nil }
        bytes.reserveCapacity(text.count)
        var copied = 0
        var characters = 0
        for (start, scalar) in escapes {
            characters += text[copied..<start].count { $0 & 0xC0 != 0x80 } + Self.escapeLength
            bytes += text[copied..<start]
            bytes += Self.escape(scalar)
            ends.append(characters)
            copied = start + Self.pairLength
        }
        bytes += text[copied...]
    }

    /// Where in the original text a place of the new one is.
    func original(_ mark: TextMark) -> TextMark {
        let gained = Self.pairLength - Self.escapeLength
        let before = count(until: mark.character)
        var mark = mark
        mark.column += (before - count(until: mark.character - mark.column)) * gained
        mark.character += before * gained
        return mark
    }

    /// The escapes that end at a character or before it.
    private func count(until character: Int) -> Int {
        var (low, high) = (0, ends.count)
        while low < high {
            let middle = (low + high) / 2
            if ends[middle] <= character { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func escape(_ scalar: UInt32) -> [UInt8] {
        let digits = String(scalar, radix: 16)
        return Array("\\U\(String(repeating: "0", count: 8 - digits.utf8.count))\(digits)".utf8)
    }

    // MARK: Where they are

    private static func escapes(in text: UnsafeRawBufferPointer) -> [(start: Int, scalar: UInt32)] {
        // Blanks have no meaning that the halves do not have: which scalars there are, and where, stays the same.
        guard let blank = blanked(text) else { return [] }
        var escapes: [(start: Int, scalar: UInt32)] = []
        blank.withUnsafeBytes { blank in
            let places = ByteCounter(blank)
            var reader = EventReader(joined: blank)
            while reader.kind != .streamEnd, reader.kind != .failed {
                if reader.kind == .scalar, case .doubleQuoted = reader.scalarStyle {
                    escapes += self.escapes(in: text, endingAt: places.byte(of: reader.end) - 1)
                }
                reader.advance()
            }
        }
        return escapes
    }

    /// - Returns: nil where there is nothing that looks like a pair.
    private static func blanked(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        var halves: [Int] = []
        var hasPair = false
        var index = 0
        while let start = text[index...].firstIndex(of: UInt8(ascii: "\\")) {
            index = start + 1
            guard let unit = unit(in: text, at: start), (0xD800..<0xE000).contains(unit) else { continue }
            hasPair = hasPair || scalar(in: text, at: start) != nil
            halves.append(start)
            index = start + pairLength / 2
        }
        guard hasPair else { return nil }
        var blank = Array(text)
        for half in halves { blank.replaceSubrange(half..<half + pairLength / 2, with: #"\u0020"#.utf8) }
        return blank
    }

    /// - Parameter quote: where the closing quote of a scalar is.
    private static func escapes(
        in text: UnsafeRawBufferPointer, endingAt quote: Int
    ) -> [(start: Int, scalar: UInt32)] {
        var escapes: [(start: Int, scalar: UInt32)] = []
        var index = openingQuote(in: text, before: quote) + 1
        while index < quote {
            if let scalar = scalar(in: text, at: index) {
                escapes.append((index, scalar))
                index += pairLength
            } else {
                index += text[index] == UInt8(ascii: "\\") ? 2 : 1
            }
        }
        return escapes
    }

    /// The next quote before the closing one that no backslash takes its meaning from.
    private static func openingQuote(in text: UnsafeRawBufferPointer, before closing: Int) -> Int {
        var index = closing
        while index > 0 {
            index -= 1
            guard text[index] == UInt8(ascii: "\"") else { continue }
            let backslashes = text[..<index].reversed().prefix { $0 == UInt8(ascii: "\\") }.count
            if backslashes.isMultiple(of: 2) { return index }
        }
        return closing
    }

    /// The character whose two halves begin at an index.
    private static func scalar(in text: UnsafeRawBufferPointer, at index: Int) -> UInt32? {
        guard index >= 0, let high = unit(in: text, at: index), (0xD800..<0xDC00).contains(high),
            let low = unit(in: text, at: index + pairLength / 2), (0xDC00..<0xE000).contains(low)
        else { return nil }
        return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)
    }

    /// The number that `\uXXXX` writes.
    private static func unit(in text: UnsafeRawBufferPointer, at index: Int) -> UInt32? {
        guard index + pairLength / 2 <= text.count, text[index] == UInt8(ascii: "\\"),
            text[index + 1] == UInt8(ascii: "u")
        else { return nil }
        var unit: UInt32 = 0
        for byte in text[index + 2..<index + 6] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }
}
