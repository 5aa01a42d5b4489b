/// Percent-encoding of URLs (RFC 3986, section 2.1), read by bytes: every request has some, and Foundation's reader takes
/// as long as the rest of the way to the handler.
enum PercentCoding {
    /// - Parameter plusIsSpace: as HTML forms write it.
    /// - Returns: nil for a `%` without two hexadecimal digits, and for bytes that are no UTF-8.
    static func decoded(_ text: String, plusIsSpace: Bool = false) -> String? {
        let (percent, plus) = (UInt8(ascii: "%"), UInt8(ascii: "+"))
        guard text.utf8.contains(where: { $0 == percent || plusIsSpace && $0 == plus }) else { return text }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var rest = text.utf8.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case percent:
                guard let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit) else { return nil }
                bytes.append(high << 4 | low)
            case plus where plusIsSpace: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }
}
