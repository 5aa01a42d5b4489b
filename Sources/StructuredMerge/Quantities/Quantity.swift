package import Manifests

/// A Kubernetes quantity (`resource.Quantity`), exact: `500m`, `1.5Gi`, `1e3`, `-2`, `0.1`.
///
/// The number is `mantissa × 10^exponent`; a binary suffix is multiplied into the mantissa, so two spellings of one
/// number are equal: `1000m == 1`, `1Gi == 1073741824`, `1024Mi == 1Gi`.
package struct Quantity: Sendable {
    package enum Format: Sendable, Hashable {
        /// `Ki`, `Mi`, …
        case binary
        /// `m`, none, `k`, `M`, …
        case decimal
        /// `e3`
        case exponent
    }

    // INVARIANT: digits has no leading and, unless zero, no trailing zeros; zero is [] with exponent 0.
    /// Decimal digits, most significant first.
    private(set) var digits: [UInt8]
    private(set) var exponent: Int
    private(set) var isNegative: Bool
    package let format: Format
    /// How it was written, where the server keeps that: `1.500` and `+2` stay, though `1.5` and `2000m` do not.
    private var keptText: String?

    /// Whether there is nothing behind the point.
    package var isWhole: Bool { exponent >= 0 }

    /// More digits than this are refused: no quantity that the API server takes has them.
    private static let maximalDigits = 64

    /// - Returns: nil where the text is no quantity.
    package init?(parsing text: String) {
        var bytes = Array(text.utf8)[...]
        guard text.utf8.count <= Self.maximalDigits else { return nil }
        var negative = false
        if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            negative = sign == UInt8(ascii: "-")
            bytes = bytes.dropFirst()
        }
        let whole = Self.takeDigits(&bytes)
        var fraction: [UInt8] = []
        if bytes.first == UInt8(ascii: ".") {
            bytes = bytes.dropFirst()
            fraction = Self.takeDigits(&bytes)
        }
        guard !(whole.isEmpty && fraction.isEmpty), let suffix = Suffix(bytes) else { return nil }
        isNegative = negative
        format = suffix.format
        exponent = suffix.power - fraction.count
        digits = whole + fraction
        keptText = Self.isKept(whole, fraction, suffix) ? text : nil
        for _ in 0..<suffix.binaryPower { Self.multiply(&digits, by: 1024) }
        normalise()
        limit()
    }

    /// `digits × 10^exponent`, whatever their size.
    init(digits: [UInt8], exponent: Int, isNegative: Bool, format: Format) {
        self.digits = digits
        self.exponent = exponent
        self.isNegative = isNegative
        self.format = format
        normalise()
    }

    /// A quantity given as a JSON number or string.
    package init?(_ value: Value) {
        switch value {
        case .string(let text): self.init(parsing: text)
        case .integer(let integer): self.init(parsing: String(integer))
        case .double: self.init(parsing: JSON.string(value))
        default: return nil
        }
    }

    /// A quantity as the server's decoder reads it, which leaves out blanks around it (`Quantity.UnmarshalJSON`). A tab or
    /// a line's end comes to it in the two characters that JSON has for it, and is refused.
    package static func decoded(_ value: Value) -> Quantity? {
        guard case .string(let text) = value else { return Quantity(value) }
        guard let first = text.firstIndex(where: { $0 != " " }), let last = text.lastIndex(where: { $0 != " " }) else {
            return nil
        }
        return Quantity(parsing: String(text[first...last]))
    }

    /// Numbers that fit into 64 bits and look canonical are not looked at closer (`ParseQuantity`'s fast path).
    private static func isKept(_ whole: [UInt8], _ fraction: [UInt8], _ suffix: Suffix) -> Bool {
        var shifted = Array(whole.drop { $0 == 0 })
        if shifted.isEmpty { shifted = [0] }
        shifted += fraction
        if suffix.format == .binary {
            let value = shifted.reduce(0) { $0 &* 10 &+ Int($1) }
            return fraction.isEmpty && shifted.count + 3 * suffix.binaryPower <= 14 && value & 7 != 0
        }
        let power = suffix.power - fraction.count
        return shifted.count <= 18 && power >= finestPower && power % 3 == 0 && shifted[0] != 0
            && !shifted.suffix(3).elementsEqual([0, 0, 0])
    }

    private static func takeDigits(_ bytes: inout ArraySlice<UInt8>) -> [UInt8] {
        let taken = bytes.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        bytes = bytes.dropFirst(taken.count)
        return taken.map { $0 - UInt8(ascii: "0") }
    }

    private static func multiply(_ digits: inout [UInt8], by factor: Int) {
        var carry = 0
        for index in digits.indices.reversed() {
            let product = Int(digits[index]) * factor + carry
            digits[index] = UInt8(product % 10)
            carry = product / 10
        }
        while carry > 0 {
            digits.insert(UInt8(carry % 10), at: 0)
            carry /= 10
        }
    }

    /// - Returns: whether nothing was left over; otherwise the digits are unchanged.
    private static func divide(_ digits: inout [UInt8], by divisor: Int) -> Bool {
        var quotient: [UInt8] = []
        var remainder = 0
        for digit in digits {
            let current = remainder * 10 + Int(digit)
            quotient.append(UInt8(current / divisor))
            remainder = current % divisor
        }
        guard remainder == 0 else { return false }
        digits = Array(quotient.drop { $0 == 0 })
        return true
    }

    private mutating func normalise() {
        digits.removeFirst(digits.prefix { $0 == 0 }.count)
        while digits.last == 0 {
            digits.removeLast()
            exponent += 1
        }
        if digits.isEmpty {
            exponent = 0
            isNegative = false
        }
    }

    /// The smallest power of ten, a billionth.
    private static let finestPower = -9

    /// The API server's limits: nothing finer than a billionth, rounded away from zero; with a binary suffix nothing
    /// beyond 2⁶³ − 1.
    private mutating func limit() {
        if exponent < Self.finestPower {
            let dropped = Self.finestPower - exponent
            digits.removeLast(min(dropped, digits.count))
            exponent = Self.finestPower
            Self.increment(&digits)
            normalise()
        }
        guard format == .binary else { return }
        let largest = String(Int64.max).utf8.map { $0 - UInt8(ascii: "0") }
        let length = digits.count + exponent
        let whole = Array((digits + Array(repeating: 0, count: max(0, min(exponent, 64)))).prefix(largest.count))
        if length > largest.count || (length == largest.count && largest.lexicographicallyPrecedes(whole)) {
            digits = largest
            exponent = 0
        }
    }

    private static func increment(_ digits: inout [UInt8]) {
        for index in digits.indices.reversed() {
            if digits[index] < 9 {
                digits[index] += 1
                return
            }
            digits[index] = 0
        }
        digits.insert(1, at: 0)
    }

    private struct Suffix {
        var format = Format.decimal
        /// Of ten.
        var power = 0
        /// Of 1024.
        var binaryPower = 0

        init?(_ bytes: ArraySlice<UInt8>) {
            let text = String(decoding: bytes, as: UTF8.self)
            if let index = Quantity.binarySuffixes.firstIndex(of: text), !text.isEmpty {
                format = .binary
                binaryPower = index
            } else if let index = Quantity.decimalSuffixes.firstIndex(of: text) {
                power = (index - Quantity.decimalUnit) * 3
            } else if let first = text.first, first == "e" || first == "E",
                let power = Int(text.dropFirst()),
                (-Quantity.maximalDigits...Quantity.maximalDigits).contains(power)
            {
                format = .exponent
                self.power = power
            } else {
                return nil
            }
        }
    }

    fileprivate static let binarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]
    fileprivate static let decimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"]
    fileprivate static let decimalUnit = 3
}

