/// Durations as Go writes them: `1h30m`.
enum GoDuration {
    private static let units: [(name: String, perSecond: Double)] = [
        ("ns", 1e9), ("us", 1e6), ("µs", 1e6), ("ms", 1e3), ("s", 1), ("m", 1.0 / 60), ("h", 1.0 / 3_600),
    ]

    /// Whole seconds, what is behind the point left out; nil for what is no duration, or one of a hundred years.
    static func seconds(_ text: String) -> Int64? {
        var rest = text[...]
        var total = 0.0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { !($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(unit.count)
            guard let amount = Double(digits), let known = units.first(where: { $0.name == unit }) else { return nil }
            total += amount / known.perSecond
        }
        return total < 100 * 365 * 86_400 ? Int64(total) : nil
    }
}
