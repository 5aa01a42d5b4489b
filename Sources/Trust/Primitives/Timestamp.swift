import Manifests

/// An instant in whole seconds since 1970-01-01T00:00:00Z, written as RFC 3339 in UTC.
///
///     Timestamp("2026-03-01T12:00:00Z")?.seconds   // 1772366400
package struct Timestamp: Sendable, Hashable, Comparable {
    package let seconds: Int64

    package init(seconds: Int64) { self.seconds = seconds }

    /// - Returns: nil unless the text is `YYYY-MM-DDThh:mm:ssZ` with a day that the calendar has.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == DateTimeText.length + 1, bytes.last == UInt8(ascii: "Z"),
            let seconds = DateTimeText.seconds(in: bytes[..<DateTimeText.length])
        else { return nil }
        self.init(seconds: seconds)
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.seconds < right.seconds }

    /// This instant and so many seconds; the last instant there is where that overflows.
    package func adding(seconds more: Int64) -> Timestamp {
        let (sum, overflows) = seconds.addingReportingOverflow(more)
        return Timestamp(seconds: overflows ? (more > 0 ? .max : .min) : sum)
    }
}

extension Timestamp: CustomStringConvertible {
    /// `2026-03-01T12:00:00Z`; outside the years 0 to 9999, which the format does not have, `@` and the seconds.
    package var description: String {
        guard (-62_167_219_200...253_402_300_799).contains(seconds) else { return "@\(seconds)" }
        return DateTimeText.write(seconds)
    }
}
