/// Base64 (RFC 4648), strict: padding and unused bits must be as an encoder writes them.
///
///     Base64.encode([0xFB, 0xEF])               // "++8="
///     Base64.decodeEither("--8")                // [0xFB, 0xEF]
package enum Base64 {
    private static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let urlSafe = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// With the standard alphabet.
    package static func encode(_ bytes: [UInt8], padded: Bool = true) -> String {
        text(bytes, alphabet: standard, padded: padded)
    }

    /// With the URL-safe alphabet and no padding.
    package static func encodeURLSafe(_ bytes: [UInt8]) -> String {
        text(bytes, alphabet: urlSafe, padded: false)
    }

    /// The standard alphabet with padding; nil for anything else, white space too.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let text = Array(text.utf8)
        return text.count.isMultiple(of: 4) ? bytes(text, isURLSafe: false) : nil
    }

    /// The standard or the URL-safe alphabet (not a mixture), with or without padding: what DSSE has a reader accept.
    package static func decodeEither(_ text: String) -> [UInt8]? {
        let text = Array(text.utf8)
        if text.last == UInt8(ascii: "="), !text.count.isMultiple(of: 4) { return nil }
        let isURLSafe = text.contains { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        return bytes(text, isURLSafe: isURLSafe)
    }

    private static func text(_ bytes: [UInt8], alphabet: [UInt8], padded: Bool) -> String {
        String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { output in
            var end = 0
            var start = 0
            while start < bytes.count {
                let count = min(3, bytes.count - start)
                var bits: UInt32 = 0
                for index in 0..<3 { bits = bits << 8 | (index < count ? UInt32(bytes[start + index]) : 0) }
                for index in 0..<4 {
                    if index <= count {
                        output[end] = alphabet[Int(bits >> UInt32(18 - 6 * index)) & 63]
                    } else if padded {
                        output[end] = UInt8(ascii: "=")
                    } else {
                        continue
                    }
                    end += 1
                }
                start += 3
            }
            return end
        }
    }

    private static func bytes(_ text: [UInt8], isURLSafe: Bool) -> [UInt8]? {
        var digits = text[...]
        var padding = 0
        while digits.last == UInt8(ascii: "="), padding < 2 {
            digits = digits.dropLast()
            padding += 1
        }
        guard digits.count % 4 != 1, padding == 0 || (digits.count + padding).isMultiple(of: 4) else { return nil }
        var output: [UInt8] = []
        output.reserveCapacity(digits.count * 3 / 4)
        var bits: UInt32 = 0
        var count = 0
        for character in digits {
            guard let digit = digit(character, isURLSafe: isURLSafe) else { return nil }
            bits = bits << 6 | UInt32(digit)
            count += 6
            if count >= 8 {
                count -= 8
                output.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        // One byte string has one text: bits that no byte takes are zero.
        return bits & (UInt32(1) << UInt32(count) &- 1) == 0 ? output : nil
    }

    /// - Returns: 0…63, nil for a byte that is no digit.
    package static func digit(_ character: UInt8, isURLSafe: Bool) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+") where !isURLSafe, UInt8(ascii: "-") where isURLSafe: 62
        case UInt8(ascii: "/") where !isURLSafe, UInt8(ascii: "_") where isURLSafe: 63
        default: nil
        }
    }
}
