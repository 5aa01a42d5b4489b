/// The parts of an RFC 3339 time (section 5.6), read and written without a calendar library: some are in every object.
package enum DateTimeText {
    /// Bytes of `2026-01-31T09:30:00`.
    package static let length = 19

    /// `2026-01-31T09:30:00Z`.
    ///
    /// - Parameter seconds: since 1970-01-01T00:00:00Z, within the years 0 to 9999, all that the format has.
    package static func write(_ seconds: Int64) -> String {
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let (date, time) = (CalendarDate(days: days), seconds - days * 86_400)
        func digits(_ number: Int64, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
        }
        return "\(digits(date.year, 4))-\(digits(date.month, 2))-\(digits(date.day, 2))"
            + "T\(digits(time / 3600, 2)):\(digits(time / 60 % 60, 2)):\(digits(time % 60, 2))Z"
    }

    /// Reads what stands before fraction and zone.
    ///
    /// - Parameter allowsLeapSecond: whether `23:59:60` and the like are times, as in RFC 3339; Go has none.
    /// - Returns: seconds since 1970 as if in UTC; nil where it is no time, or its day not in the calendar.
    package static func seconds(in bytes: ArraySlice<UInt8>, allowsLeapSecond: Bool = false) -> Int64? {
        guard bytes.count == length else { return nil }
        let start = bytes.startIndex
        for (offset, mark) in marks where bytes[start + offset] != mark { return nil }
        func number(_ offset: Int, _ count: Int) -> Int64? { digits(bytes[start + offset..<start + offset + count]) }
        guard let year = number(0, 4), let month = number(5, 2), let day = number(8, 2), let hour = number(11, 2),
            let minute = number(14, 2), let second = number(17, 2), hour < 24, minute < 60,
            second < (allowsLeapSecond ? 61 : 60), let date = CalendarDate(year: year, month: month, day: day)
        else { return nil }
        return date.days * 86_400 + hour * 3600 + minute * 60 + second
    }

    /// Reads all of a time, `2026-01-31T09:30:00.5+01:00`; a fraction is left out.
    ///
    /// - Returns: seconds since 1970-01-01T00:00:00Z; nil where it is no time, or its day not in the calendar.
    package static func read(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard let time = seconds(in: bytes.prefix(length)) else { return nil }
        var rest = bytes.dropFirst(length)
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { 0x30...0x39 ~= $0 }
            guard !digits.isEmpty else { return nil }
            rest = rest[digits.endIndex...]
        }
        return zone(in: rest).map { time - $0 }
    }

    private static let marks: [(Int, UInt8)] = [
        (4, UInt8(ascii: "-")), (7, UInt8(ascii: "-")), (10, UInt8(ascii: "T")), (13, UInt8(ascii: ":")),
        (16, UInt8(ascii: ":")),
    ]

    /// Reads `Z` or `+01:00`.
    ///
    /// - Returns: seconds to the east of UTC; nil where it is no zone.
    package static func zone(in bytes: ArraySlice<UInt8>) -> Int64? {
        if bytes.elementsEqual("Z".utf8) { return 0 }
        let start = bytes.startIndex
        guard bytes.count == 6, bytes[start + 3] == UInt8(ascii: ":"), let hours = digits(bytes[start + 1..<start + 3]),
            let minutes = digits(bytes[start + 4..<start + 6]), hours < 24, minutes < 60
        else { return nil }
        switch bytes[start] {
        case UInt8(ascii: "+"): return hours * 3600 + minutes * 60
        case UInt8(ascii: "-"): return -(hours * 3600 + minutes * 60)
        default: return nil
        }
    }

    private static func digits(_ bytes: ArraySlice<UInt8>) -> Int64? {
        var number: Int64 = 0
        for byte in bytes {
            guard 0x30...0x39 ~= byte else { return nil }
            number = number * 10 + Int64(byte - 0x30)
        }
        return number
    }
}
