/// A time of the API: RFC 3339 in UTC, as seconds since 1970.
struct Timestamp: Sendable, Hashable {
    let seconds: Int64

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

    /// Days since 1970-01-01 in the Gregorian calendar.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        // Years begin in March here, so that the leap day is the last.
        let shifted = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }
}
