/// A time as entries write it, in seconds: `2026-07-01T12:00:00Z` (RFC 3339, UTC only).
package struct LogTime: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Since 1970.
    package let seconds: Int64

    /// The years 1970…9999.
    static let range: ClosedRange<Int64> = 0...253_402_300_799

    /// - Returns: nil beyond the years 1970…9999.
    package init?(seconds: Int64) {
        guard Self.range.contains(seconds) else { return nil }
        self.seconds = seconds
    }

    /// - Returns: nil for any other form and for days that no calendar has.
    package init?(_ text: String) {
        let letters = Array(text.utf8)
        guard letters.count == 20 else { return nil }
        func number(_ range: Range<Int>) -> Int64? { DecimalText.padded(letters[range]) }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19)
        else { return nil }
        let days = Self.days(year: year, month: month, day: day)
        guard let time = LogTime(seconds: days * 86_400 + hour * 3_600 + minute * 60 + second), time.description == text
        else { return nil }
        self = time
    }

    package static func < (left: LogTime, right: LogTime) -> Bool { left.seconds < right.seconds }

    package var description: String {
        let days = seconds / 86_400
        let (year, month, day) = Self.date(days: days)
        let rest = seconds % 86_400
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(two(month))-\(two(day))T\(two(rest / 3_600)):\(two(rest / 60 % 60)):\(two(rest % 60))Z"
    }

    /// Days since 1970 in the Gregorian calendar, counted in eras of 400 years that begin in March.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }

    private static func date(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}

extension DecimalText {
    /// Digits with leading zeros.
    fileprivate static func padded(_ digits: ArraySlice<UInt8>) -> Int64? {
        digits.allSatisfy { (0x30...0x39).contains($0) } ? Int64(String(decoding: digits, as: UTF8.self)) : nil
    }
}
