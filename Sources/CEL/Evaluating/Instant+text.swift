import Manifests

extension Instant {
    /// RFC 3339: `2011-08-18T19:03:37.01+01:00`.
    init?(parsing text: String) {
        var reader = DigitReader(text)
        guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
            let day = reader.number(2), reader.take("T") || reader.take("t"), let hour = reader.number(2),
            reader.take(":"), let minute = reader.number(2), reader.take(":"), let second = reader.number(2),
            let date = CalendarDate(year: Int64(year), month: Int64(month), day: Int64(day)), hour < 24, minute < 60,
            second < 60
        else { return nil }
        guard let fraction = reader.fraction(), let offset = reader.zoneOffset(), reader.isAtEnd else { return nil }
        self.init(
            seconds: date.days * 86_400 + Int64(hour * 3_600 + minute * 60 + second - offset), nanoseconds: fraction)
    }

    /// RFC 3339 in UTC, with as many digits of the second as are needed.
    var text: String {
        guard nanoseconds > 0 else { return DateTimeText.write(seconds) }
        let digits = String(nanoseconds)
        var fraction = String(repeating: "0", count: max(0, 9 - digits.count)) + digits
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return "\(DateTimeText.write(seconds).dropLast()).\(fraction)Z"
    }
}

/// Reads the parts of a date.
private struct DigitReader {
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { index == bytes.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard index < bytes.count, UInt32(bytes[index]) == character.value else { return false }
        index += 1
        return true
    }

    private mutating func digit() -> Int? {
        guard index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) else { return nil }
        defer { index += 1 }
        return Int(bytes[index] - UInt8(ascii: "0"))
    }

    mutating func number(_ count: Int) -> Int? {
        var value = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// Nanoseconds; 0 where there is no fraction, nil for a point without digits.
    mutating func fraction() -> Int32? {
        guard take(".") else { return 0 }
        var scale: Int32 = 100_000_000
        var value: Int32 = 0
        var count = 0
        while let digit = digit() {
            value += Int32(digit) * scale
            scale /= 10
            count += 1
        }
        return count > 0 ? value : nil
    }

    /// Seconds east of Greenwich.
    mutating func zoneOffset() -> Int? {
        if take("Z") || take("z") { return 0 }
        let isWest = take("-")
        guard isWest || take("+"), let hours = number(2), take(":"), let minutes = number(2), hours < 24, minutes < 60
        else { return nil }
        return (hours * 3_600 + minutes * 60) * (isWest ? -1 : 1)
    }
}
