import Foundation

/// Decimal numbers in text, quickly.
enum DecimalText {
    private static let powers: [Double] = (0...22).map { pow(10, Double($0)) }

    /// - Returns: nil for what is no decimal number. Spaces around it are allowed; `inf` is infinite.
    static func parse(_ text: ArraySlice<UInt8>) -> (number: Double, isIntegral: Bool)? {
        var rest = text
        while let first = rest.first, first == 0x20 { rest.removeFirst() }
        while let last = rest.last, last == 0x20 { rest.removeLast() }
        guard let first = rest.first else { return nil }
        var digits: UInt64 = 0
        var (count, scale) = (0, 0)
        var isFraction = false
        let isSigned = first == UInt8(ascii: "-") || first == UInt8(ascii: "+")
        for byte in isSigned ? rest.dropFirst() : rest {
            if byte == UInt8(ascii: "."), !isFraction {
                isFraction = true
            } else if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), count < 18 {
                digits = digits * 10 + UInt64(byte - UInt8(ascii: "0"))
                count += 1
                if isFraction { scale += 1 }
            } else {
                return slow(rest)
            }
        }
        guard count > 0 else { return nil }
        // Both are exact as doubles, so the quotient is rounded once: Clinger 1990.
        guard digits < 1 << 53, scale < powers.count else { return slow(rest) }
        let magnitude = Double(digits) / powers[scale]
        return (first == UInt8(ascii: "-") ? -magnitude : magnitude, !isFraction)
    }

    private static func slow(_ text: ArraySlice<UInt8>) -> (number: Double, isIntegral: Bool)? {
        let string = String(decoding: text, as: UTF8.self)
        if ["inf", "-inf", "+inf", "Infinity", "-Infinity"].contains(string) { return (.infinity, false) }
        let allowed = text.allSatisfy {
            ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9")) || "+-.eE".utf8.contains($0)
        }
        guard allowed, let number = Double(string) else { return nil }
        return (number, text.allSatisfy { $0 != UInt8(ascii: ".") && $0 | 0x20 != UInt8(ascii: "e") })
    }
}
