import Foundation

/// A stretch of time that a calendar names, its end excluded.
///
/// A bound is an instant (`2026-12-20T00:00:00Z`, `…+01:00`), or a time on the wall of whoever asks (`2026-12-20`,
/// `2026-12-20T18:00:00`; RFC 5545, 3.3.5, form 1): the policy names the zone, in `Calendar("freeze", zone: …)`.
package struct CalendarWindow: Sendable, Hashable {
    package static let forms = "a time like '2026-12-20T00:00:00Z' or '2026-12-20T18:00:00', or a day like '2026-12-20'"

    private enum Bounds: Sendable, Hashable {
        /// Milliseconds since 1970.
        case instants(Range<Int>)
        /// The same of a clock that shows local time.
        case local(Range<Int>)
    }

    private let bounds: Bounds

    /// Nil for what is no time, for an end that is not after the beginning, and where only one of them is an instant.
    package init?(from: String, to: String) {
        if let start = TimestampText.parse(from), let end = TimestampText.parse(to), start < end {
            bounds = .instants(start..<end)
        } else if let start = Self.wall(from), let end = Self.wall(to), start < end {
            bounds = .local(start..<end)
        } else {
            return nil
        }
    }

    /// Whether a text is a bound at all.
    package static func isBound(_ text: String) -> Bool { TimestampText.parse(text) != nil || wall(text) != nil }

    /// What a clock on the wall shows, as if it showed UTC.
    private static func wall(_ text: String) -> Int? {
        text.utf8.count == 10 ? TimestampText.parse(text + "T00:00:00Z") : TimestampText.parse(text + "Z")
    }

    /// - Parameter time: milliseconds since 1970.
    func contains(_ time: Int, in zone: TimeZone) -> Bool {
        switch bounds {
        case .instants(let range): range.contains(time)
        case .local(let range):
            Self.instant(range.lowerBound, in: zone) <= time && time < Self.instant(range.upperBound, in: zone)
        }
    }

    /// When the clocks of a zone show a time: the first of two such instants, and for a time that is left out when
    /// clocks go forward, what the clock would show had it not been set (RFC 5545, 3.3.5).
    static func instant(_ wall: Int, in zone: TimeZone) -> Int {
        func offset(_ time: Int) -> Int {
            zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(time) / 1_000)) * 1_000
        }
        let day = 86_400_000
        let (before, after) = (offset(wall - day), offset(wall + day))
        if before == after || offset(wall - before) == before { return wall - before }
        return offset(wall - after) == after ? wall - after : wall - before
    }
}

final class CalendarBox: Box, @unchecked Sendable {
    let name: String
    let zoneName: String
    let zone: TimeZone?

    init(_ name: String, zone: String) {
        self.name = name
        zoneName = zone
        self.zone = TimeZone(identifier: zone)
    }
}
