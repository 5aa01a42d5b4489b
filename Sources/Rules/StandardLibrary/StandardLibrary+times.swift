import Manifests

extension StandardLibrary {
    private static func local(_ datum: Datum, _ zone: Datum) throws(Fault) -> (minute: Int, weekday: Int) {
        guard let found = TimestampText.local(try time(datum), zone: try text(zone)) else {
            throw Fault(.invalid(expected: "a time zone such as 'Europe/Berlin'", found: try text(zone)))
        }
        return found
    }

    static let times: Table = [
        "Timestamp.init(_:)": .unary { (a, _) throws(Fault) in
            TimestampText.parse(try text(a)).map { .time($0) } ?? .none
        },
        "Timestamp.description": .unary { (a, _) throws(Fault) in .string(a.text) },
        "Timestamp.weekday(zone:)": .binary { (a, b, _) throws(Fault) in .integer(try local(a, b).weekday) },
        "Timestamp.hour(zone:)": .binary { (a, b, _) throws(Fault) in .integer(try local(a, b).minute / 60) },
        "Timestamp.isWithin(_:on:zone:)": .many { (arguments, _) throws(Fault) in
            let now = try local(arguments[0], arguments[3])
            let range = try box(arguments[1], RangeBox.self, "a range of times")
            let isDay: Bool
            switch try text(arguments[2]) {
            case "weekdays": isDay = now.weekday <= 5
            case "weekends": isDay = now.weekday > 5
            default: isDay = true
            }
            return .bool(isDay && Ranges.contains(range, .integer(now.minute)))
        },
        "Duration.seconds": .unary { (a, _) throws(Fault) in
            if case .span(let milliseconds) = a { return .integer(milliseconds / 1_000) }
            throw Fault(.missing("a duration"))
        },
        "Duration.description": .unary { (a, _) throws(Fault) in .string(a.text) },
        "Calendar.init(_:zone:)": .binary { (a, b, _) throws(Fault) in
            .object(CalendarBox(try text(a), zone: try text(b)))
        },
        "Calendar.covers(_:)": .binary { (a, b, frame) throws(Fault) in
            let calendar = try box(a, CalendarBox.self, "a calendar")
            let moment = try time(b)
            guard let windows = frame.context.calendars[calendar.name] else {
                if frame.context.unknownCalendarsAreEmpty { return .bool(false) }
                throw Fault(.unavailable("the calendar '\(calendar.name)'"))
            }
            try frame.burn(windows.count)
            guard let zone = calendar.zone else {
                throw Fault(.invalid(expected: "a time zone such as 'Europe/Berlin'", found: calendar.zoneName))
            }
            return .bool(windows.contains { $0.contains(moment, in: zone) })
        },
    ]
}
