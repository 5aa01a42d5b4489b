/// Durations as Go and Kubernetes write them: numbers with a unit, largest first or not.
///
///     DurationText.parse("1h30m")   // 5,400 seconds
///     DurationText.parse("250ms")   // 0.25 seconds
package enum DurationText {
    /// A hundred years: nobody waits longer, and sums below it cannot overflow.
    private static let longestMilliseconds = 3_155_760_000_000.0

    /// - Returns: nil for anything but one or more of `<number>(ms|s|m|h|d)`; a bare number has no unit. Fractions
    ///   are allowed (`1.5h`), signs are not; exact to the millisecond.
    package static func parse(_ text: String) -> Duration? {
        var rest = Array(text.utf8)[...]
        guard !rest.isEmpty else { return nil }
        var milliseconds = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { GoNumber.isDigit($0) || $0 == UInt8(ascii: ".") }
            guard let number = GoNumber.decimalFloat(Array(digits)), digits.last != UInt8(ascii: ".") else {
                return nil
            }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { !GoNumber.isDigit($0) && $0 != UInt8(ascii: ".") }
            guard let scale = scale(String(decoding: unit, as: UTF8.self)) else { return nil }
            rest = rest.dropFirst(unit.count)
            milliseconds += number * scale
            guard milliseconds <= longestMilliseconds else { return nil }
        }
        return .milliseconds(Int64(milliseconds.rounded()))
    }

    private static func scale(_ unit: String) -> Double? {
        switch unit {
        case "ms": 1
        case "s": 1_000
        case "m": 60_000
        case "h": 3_600_000
        case "d": 86_400_000
        default: nil
        }
    }
}
