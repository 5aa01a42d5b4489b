/// Numbers as Go's strconv reads and writes them.
enum GoNumber {
    static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

    /// `ParseInt(text, 0, 64)`: a sign, then 0x, 0o, 0b or 0 and digits of that base, or decimal digits.
    static func integer(_ text: [UInt8]) -> Int64? {
        let hasSign = text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+")
        guard let magnitude = unsigned(Array(text.dropFirst(hasSign ? 1 : 0))) else { return nil }
        return signed(magnitude, isNegative: text.first == UInt8(ascii: "-"))
    }

    /// `ParseUint(text, 0, 64)`: the same without a sign.
    static func unsigned(_ text: [UInt8]) -> UInt64? {
        guard text.first == UInt8(ascii: "0"), text.count > 1 else { return magnitude(text[...], base: 10) }
        guard text.count > 2 else { return magnitude(text.dropFirst(), base: 8) }
        switch text[1] | 0x20 {
        case UInt8(ascii: "x"): return magnitude(text.dropFirst(2), base: 16)
        case UInt8(ascii: "o"): return magnitude(text.dropFirst(2), base: 8)
        case UInt8(ascii: "b"): return magnitude(text.dropFirst(2), base: 2)
        default: return magnitude(text.dropFirst(), base: 8)
        }
    }

    /// What go-yaml also takes as binary: a sign between 0b and the digits.
    static func looseBinary(_ text: [UInt8]) -> Int64? {
        guard text.starts(with: Array("0b".utf8)), text.count > 3 else { return nil }
        let isNegative = text[2] == UInt8(ascii: "-")
        guard isNegative || text[2] == UInt8(ascii: "+") else { return nil }
        return magnitude(text.dropFirst(3), base: 2).flatMap { signed($0, isNegative: isNegative) }
    }

    private static func magnitude(_ digits: ArraySlice<UInt8>, base: UInt64) -> UInt64? {
        guard !digits.isEmpty else { return nil }
        var magnitude: UInt64 = 0
        for byte in digits {
            let digit: UInt64
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = UInt64(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = UInt64(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = UInt64(byte - UInt8(ascii: "A") + 10)
            default: return nil
            }
            guard digit < base else { return nil }
            let (scaled, overflows) = magnitude.multipliedReportingOverflow(by: base)
            let (sum, carries) = scaled.addingReportingOverflow(digit)
            guard !overflows, !carries else { return nil }
            magnitude = sum
        }
        return magnitude
    }

    private static func signed(_ magnitude: UInt64, isNegative: Bool) -> Int64? {
        if !isNegative { return Int64(exactly: magnitude) }
        return magnitude <= UInt64(Int64.max) + 1 ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil
    }

    /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, finite.
    static func decimalFloat(_ text: [UInt8]) -> Double? {
        var rest = text[...]
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        let whole = rest.prefix(while: isDigit)
        rest = rest.dropFirst(whole.count)
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            let decimals = rest.prefix(while: isDigit)
            guard !whole.isEmpty || !decimals.isEmpty else { return nil }
            rest = rest.dropFirst(decimals.count)
        } else if whole.isEmpty {
            return nil
        }
        if let mark = rest.first {
            guard mark | 0x20 == UInt8(ascii: "e") else { return nil }
            rest.removeFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
            guard !rest.isEmpty, rest.allSatisfy(isDigit) else { return nil }
        }
        guard let double = Double(String(decoding: text, as: UTF8.self)), double.isFinite else { return nil }
        return double
    }

    /// `FormatFloat(double, 'g', -1, 32)`, which sigs.k8s.io/yaml uses for keys: the shortest digits that
    /// single precision needs, with an exponent below -4 and from 6 digits before the point on.
    static func shortKey(_ double: Double) -> String {
        let single = Float(double)
        if single.isNaN { return ".nan" }
        if single.isInfinite { return single < 0 ? "-.inf" : ".inf" }
        let sign = single.sign == .minus ? "-" : ""
        if single == 0 { return sign + "0" }
        let (digits, pointAfter) = shortestDigits(of: single.magnitude)
        let exponent = pointAfter - 1
        if exponent < -4 || exponent >= 6 {
            return sign + scientific(digits, exponent: exponent)
        }
        return sign + positional(digits, pointAfter: pointAfter)
    }

    private static func shortestDigits(of magnitude: Float) -> (digits: String, pointAfter: Int) {
        let parts = magnitude.description.split(separator: "e", maxSplits: 1)
        let halves = (parts.first ?? "").split(separator: ".", omittingEmptySubsequences: false)
        let whole = halves.first.map(String.init) ?? ""
        let decimals = halves.count > 1 ? String(halves[1]) : ""
        var pointAfter = whole.count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
        var digits = whole + decimals
        while digits.hasPrefix("0") {
            digits.removeFirst()
            pointAfter -= 1
        }
        while digits.hasSuffix("0") { digits.removeLast() }
        return (digits, pointAfter)
    }

    private static func scientific(_ digits: String, exponent: Int) -> String {
        let mantissa = digits.count == 1 ? digits : "\(digits.prefix(1)).\(digits.dropFirst())"
        let power = String(exponent.magnitude)
        return mantissa + (exponent < 0 ? "e-" : "e+") + (power.count < 2 ? "0" + power : power)
    }

    private static func positional(_ digits: String, pointAfter: Int) -> String {
        if pointAfter <= 0 { return "0." + String(repeating: "0", count: -pointAfter) + digits }
        if pointAfter >= digits.count { return digits + String(repeating: "0", count: pointAfter - digits.count) }
        return "\(digits.prefix(pointAfter)).\(digits.dropFirst(pointAfter))"
    }
}
