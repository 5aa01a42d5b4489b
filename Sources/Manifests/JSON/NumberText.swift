/// The decimal text of a double.
enum NumberText {
    /// ECMA-262 Number::toString, which RFC 8785 section 3.2.2.3 asks for: the shortest digits that read
    /// back as the same double, plain from 1e-6 up to 1e21.
    ///
    /// - Parameter marksFraction: writes `1.0` for 1, so that it reads back as a double, not an integer.
    static func ecmaScript(_ double: Double, marksFraction: Bool = false) -> String {
        if double == 0 { return marksFraction ? "0.0" : "0" }
        let (digits, exponent) = shortestDigits(of: double.magnitude)
        let text = layOut(digits, pointAfter: exponent, marksFraction: marksFraction)
        return double < 0 ? "-" + text : text
    }

    /// The digits d₁d₂… and the n of 0.d₁d₂… × 10ⁿ, from Swift's own shortest description.
    private static func shortestDigits(of magnitude: Double) -> (digits: [UInt8], exponent: Int) {
        var digits: [UInt8] = []
        var exponent = 0
        var pointSeen = false
        let text = Array(magnitude.description.utf8)
        for (index, byte) in text.enumerated() {
            if byte == UInt8(ascii: ".") {
                pointSeen = true
            } else if byte == UInt8(ascii: "e") {
                exponent += Int(String(decoding: text[(index + 1)...], as: UTF8.self)) ?? 0
                break
            } else {
                digits.append(byte)
                if !pointSeen { exponent += 1 }
            }
        }
        let leading = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(leading)
        exponent -= leading
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        return (digits, exponent)
    }

    private static func layOut(_ digits: [UInt8], pointAfter n: Int, marksFraction: Bool) -> String {
        let text = String(decoding: digits, as: UTF8.self)
        let k = digits.count
        if k <= n, n <= 21 { return text + String(repeating: "0", count: n - k) + (marksFraction ? ".0" : "") }
        if 0 < n, n <= 21 { return "\(text.prefix(n)).\(text.dropFirst(n))" }
        if -6 < n, n <= 0 { return "0." + String(repeating: "0", count: -n) + text }
        let power = n - 1
        let exponent = (power < 0 ? "e-" : "e+") + String(power.magnitude)
        return k == 1 ? text + exponent : "\(text.prefix(1)).\(text.dropFirst(1))\(exponent)"
    }
}
