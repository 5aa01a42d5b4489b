package import Manifests
import Trust

/// When shares may rise in an environment: within a window, where there are any, and outside of every freeze.
///
/// What is taken back is never held. All times are UTC.
package struct ReleaseCalendar: Sendable, Hashable {
    /// A part of certain days of the week.
    package struct Window: Sendable, Hashable {
        /// 0 for Monday … 6 for Sunday.
        var days: Set<Int>
        /// Seconds of the day, 0…86400, the first before the second.
        var from: Int
        var to: Int
    }

    /// From an instant until before another, in seconds since 1970.
    package struct Freeze: Sendable, Hashable {
        var from: Double
        var until: Double
    }

    package enum Opening: Sendable, Hashable {
        case open
        /// - Parameter until: when to look again, in seconds since 1970; later than the time that was asked for.
        case closed(until: Double)
    }

    package var windows: [Window] = []
    package var freezes: [Freeze] = []
    /// Whose approvals let a share rise all the same; always of two people at least.
    package var breakGlass: ApprovalRule?

    package init() {}

    /// - Parameter now: seconds since 1970.
    package func opening(at now: Double) -> Opening {
        if let end = freezes.filter({ $0.from <= now && now < $0.until }).map(\.until).max() {
            return .closed(until: end)
        }
        guard !windows.isEmpty else { return .open }
        let today = (now / Self.day).rounded(.down)
        var next: Double?
        // The windows of a week come round on its eighth day at the latest.
        for offset in 0...7 {
            let date = today + Double(offset)
            // 1970-01-01 was a Thursday.
            let weekday = Int((date + 3).truncatingRemainder(dividingBy: 7))
            for window in windows where window.days.contains(weekday < 0 ? weekday + 7 : weekday) {
                let begin = date * Self.day + Double(window.from)
                if begin <= now, now < date * Self.day + Double(window.to) { return .open }
                if begin > now { next = min(next ?? begin, begin) }
            }
        }
        return .closed(until: next ?? now + Self.day)
    }

    private static let day = 86_400.0
}

extension ReleaseCalendar {
    /// Reads `windows`, `freezes` and `breakGlass` of an environment.
    package static func read(_ reader: inout FieldReader) -> ReleaseCalendar {
        var calendar = ReleaseCalendar()
        calendar.windows = reader.objects("windows", Window.read)
        calendar.freezes = reader.objects("freezes", Freeze.read)
        calendar.breakGlass = reader.object("breakGlass") { rule in
            let group = rule.required("from", .nonEmptyString)
            let required = rule.value("required", .integer(in: 2...100), default: 2)
            return group.map { ApprovalRule(group: $0, required: required) }
        }
        return calendar
    }
}

extension ReleaseCalendar.Window {
    private enum Day: String, CaseIterable {
        case monday, tuesday, wednesday, thursday, friday, saturday, sunday
    }

    fileprivate static func read(_ reader: inout FieldReader) -> Self? {
        let days = reader.value("days", .list(of: .choice(Day.self)), default: Day.allCases)
        if days.isEmpty { reader.report("expected at least one day, found none", at: "days") }
        let from = reader.value("from", .timeOfDay, default: 0)
        let to = reader.value("to", .timeOfDay, default: 86_400)
        if from >= to {
            reader.report("expected an end after the begin; write a window over midnight as two", at: "to")
        }
        return Self(days: Set(days.compactMap { Day.allCases.firstIndex(of: $0) }), from: from, to: to)
    }
}

extension ReleaseCalendar.Freeze {
    fileprivate static func read(_ reader: inout FieldReader) -> Self? {
        let from = reader.required("from", .timestamp)
        let until = reader.required("until", .timestamp)
        _ = reader.optional("reason", .string)
        guard let from, let until else { return nil }
        if from >= until { reader.report("expected an end after the begin", at: "until") }
        return Self(from: from, until: until)
    }
}

extension FieldKind where T == Int {
    /// `hh:mm` from 00:00 to 24:00, in seconds.
    fileprivate static var timeOfDay: FieldKind {
        FieldKind("a time of day in UTC, 'hh:mm' from 00:00 to 24:00") { value in
            let parts = value.string?.split(separator: ":", omittingEmptySubsequences: false) ?? []
            guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }), let hour = Int(parts[0]),
                let minute = Int(parts[1]), (0...24).contains(hour), (0...59).contains(minute),
                hour < 24 || minute == 0
            else { return nil }
            return hour * 3600 + minute * 60
        }
    }
}

extension FieldKind where T == Double {
    /// Seconds since 1970.
    fileprivate static var timestamp: FieldKind {
        FieldKind("an instant in UTC, as in 2026-12-20T00:00:00Z") { value in
            value.string.flatMap { Timestamp($0) }.map { Double($0.seconds) }
        }
    }
}
