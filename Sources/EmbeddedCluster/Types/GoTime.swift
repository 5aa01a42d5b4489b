/// Times as Go's `time.Parse` reads them in RFC 3339, and refuses them in its words.
enum GoTime {
    /// - Parameter micro: with six digits after the second (`metav1.MicroTime`).
    /// - Returns: nil for a time.
    static func fault(in text: String, micro: Bool) -> String? {
        if !micro, isPlain(text) { return nil }
        var reader = TimeReader(text, micro: micro)
        return reader.fault()
    }

    /// Whether it is a time as the server itself writes it, `2026-01-31T09:30:00Z`: every write has some of them.
    private static func isPlain(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            guard bytes.count == 20 else { return false }
            func number(_ index: Int) -> UInt8? {
                let (tens, ones) = (bytes[index] &- 48, bytes[index + 1] &- 48)
                return tens < 10 && ones < 10 ? tens * 10 + ones : nil
            }
            guard number(0) != nil, number(2) != nil, let month = number(5), let day = number(8),
                let hour = number(11), let minute = number(14), let second = number(17)
            else { return false }
            let (dash, colon) = (UInt8(ascii: "-"), UInt8(ascii: ":"))
            return bytes[4] == dash && bytes[7] == dash && bytes[10] == UInt8(ascii: "T") && bytes[13] == colon
                && bytes[16] == colon && bytes[19] == UInt8(ascii: "Z") && 1...12 ~= month && 1...31 ~= day
                && hour < 24 && minute < 60 && second < 60
        }
    }
}

/// Reads one time from its beginning.
private struct TimeReader {
    private let text: String
    private let micro: Bool
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String, micro: Bool) {
        (self.text, self.micro) = (text, micro)
        bytes = Array(text.utf8)
    }

    mutating func fault() -> String? {
        for part in Self.parts {
            if let separator = part.separator, !take(separator) { return failure(separator, at: position) }
            let start = position
            guard let found = number(part.digits) else { return failure(part.element, at: start) }
            guard part.range.contains(found) else { return "parsing time \"\(text)\": \(part.name) out of range" }
        }
        return fractionFault() ?? zoneFault()
    }

    private mutating func fractionFault() -> String? {
        let start = position
        if micro { return take(".") && number(6) != nil ? nil : failure(".000000", at: start) }
        guard take(".") else { return nil }
        let digits = bytes[position...].prefix { (48...57).contains($0) }.count
        position += digits
        return digits > 0 ? nil : failure(Self.zone, at: start)
    }

    private mutating func zoneFault() -> String? {
        let start = position
        if !take("Z") {
            guard take("+") || take("-"), let hours = number(2), take(":"), let minutes = number(2), hours <= 24,
                minutes < 60
            else { return failure(Self.zone, at: start) }
        }
        guard position < bytes.count else { return nil }
        return "parsing time \"\(text)\": extra text: \"\(rest(from: position))\""
    }

    private mutating func take(_ character: String) -> Bool {
        guard position < bytes.count, bytes[position] == character.utf8.first else { return false }
        position += 1
        return true
    }

    private mutating func number(_ count: Int) -> Int? {
        guard bytes.count - position >= count else { return nil }
        var number = 0
        for byte in bytes[position..<position + count] {
            guard (48...57).contains(byte) else { return nil }
            number = number * 10 + Int(byte - 48)
        }
        position += count
        return number
    }

    private func failure(_ element: String, at start: Int) -> String {
        let layout = "2006-01-02T15:04:05" + (micro ? ".000000" : "") + Self.zone
        return "parsing time \"\(text)\" as \"\(layout)\": cannot parse \"\(rest(from: start))\" as \"\(element)\""
    }

    private func rest(from start: Int) -> String { String(decoding: bytes[min(start, bytes.count)...], as: UTF8.self) }

    private static let zone = "Z07:00"

    private struct Part {
        var separator: String?
        var element: String
        var digits = 2
        var range: ClosedRange<Int>
        var name: String
    }

    private static let parts = [
        Part(element: "2006", digits: 4, range: 0...9999, name: "year"),
        Part(separator: "-", element: "01", range: 1...12, name: "month"),
        Part(separator: "-", element: "02", range: 1...31, name: "day"),
        Part(separator: "T", element: "15", range: 0...23, name: "hour"),
        Part(separator: ":", element: "04", range: 0...59, name: "minute"),
        Part(separator: ":", element: "05", range: 0...59, name: "second"),
    ]
}
