import Manifests

/// A time of the API: RFC 3339 in UTC, as seconds since 1970.
struct Timestamp: Sendable, Hashable {
    let seconds: Int64

    init(seconds: Int64) { self.seconds = seconds }

    /// Reads `2026-01-31T09:30:00Z`, with or without a fraction or an offset; nil for anything else.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count > DateTimeText.length, let time = DateTimeText.seconds(in: bytes[..<DateTimeText.length])
        else { return nil }
        var rest = bytes[DateTimeText.length...]
        if rest.first == UInt8(ascii: ".") { rest = rest.dropFirst().drop { 0x30...0x39 ~= $0 } }
        guard let offset = DateTimeText.zone(in: rest) else { return nil }
        seconds = time - offset
    }

    /// `2026-01-31T09:30:00Z`.
    var text: String { DateTimeText.write(seconds) }
}
