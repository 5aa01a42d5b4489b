/// Spans of time as `kubectl get` prints them (k8s.io/apimachinery, `duration.HumanDuration`).
///
///     HumanDuration.text(seconds: 430)       // 7m10s
///     HumanDuration.text(seconds: 273_600)   // 3d4h
enum HumanDuration {
    static func text(seconds: Int64) -> String {
        let (minutes, hours) = (seconds / 60, seconds / 3600)
        switch seconds {
        case ..<(-1): return "<invalid>"
        case ..<0: return "0s"
        case ..<120: return "\(seconds)s"
        case ..<600: return two(minutes, "m", seconds % 60, "s")
        case ..<10_800: return "\(minutes)m"
        case ..<28_800: return two(hours, "h", minutes % 60, "m")
        case ..<172_800: return "\(hours)h"
        case ..<691_200: return two(hours / 24, "d", hours % 24, "h")
        case ..<63_072_000: return "\(hours / 24)d"
        case ..<252_288_000: return two(hours / 8760, "y", hours / 24 % 365, "d")
        default: return "\(hours / 8760)y"
        }
    }

    /// The time since a timestamp; `<unknown>` without one.
    static func age(of timestamp: String?, at now: Timestamp?) -> String {
        guard let timestamp, let now else { return "<unknown>" }
        return Timestamp(timestamp).map { text(seconds: now.seconds - $0.seconds) } ?? "<invalid>"
    }

    private static func two(_ first: Int64, _ unit: String, _ second: Int64, _ smallUnit: String) -> String {
        second == 0 ? "\(first)\(unit)" : "\(first)\(unit)\(second)\(smallUnit)"
    }
}
