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

    /// Until a span of seconds that began at a time is over, less than none once it is; nil where a time is none.
    static func secondsLeft(of span: Int64, since start: String, now: String) -> Int64? {
        guard let start = Timestamp(start), let now = Timestamp(now) else { return nil }
        // No two years of four digits are further apart than 64 bits reach; a span from before 1970 to now may be.
        let (left, overflow) = span.subtractingReportingOverflow(now.seconds - start.seconds)
        return overflow ? (span < 0 ? .min : .max) : left
    }

    /// `2026-01-31T09:30:00Z`.
    var text: String { DateTimeText.write(seconds) }
}
