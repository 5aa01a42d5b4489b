/// An instant in whole seconds since 1970-01-01T00:00:00Z, written as RFC 3339 in UTC.
///
///     Timestamp("2026-03-01T12:00:00Z")?.seconds   // 1772366400
package struct Timestamp: Sendable, Hashable, Comparable {
    package let seconds: Int64

    package init(seconds: Int64) { self.seconds = seconds }

    /// - Returns: nil unless the text is `YYYY-MM-DDThh:mm:ssZ` with a day that the calendar has.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        let pattern = Array("0000-00-00T00:00:00Z".utf8)
        let isZero = { (byte: UInt8) in byte == UInt8(ascii: "0") }
        guard bytes.count == pattern.count,
            zip(bytes, pattern).allSatisfy({ isZero($1) ? (0x30...0x39).contains($0) : $0 == $1 })
        else { return nil }
        let number = { (range: Range<Int>) in bytes[range].reduce(Int64(0)) { $0 * 10 + Int64($1 - 0x30) } }
        let (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
        let (hour, minute, second) = (number(11..<13), number(14..<16), number(17..<19))
        guard (1...12).contains(month), hour < 24, minute < 60, second < 60 else { return nil }
        let days = Self.days(year: year, month: month, day: day)
        guard Self.date(days: days) == (year, month, day) else { return nil }
        self.init(seconds: days * 86_400 + hour * 3_600 + minute * 60 + second)
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.seconds < right.seconds }

    /// This instant and so many seconds; the last instant there is where that overflows.
    package func adding(seconds more: Int64) -> Timestamp {
        let (sum, overflows) = seconds.addingReportingOverflow(more)
        return Timestamp(seconds: overflows ? (more > 0 ? .max : .min) : sum)
    }

    /// Days since 1970-01-01 in the Gregorian calendar, counted in eras of 400 years that begin in March.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func date(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let days = days + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }
}

extension Timestamp: CustomStringConvertible {
    /// `2026-03-01T12:00:00Z`; outside the years 0 to 9999, which the format does not have, `@` and the seconds.
    package var description: String {
        guard (-62_167_219_200...253_402_300_799).contains(seconds) else { return "@\(seconds)" }
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let (year, month, day) = Self.date(days: days)
        let time = seconds - days * 86_400
        let padded = { (number: Int64, width: Int) in
            String(repeating: "0", count: max(0, width - String(number).count)) + String(number)
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
            + "T\(padded(time / 3_600, 2)):\(padded(time / 60 % 60, 2)):\(padded(time % 60, 2))Z"
    }
}
