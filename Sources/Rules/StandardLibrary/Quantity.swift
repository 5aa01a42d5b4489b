/// A Kubernetes quantity, exact: `resource.Quantity` of apimachinery without its rounding to printed forms.
///
/// Not the one of `StructuredMerge`, which keeps every digit and takes the largest for what is beyond it, as the API server
/// does: a policy must not be answered with a number that was cut off, and judges thousands of objects.
///
/// Kept in billionths, so `1n` to `9E` and their sums are whole numbers; finer digits are rounded up, as Kubernetes does.
struct Quantity: Sendable {
    let nano: Int128
    /// As it was written; sums are written as plain numbers.
    let text: String

    private static let scale: Int128 = 1_000_000_000
    private static let suffixes: [String: Int128] = [
        "n": 1, "u": 1_000, "m": 1_000_000, "": scale, "k": scale * 1_000, "M": scale * 1_000_000,
        "G": scale * 1_000_000_000, "T": scale * 1_000_000_000_000, "P": scale * 1_000_000_000_000_000,
        "E": scale * 1_000_000_000_000_000_000, "Ki": scale << 10, "Mi": scale << 20, "Gi": scale << 30,
        "Ti": scale << 40, "Pi": scale << 50, "Ei": scale << 60,
    ]

    init?(_ text: String) {
        guard let nano = Self.parse(text) else { return nil }
        self.nano = nano
        self.text = text
    }

    init(integer: Int) {
        nano = Int128(integer) * Self.scale
        text = String(integer)
    }

    private init(nano: Int128) {
        self.nano = nano
        if nano % Self.scale == 0 {
            text = String(nano / Self.scale)
        } else {
            text = nano % 1_000_000 == 0 ? "\(nano / 1_000_000)m" : "\(nano)n"
        }
    }

    private static func parse(_ text: String) -> Int128? {
        let bytes = Array(text.utf8)
        guard bytes.count <= 40 else { return nil }
        var index = 0
        var isNegative = false
        if let first = bytes.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            isNegative = first == UInt8(ascii: "-")
            index = 1
        }
        var digits: Int128 = 0
        var decimals = 0
        var count = 0
        var sawPoint = false
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "."), !sawPoint {
                sawPoint = true
            } else if Lexer.isDigit(byte) {
                count += 1
                // Past 27 digits nothing more can be kept within 128 bits.
                guard digits < 1_000_000_000_000_000_000_000_000_000 else { return nil }
                digits = digits * 10 + Int128(byte - UInt8(ascii: "0"))
                if sawPoint { decimals += 1 }
            } else {
                break
            }
            index += 1
        }
        guard count > 0 else { return nil }
        let suffix = String(decoding: bytes[index...], as: UTF8.self)
        guard let factor = suffixes[suffix] ?? exponent(bytes[index...]) else { return nil }
        let (product, overflow) = digits.multipliedReportingOverflow(by: factor)
        guard !overflow else { return nil }
        var divisor: Int128 = 1
        for _ in 0..<decimals { divisor *= 10 }
        let quotient = product / divisor
        let rounded = product % divisor == 0 ? quotient : quotient + 1
        return isNegative ? -rounded : rounded
    }

    /// `e3`, `E-2`.
    private static func exponent(_ bytes: ArraySlice<UInt8>) -> Int128? {
        guard let first = bytes.first, first == UInt8(ascii: "e") || first == UInt8(ascii: "E"),
            let power = Int(String(decoding: bytes.dropFirst(), as: UTF8.self)), (-9...18).contains(power)
        else { return nil }
        var factor = scale
        for _ in 0..<abs(power) { factor = power > 0 ? factor * 10 : factor / 10 }
        return factor
    }

    /// Nil where the value has a fraction or does not fit.
    var integer: Int? { nano % Self.scale == 0 ? Int(exactly: nano / Self.scale) : nil }

    /// In thousandths, rounded up; nil where it does not fit.
    var milli: Int? { Int(exactly: nano / 1_000_000 + (nano % 1_000_000 > 0 ? 1 : 0)) }

    var double: Double { Double(nano) / Double(Self.scale) }

    func adding(_ other: Quantity, isSubtracted: Bool) -> Quantity? {
        let (sum, overflow) =
            isSubtracted
            ? nano.subtractingReportingOverflow(other.nano) : nano.addingReportingOverflow(other.nano)
        return overflow ? nil : Quantity(nano: sum)
    }

    func multiplied(by factor: Int) -> Quantity? {
        let (product, overflow) = nano.multipliedReportingOverflow(by: Int128(factor))
        return overflow ? nil : Quantity(nano: product)
    }
}
