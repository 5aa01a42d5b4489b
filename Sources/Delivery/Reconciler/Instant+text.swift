import Foundation

extension Instant {
    package static func now() -> Instant { Instant(seconds: Date().timeIntervalSince1970) }

    /// Since 1970; the nearest that there is for a time beyond counting.
    package var milliseconds: Int { Int(max(-9e15, min(9e15, seconds * 1000))) }

    /// RFC 3339, in UTC, whole seconds: `2026-01-31T09:30:00Z`.
    package var rfc3339: String {
        Date(timeIntervalSince1970: seconds).formatted(.iso8601)
    }

    /// How long ago, roughly: `12s`, `5m`, `3h`, `4d`.
    package func age(at now: Instant) -> String {
        let seconds = Int(max(0, min(now.seconds - self.seconds, 1e9)))
        switch seconds {
        case ..<120: return "\(seconds)s"
        case ..<7200: return "\(seconds / 60)m"
        case ..<172_800: return "\(seconds / 3600)h"
        default: return "\(seconds / 86_400)d"
        }
    }
}
