import Manifests

/// Times as Go's `time.Parse` reads them in RFC 3339, and refuses them in its words.
enum GoTime {
    /// - Parameter micro: with six digits after the second (`metav1.MicroTime`).
    /// - Returns: nil for a time.
    static func fault(in text: String, micro: Bool) -> String? {
        if !micro, isPlain(text) { return nil }
        var reader = TimeReader(text, micro: micro)
        do throws(TimeReader.Fault) {
            try reader.read()
            return nil
        } catch {
            return error.words
        }
    }

    /// Whether it is a time as the server itself writes it, `2026-01-31T09:30:00Z`: every write has some of them.
    private static func isPlain(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.count == DateTimeText.length + 1 && bytes.last == UInt8(ascii: "Z")
            && DateTimeText.seconds(in: bytes[..<DateTimeText.length]) != nil
    }
}

/// Reads one time from its beginning.
private struct TimeReader {
    private let text: String
    private let micro: Bool
    private let bytes: [UInt8]
    private var position = 0

    struct Fault: Error {
        var words: String
    }

    init(_ text: String, micro: Bool) {
        (self.text, self.micro) = (text, micro)
        bytes = Array(text.utf8)
    }

    mutating func read() throws(Fault) {
        let year = try number("2006", digits: 4...4)
        try skip("-")
        let month = try number("01", within: 1...12, "month")
        try skip("-")
        // Whether the month has such a day is known once all is read.
        let day = try number("02")
        try skip("T")
        _ = try number("15", digits: 1...2, within: 0...23, "hour")
        try skip(":")
        _ = try number("04", within: 0...59, "minute")
        try skip(":")
        _ = try number("05", within: 0...59, "second")
        try readFraction()
        try readZone()
        guard position == bytes.count else { throw Fault(words: "\(start): extra text: \"\(rest(position))\"") }
        guard day >= 1, day <= CalendarDate.days(ofMonth: Int64(month), inYear: Int64(year)) else {
            throw outOfRange("day")
        }
    }

    // MARK: Parts

    private mutating func skip(_ separator: Character) throws(Fault) {
        guard byte(at: position) == separator.asciiValue else { throw failure(String(separator), at: position) }
        position += 1
    }

    private mutating func number(
        _ element: String, digits: ClosedRange<Int> = 2...2, within range: ClosedRange<Int> = 0...9999,
        _ name: String = ""
    ) throws(Fault) -> Int {
        guard let found = digitsValue(digits) else { throw failure(element, at: position) }
        guard range.contains(found) else { throw outOfRange(name) }
        return found
    }

    /// A comma does as well as a point.
    private mutating func readFraction() throws(Fault) {
        let isThere = [UInt8(ascii: "."), UInt8(ascii: ",")].contains(byte(at: position))
        if micro {
            let start = position
            position += 1
            guard isThere, digitsValue(6...6) != nil else { throw failure(".000000", at: start) }
        } else if isThere, Self.isDigit(byte(at: position + 1)) {
            position += 1
            while Self.isDigit(byte(at: position)) { position += 1 }
        }
    }

    private mutating func readZone() throws(Fault) {
        let zone = position
        position += 1
        if byte(at: zone) == UInt8(ascii: "Z") { return }
        guard [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(byte(at: zone)), let hours = digitsValue(2...2),
            byte(at: position) == UInt8(ascii: ":")
        else { throw failure("Z07:00", at: zone) }
        position += 1
        guard let minutes = digitsValue(2...2) else { throw failure("Z07:00", at: zone) }
        // Go takes offsets of 24 hours and 60 minutes too.
        guard hours <= 24 else { throw outOfRange("time zone offset hour") }
        guard minutes <= 60 else { throw outOfRange("time zone offset minute") }
    }

    // MARK: Bytes

    private func byte(at position: Int) -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private static func isDigit(_ byte: UInt8?) -> Bool { byte.map { (48...57).contains($0) } ?? false }

    /// As many digits as there are, up to the most; nil, and nothing read, where there are too few.
    private mutating func digitsValue(_ count: ClosedRange<Int>) -> Int? {
        let digits = bytes[min(position, bytes.count)...].prefix(count.upperBound).prefix { Self.isDigit($0) }
        guard count.contains(digits.count) else { return nil }
        position += digits.count
        return digits.reduce(0) { $0 * 10 + Int($1 - 48) }
    }

    // MARK: Words

    private var start: String { "parsing time \"\(text)\"" }

    private func rest(_ position: Int) -> String {
        String(decoding: bytes[min(position, bytes.count)...], as: UTF8.self)
    }

    private func outOfRange(_ name: String) -> Fault { Fault(words: "\(start): \(name) out of range") }

    private func failure(_ element: String, at position: Int) -> Fault {
        let layout = "2006-01-02T15:04:05" + (micro ? ".000000" : "") + "Z07:00"
        return Fault(
            words: "\(start) as \"\(layout)\": cannot parse \"\(rest(position))\" as \"\(element)\"")
    }
}
