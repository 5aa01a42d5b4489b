import Foundation
import Manifests

/// Parts of timestamps, in UTC or a time zone, and of durations.
enum TimeFunctions {
    private struct Local {
        let date: CalendarDate
        /// Since midnight.
        let second: Int
        let nanoseconds: Int32
    }

    static let functions = [
        part("getFullYear") { $0.date.year },
        part("getMonth") { $0.date.month - 1 },
        part("getDayOfYear") { $0.date.dayOfYear },
        part("getDayOfMonth") { $0.date.day - 1 },
        part("getDate") { $0.date.day },
        part("getDayOfWeek") { $0.date.dayOfWeek },
        part("getHours", nanoseconds: 3_600_000_000_000) { Int64($0.second / 3_600) },
        part("getMinutes", nanoseconds: 60_000_000_000) { Int64($0.second / 60 % 60) },
        part("getSeconds", nanoseconds: 1_000_000_000) { Int64($0.second % 60) },
        part("getMilliseconds", nanoseconds: 1_000_000) { Int64($0.nanoseconds / 1_000_000) },
    ]

    /// - Parameter nanoseconds: of the unit in which a duration is given whole; nil where durations have no such part.
    private static func part(
        _ name: String, nanoseconds: Int64? = nil, _ read: @escaping @Sendable (Local) -> Int64
    ) -> Function {
        var overloads: [Function.Overload] = [
            .member(.timestamp, to: .int), .member(.timestamp, .string, to: .int),
        ]
        if nanoseconds != nil { overloads.append(.member(.duration, to: .int)) }
        return Function(name, overloads) { (arguments) throws(EvaluationError) in
            switch (arguments[0], arguments.count > 1 ? arguments[1] : nil) {
            case (.timestamp(let instant), nil): return .int(read(local(instant, offset: 0)))
            case (.timestamp(let instant), .string(let zone)?):
                return .int(read(local(instant, offset: try offset(of: zone, at: instant))))
            case (.duration(let span), nil):
                guard let nanoseconds else { throw .noSuchOverload }
                return .int(span / nanoseconds)
            default: throw .noSuchOverload
            }
        }
    }

    private static func local(_ instant: Instant, offset: Int) -> Local {
        let seconds = Int(instant.seconds) + offset
        let days = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
        return Local(
            date: CalendarDate(days: Int64(days)), second: seconds - days * 86_400,
            nanoseconds: instant.nanoseconds)
    }

    /// Seconds east of Greenwich: of `America/New_York`, `-02:00` or `02:00`.
    private static func offset(of zone: String, at instant: Instant) throws(EvaluationError) -> Int {
        if zone.isEmpty || zone == "UTC" { return 0 }
        if zone.contains(":") {
            let unsigned = zone.hasPrefix("-") || zone.hasPrefix("+") ? zone.dropFirst() : zone[...]
            let parts = unsigned.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }), let hours = Int(parts[0]),
                let minutes = Int(parts[1]), (0..<24).contains(hours), (0..<60).contains(minutes)
            else { throw .fault("unknown time zone \(zone)") }
            return (hours * 3_600 + minutes * 60) * (zone.hasPrefix("-") ? -1 : 1)
        }
        guard let known = TimeZone(identifier: zone) else { throw .fault("unknown time zone \(zone)") }
        return known.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.seconds)))
    }
}
