import Manifests

/// When a CronJob is due, as `cron.ParseStandard` of robfig/cron 3 reads it: five fields, or `@hourly` and its like.
struct CronSchedule: Sendable, Hashable {
    struct Failure: Error { let message: String }

    /// Values of one field, one bit for each.
    fileprivate struct Values: Sendable, Hashable {
        var bits: UInt64 = 0
        /// Whether it was `*`, so that it does not narrow the day.
        var isAny = false

        func contains(_ value: Int64) -> Bool { (0..<64).contains(value) && bits & (1 << UInt64(value)) != 0 }
    }

    private enum Times: Sendable, Hashable {
        case fields(minute: Values, hour: Values, day: Values, month: Values, weekday: Values)
        /// `@every`, seconds.
        case every(Int64)
    }

    private static let names = [
        "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
        "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
    ]
    /// A day that never comes (the 30th of February) is looked for no longer.
    private static let mostDays: Int64 = 5 * 366

    private let times: Times

    init(_ text: String) throws(Failure) {
        if text.isEmpty { throw Failure(message: "empty spec string") }
        if text.hasPrefix("@") {
            if text.hasPrefix("@every ") {
                let written = String(text.dropFirst("@every ".count))
                guard let seconds = GoDuration.seconds(written) else {
                    throw Failure(
                        message: "failed to parse duration \(text): time: invalid duration \"\(written)\"")
                }
                times = .every(max(1, seconds))
                return
            }
            guard let fields = Self.names[text] else { throw Failure(message: "unrecognized descriptor: \(text)") }
            times = try Self.fields(fields)
        } else {
            times = try Self.fields(text)
        }
    }

    private static func fields(_ text: String) throws(Failure) -> Times {
        let parts = text.split(whereSeparator: \.isWhitespace).map(String.init)
        guard parts.count == 5 else {
            let found = parts.joined(separator: " ")
            throw Failure(message: "expected exactly 5 fields, found \(parts.count): [\(found)]")
        }
        return .fields(
            minute: try CronField.minute.values(parts[0]), hour: try CronField.hour.values(parts[1]),
            day: try CronField.day.values(parts[2]), month: try CronField.month.values(parts[3]),
            weekday: try CronField.weekday.values(parts[4]))
    }

    // MARK: Times

    /// The first time after the given one, in seconds since 1970; nil where there is none in five years.
    ///
    /// - Parameter offset: seconds to the east of UTC, at a time.
    func next(after time: Int64, offset: (Int64) -> Int64) -> Int64? {
        switch times {
        case .every(let seconds): return time.addingReportingOverflow(seconds).partialValue
        case .fields(let minute, let hour, let day, let month, let weekday):
            let today = Self.day(of: time.addingReportingOverflow(offset(time)).partialValue)
            for date in today..<today + Self.mostDays
            where Self.isDue(date, day: day, month: month, weekday: weekday) {
                for hourOfDay: Int64 in 0..<24 where hour.contains(hourOfDay) {
                    for minuteOfHour: Int64 in 0..<60 where minute.contains(minuteOfHour) {
                        let local = date * 86_400 + hourOfDay * 3_600 + minuteOfHour * 60
                        if let found = Self.time(ofLocal: local, offset: offset), found > time { return found }
                    }
                }
            }
            return nil
        }
    }

    /// Nil for a time that a clock set forward leaves out.
    private static func time(ofLocal local: Int64, offset: (Int64) -> Int64) -> Int64? {
        let first = local - offset(local)
        let found = local - offset(first)
        return found + offset(found) == local ? found : nil
    }

    private static func day(of seconds: Int64) -> Int64 {
        seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    }

    /// Of two fields for the day, one that was `*` says nothing; else one of them is enough.
    private static func isDue(_ days: Int64, day: Values, month: Values, weekday: Values) -> Bool {
        let date = CalendarDate(days: days)
        guard month.contains(date.month) else { return false }
        // The first of 1970 was a Thursday.
        let isDay = day.contains(date.day)
        let isWeekday = weekday.contains(((days + 4) % 7 + 7) % 7)
        return day.isAny || weekday.isAny ? isDay && isWeekday : isDay || isWeekday
    }
}

/// One field of a schedule: what it may hold.
private struct CronField {
    static let minute = CronField(least: 0, most: 59)
    static let hour = CronField(least: 0, most: 23)
    static let day = CronField(least: 1, most: 31)
    static let month = CronField(
        least: 1, most: 12,
        names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
    static let weekday = CronField(
        least: 0, most: 6, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"])

    let least: Int
    let most: Int
    /// From the least on.
    var names: [String] = []

    /// Of `1,10-20/5,*`.
    func values(_ text: String) throws(CronSchedule.Failure) -> CronSchedule.Values {
        var values = CronSchedule.Values()
        for part in text.split(separator: ",") {
            let (bits, isAny) = try range(String(part))
            values.bits |= bits
            values.isAny = values.isAny || isAny
        }
        return values
    }

    private func range(_ text: String) throws(CronSchedule.Failure) -> (bits: UInt64, isAny: Bool) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let ends = (parts.first ?? "").split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        var isAny = ["*", "?"].contains(ends.first ?? "")
        var (start, end) = (least, most)
        if !isAny {
            if ends.count > 2 { throw CronSchedule.Failure(message: "too many hyphens: \(text)") }
            start = try number(ends.first ?? "", in: text)
            end = ends.count == 2 ? try number(ends[1], in: text) : start
        }
        if parts.count > 2 { throw CronSchedule.Failure(message: "too many slashes: \(text)") }
        var step = 1
        if parts.count == 2 {
            step = try number(parts[1], in: text, allowsNames: false)
            // `5/10` goes on to the end.
            if ends.count == 1 { end = most }
            if step > 1 { isAny = false }
        }
        try check(start, end, step, text)
        return (stride(from: start, through: end, by: step).reduce(0) { $0 | 1 << UInt64($1) }, isAny)
    }

    private func check(_ start: Int, _ end: Int, _ step: Int, _ text: String) throws(CronSchedule.Failure) {
        let why: String? =
            if start < least {
                "beginning of range (\(start)) below minimum (\(least))"
            } else if end > most {
                "end of range (\(end)) above maximum (\(most))"
            } else if start > end {
                "beginning of range (\(start)) beyond end of range (\(end))"
            } else if step == 0 {
                "step of range should be a positive number"
            } else {
                nil
            }
        if let why { throw CronSchedule.Failure(message: "\(why): \(text)") }
    }

    private func number(
        _ written: String, in text: String, allowsNames: Bool = true
    ) throws(CronSchedule.Failure) -> Int {
        if allowsNames, let index = names.firstIndex(of: written.lowercased()) { return least + index }
        guard let number = Int(written) else {
            throw CronSchedule.Failure(
                message:
                    "failed to parse int from \(written): strconv.Atoi: parsing \(JSON.string(.string(written))): invalid syntax"
            )
        }
        if number < 0 { throw CronSchedule.Failure(message: "negative number (\(number)) not allowed: \(text)") }
        return number
    }
}
