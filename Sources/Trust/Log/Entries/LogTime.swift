import Manifests

/// A time as entries write it, in seconds: `2026-07-01T12:00:00Z` (RFC 3339, UTC only).
package struct LogTime: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Since 1970.
    package let seconds: Int64

    /// The years 1970…9999.
    static let range: ClosedRange<Int64> = 0...253_402_300_799

    /// - Returns: nil beyond the years 1970…9999.
    package init?(seconds: Int64) {
        guard Self.range.contains(seconds) else { return nil }
        self.seconds = seconds
    }

    /// - Returns: nil for any other form and for days that no calendar has.
    package init?(_ text: String) {
        guard let time = Timestamp(text) else { return nil }
        self.init(seconds: time.seconds)
    }

    package static func < (left: LogTime, right: LogTime) -> Bool { left.seconds < right.seconds }

    package var description: String { DateTimeText.write(seconds) }
}
