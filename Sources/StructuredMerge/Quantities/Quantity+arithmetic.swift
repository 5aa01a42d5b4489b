/// Sums and conversions, as `resource.Quantity` makes them.
extension Quantity {
    package init(_ integer: Int64) { self.init(billionths: Int128(integer) * Self.scale, format: .decimal) }

    private init(billionths: Int128, format: Format) {
        self.init(
            digits: String(billionths.magnitude).utf8.map { $0 - UInt8(ascii: "0") }, exponent: -9,
            isNegative: billionths < 0, format: format)
    }

    private static let scale: Int128 = 1_000_000_000

    /// Every quantity is a whole number of billionths; the largest of 128 bits stands in for what is beyond them.
    private var billionths: Int128 {
        var number: Int128 = 0
        for digit in digits + Array(repeating: 0, count: max(0, exponent + 9)) {
            let (product, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carries) = product.addingReportingOverflow(Int128(digit))
            guard !overflow, !carries else { return isNegative ? .min : .max }
            number = sum
        }
        return isNegative ? -number : number
    }

    /// In the format of the left one, or of the right one where the left is zero.
    package func adding(_ other: Quantity) -> Quantity {
        let (sum, overflow) = billionths.addingReportingOverflow(other.billionths)
        let bound: Int128 = isNegative ? .min : .max
        return Quantity(billionths: overflow ? bound : sum, format: digits.isEmpty ? other.format : format)
    }

    package var negated: Quantity {
        Quantity(digits: digits, exponent: exponent, isNegative: !isNegative, format: format)
    }

    /// -1, 0 or 1.
    package var signum: Int { digits.isEmpty ? 0 : isNegative ? -1 : 1 }

    /// Nil where it has a fraction or 64 bits do not hold it.
    package var integer: Int64? {
        let (quotient, remainder) = billionths.quotientAndRemainder(dividingBy: Self.scale)
        return remainder == 0 ? Int64(exactly: quotient) : nil
    }

    package var double: Double { Double(billionths) / Double(Self.scale) }
}