extension Quantity: Hashable {
    /// Equality of the numbers, whatever the spelling.
    package static func == (left: Quantity, right: Quantity) -> Bool {
        left.digits == right.digits && left.exponent == right.exponent && left.isNegative == right.isNegative
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(digits)
        hasher.combine(exponent)
        hasher.combine(isNegative)
    }

    /// Whether two values are one quantity; equal values always are.
    package static func same(_ left: Value?, _ right: Value?) -> Bool {
        if left == right { return true }
        guard let left, let right, let a = Quantity(left), let b = Quantity(right) else { return false }
        return a == b
    }
}

extension Quantity: Comparable {
    package static func < (left: Quantity, right: Quantity) -> Bool {
        switch (left.isNegative && !left.digits.isEmpty, right.isNegative && !right.digits.isEmpty) {
        case (true, false): true
        case (false, true): false
        case (false, false): left.isSmaller(than: right)
        case (true, true): right.isSmaller(than: left)
        }
    }

    /// Of the numbers without their signs.
    private func isSmaller(than other: Quantity) -> Bool {
        if digits.isEmpty || other.digits.isEmpty { return digits.isEmpty && !other.digits.isEmpty }
        let (places, otherPlaces) = (digits.count + exponent, other.digits.count + other.exponent)
        return places == otherPlaces ? digits.lexicographicallyPrecedes(other.digits) : places < otherPlaces
    }
}

extension Quantity: CustomStringConvertible {
    package var description: String { canonical }

    /// As the API server prints it: no fraction, the largest suffix that leaves none (`1.5` → `1500m`,
    /// `1024Mi` → `1Gi`, `0.5Gi` → `512Mi`).
    package var canonical: String {
        if let keptText { return keptText }
        guard !digits.isEmpty else { return "0" }
        switch format {
        case .binary: return binaryText ?? decimalText
        case .decimal: return decimalText
        case .exponent: return exponentText
        }
    }

    private var sign: String { isNegative ? "-" : "" }

    private func text(_ digits: [UInt8]) -> String {
        String(decoding: digits.map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
    }

    /// Digits and the power of ten, the largest multiple of three that needs no fraction.
    private var steps: (digits: [UInt8], power: Int) {
        let power = Int((Double(exponent) / 3).rounded(.down)) * 3
        return (digits + Array(repeating: 0, count: exponent - power), power)
    }

    private var decimalText: String {
        let (digits, power) = steps
        let index = power / 3 + Self.decimalUnit
        guard Self.decimalSuffixes.indices.contains(index) else { return exponentText }
        return sign + text(digits) + Self.decimalSuffixes[index]
    }

    private var exponentText: String {
        let (digits, power) = steps
        return sign + text(digits) + (power == 0 ? "" : "e\(power)")
    }

    /// Nil for a fraction, which a binary suffix cannot say, and for less than 1024, which the server writes decimal.
    private var binaryText: String? {
        guard exponent >= 0 else { return nil }
        var number = digits + Array(repeating: 0, count: exponent)
        var index = 0
        while index + 1 < Self.binarySuffixes.count, Self.divide(&number, by: 1024) { index += 1 }
        if index == 0, number.reduce(0, { min(1024, $0 * 10 + Int($1)) }) < 1024 { return nil }
        return sign + text(number) + Self.binarySuffixes[index]
    }
}
