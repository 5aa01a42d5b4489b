import Trust

/// The text of bytes in JSON, as Go's `encoding/base64` reads and writes it: line breaks are passed over, unused bits
/// too, and it is written anew without them.
enum ByteText {
    /// - Returns: the canonical text, or the index of the first byte that is wrong.
    static func canonical(_ text: String) -> Result<String, Fault> {
        if Base64.decode(text) != nil { return .success(text) }
        let digits = text.utf8.enumerated().filter { $0.element != 10 && $0.element != 13 }
        let content = digits.prefix { $0.element != UInt8(ascii: "=") }
        if let wrong = content.first(where: { Base64.digit($0.element, isURLSafe: false) == nil }) {
            return .failure(Fault(index: wrong.offset))
        }
        let padding = digits.dropFirst(content.count)
        let isWhole = digits.count.isMultiple(of: 4) && padding.count <= 2
        guard isWhole, padding.allSatisfy({ $0.element == UInt8(ascii: "=") }) else {
            return .failure(Fault(index: padding.first?.offset ?? content.count / 4 * 4))
        }
        return .success(Base64.encode(bytes(content.map(\.element))))
    }

    struct Fault: Error {
        /// In the text's UTF-8 bytes.
        let index: Int
    }

    private static func bytes(_ digits: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for digit in digits {
            bits = bits << 6 | UInt32(Base64.digit(digit, isURLSafe: false) ?? 0)
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            output.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
        }
        return output
    }
}
