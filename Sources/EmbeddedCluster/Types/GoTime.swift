/// Times as Go's `time.Parse` reads them in RFC 3339, and refuses them in its words.
enum GoTime {
    /// - Parameter micro: with six digits after the second (`metav1.MicroTime`).
    /// - Returns: nil for a time.
    static func fault(in text: String, micro: Bool) -> String? {
        let bytes = Array(text.utf8)
        let layout = micro ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00"
        var position = 0
        func failure(_ element: String, at start: Int) -> String {
            let rest = String(decoding: bytes[min(start, bytes.count)...], as: UTF8.self)
            return "parsing time \"\(text)\" as \"\(layout)\": cannot parse \"\(rest)\" as \"\(element)\""
        }
        func number(_ count: Int) -> Int? {
            guard bytes.count - position >= count else { return nil }
            var number = 0
            for byte in bytes[position..<position + count] {
                guard (48...57).contains(byte) else { return nil }
                number = number * 10 + Int(byte - 48)
            }
            position += count
            return number
        }
        for part in parts {
            if let separator = part.separator {
                guard position < bytes.count, bytes[position] == separator.utf8.first else {
                    return failure(separator, at: position)
                }
                position += 1
            }
            let start = position
            guard let found = number(part.digits) else { return failure(part.element, at: start) }
            guard part.range.contains(found) else { return "parsing time \"\(text)\": \(part.name) out of range" }
        }
        if micro {
            guard position < bytes.count, bytes[position] == UInt8(ascii: "."), bytes.count - position > 6 else {
                return failure(".000000", at: position)
            }
            let start = position
            position += 1
            guard number(6) != nil else { return failure(".000000", at: start) }
        } else if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            let digits = bytes[position...].prefix { (48...57).contains($0) }.count
            guard digits > 0 else { return failure("Z07:00", at: position - 1) }
            position += digits
        }
        let zone = position
        guard position < bytes.count else { return failure("Z07:00", at: zone) }
        let sign = bytes[position]
        position += 1
        if sign != UInt8(ascii: "Z") {
            guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), let hours = number(2), position < bytes.count,
                bytes[position] == UInt8(ascii: ":")
            else { return failure("Z07:00", at: zone) }
            position += 1
            guard let minutes = number(2), hours <= 24, minutes < 60 else { return failure("Z07:00", at: zone) }
        }
        guard position == bytes.count else {
            let rest = String(decoding: bytes[position...], as: UTF8.self)
            return "parsing time \"\(text)\": extra text: \"\(rest)\""
        }
        return nil
    }

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
