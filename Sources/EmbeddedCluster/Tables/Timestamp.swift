/// A time of the API: RFC 3339 in UTC, as seconds since 1970.
struct Timestamp: Sendable, Hashable {
    let seconds: Int64

    init(seconds: Int64) { self.seconds = seconds }

    /// Reads `2026-01-31T09:30:00Z`, with or without a fraction or an offset; nil for anything else.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[4] == 0x2d, bytes[7] == 0x2d, bytes[13] == 0x3a, bytes[16] == 0x3a else {
            return nil
        }
        func number(_ range: Range<Int>) -> Int64? { Int64(String(decoding: bytes[range], as: UTF8.self)) }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
            let minute = number(14..<16), let second = number(17..<19), (1...12).contains(month)
        else { return nil }
        var offset: Int64 = 0
        if bytes[bytes.count - 1] != UInt8(ascii: "Z"), bytes.count >= 25 {
            let start = bytes.count - 6
            guard let hours = number(start + 1..<start + 3), let minutes = number(start + 4..<start + 6) else {
                return nil
            }
            offset = (hours * 60 + minutes) * (bytes[start] == UInt8(ascii: "-") ? -60 : 60)
        }
        let time = hour * 3600 + minute * 60 + second
        seconds = Self.days(year, month, day) * 86_400 + time - offset
    }

    /// `2026-01-31T09:30:00Z`: every write is dated, and Foundation's formats take some microseconds.
    var text: String {
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let time = seconds - days * 86_400
        let (year, month, day) = Self.date(days)
        func digits(_ number: Int64, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
        }
        return "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))"
            + "T\(digits(time / 3600, 2)):\(digits(time / 60 % 60, 2)):\(digits(time % 60, 2))Z"
    }

    /// The date of a day since 1970-01-01, by the same calendar.
    private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        // From the first of March of the year 0, in spans of 400 years, which all have as many days.
        let shifted = days + 719_468
        let span = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfSpan = shifted - span * 146_097
        let yearOfSpan = (dayOfSpan - dayOfSpan / 1_460 + dayOfSpan / 36_524 - dayOfSpan / 146_096) / 365
        let dayOfYear = dayOfSpan - (365 * yearOfSpan + yearOfSpan / 4 - yearOfSpan / 100)
        let fromMarch = (5 * dayOfYear + 2) / 153
        let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
        return (yearOfSpan + span * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * fromMarch + 2) / 5 + 1)
    }

    /// Days since 1970-01-01 in the Gregorian calendar.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        // Years begin in March here, so that the leap day is the last.
        let shifted = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }
}
