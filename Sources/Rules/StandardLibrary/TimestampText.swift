import Foundation
import Manifests

/// RFC 3339 times as milliseconds since 1970, without a calendar library; zones come from the system's tz database.
enum TimestampText {
    static func parse(_ text: String) -> Int? {
        var bytes = Array(text.utf8)
        let length = DateTimeText.length
        guard bytes.count > length, bytes.count <= 40 else { return nil }
        // A blank between day and time is what people write.
        if bytes[10] == UInt8(ascii: " ") { bytes[10] = UInt8(ascii: "T") }
        guard let seconds = DateTimeText.seconds(in: bytes[..<length], allowsLeapSecond: true) else { return nil }
        var index = length
        var milliseconds = 0
        if bytes[index] == UInt8(ascii: ".") {
            index += 1
            var scale = 100
            while index < bytes.count, Lexer.isDigit(bytes[index]) {
                milliseconds += Int(bytes[index] - UInt8(ascii: "0")) * scale
                scale /= 10
                index += 1
            }
        }
        guard let offset = DateTimeText.zone(in: bytes[index...]) else { return nil }
        return Int(seconds - offset) * 1_000 + milliseconds
    }

    private static func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int? {
        var value = 0
        for byte in bytes[start..<start + count] {
            guard Lexer.isDigit(byte) else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value
    }

    static func write(_ milliseconds: Int) -> String {
        DateTimeText.write(Int64((Double(milliseconds) / 1_000).rounded(.down)))
    }

    static func writeSpan(_ milliseconds: Int) -> String {
        let seconds = milliseconds / 1_000
        if milliseconds % 1_000 != 0 || seconds == 0 { return "\(milliseconds)ms" }
        var text = ""
        for (unit, size) in [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)] {
            let amount = seconds / size % (unit == "d" ? .max : unit == "h" ? 24 : 60)
            if amount != 0 { text += "\(amount)\(unit)" }
        }
        return text
    }

    /// Minutes since midnight of `09:00`; `24:00` ends a day.
    static func parseClock(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"), let hours = number(bytes, 0, 2),
            let minutes = number(bytes, 3, 2), minutes < 60, hours < 24 || (hours == 24 && minutes == 0)
        else { return nil }
        return hours * 60 + minutes
    }

    /// The minute of the day and the weekday (1 Monday … 7 Sunday) in a zone; nil for an unknown zone.
    static func local(_ milliseconds: Int, zone: String) -> (minute: Int, weekday: Int)? {
        guard let timeZone = TimeZone(identifier: zone) else { return nil }
        let date = Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
        let seconds = Int((Double(milliseconds) / 1_000).rounded(.down)) + timeZone.secondsFromGMT(for: date)
        let days = Int((Double(seconds) / 86_400).rounded(.down))
        let weekday = ((days + 3) % 7 + 7) % 7 + 1
        return ((seconds - days * 86_400) / 60, weekday)
    }
}
