/// Durations as Go writes them: `1h30m`, `-1.5s`, `0`.
enum DurationReader {
    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000),
        ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ]

    /// Nil for what is no duration or is longer than 64 bits of nanoseconds hold.
    static func nanoseconds(_ text: String) -> Int64? {
        var rest = text[...]
        let isNegative = rest.hasPrefix("-")
        if isNegative || rest.hasPrefix("+") { rest = rest.dropFirst() }
        if rest == "0" { return 0 }
        guard !rest.isEmpty else { return nil }
        var total: Int128 = 0
        while !rest.isEmpty {
            let whole = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(whole.count)
            var fraction: Substring = ""
            if rest.hasPrefix(".") {
                rest = rest.dropFirst()
                fraction = rest.prefix { $0.isASCII && $0.isNumber }
                rest = rest.dropFirst(fraction.count)
            }
            guard !(whole.isEmpty && fraction.isEmpty), whole.utf8.count <= 19 else { return nil }
            let name = rest.prefix { !($0.isASCII && $0.isNumber) && $0 != "." }
            guard let unit = units.first(where: { $0.name == name }) else { return nil }
            rest = rest.dropFirst(name.count)
            total += (Int128(whole) ?? 0) * Int128(unit.nanoseconds)
            total += part(of: unit.nanoseconds, fraction)
            guard total <= Int128(Int64.max) + 1 else { return nil }
        }
        return Int64(exactly: isNegative ? -total : total)
    }

    private static func part(of unit: Int64, _ digits: Substring) -> Int128 {
        let digits = digits.prefix(18)
        guard let number = Int128(digits) else { return 0 }
        var scale: Int128 = 1
        for _ in digits { scale *= 10 }
        return number * Int128(unit) / scale
    }
}
