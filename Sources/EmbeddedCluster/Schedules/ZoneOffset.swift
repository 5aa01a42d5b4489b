import Foundation

/// How far a zone of the tz database is from UTC.
struct ZoneOffset: Sendable {
    static let utc = ZoneOffset(zone: nil)

    private let zone: TimeZone?

    private init(zone: TimeZone?) { self.zone = zone }

    /// `Europe/Vienna`; nil for what is no zone.
    init?(named name: String) {
        if ["UTC", "Etc/UTC"].contains(name) {
            self = .utc
        } else {
            guard let zone = TimeZone(identifier: name) else { return nil }
            self.zone = zone
        }
    }

    /// Seconds to the east, at a time in seconds since 1970.
    func seconds(at time: Int64) -> Int64 {
        Int64(zone?.secondsFromGMT(for: Date(timeIntervalSince1970: Double(time))) ?? 0)
    }
}
