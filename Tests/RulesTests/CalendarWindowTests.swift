import Foundation
import Testing

@testable import Rules

/// Windows in the zone that a policy names, across the days on which clocks are set.
@Suite struct CalendarWindowTests {
    private func covers(_ from: String, _ to: String, zone: String, at time: String) throws -> Bool {
        let window = try #require(CalendarWindow(from: from, to: to))
        let moment = try #require(TimestampText.parse(time))
        return window.contains(moment, in: try #require(TimeZone(identifier: zone)))
    }

    @Test(arguments: [
        // Midnight of Berlin is 23:00 of the day before in winter, 22:00 in summer.
        ("2026-12-20", "2027-01-04", "Europe/Berlin", "2026-12-19T22:59:59Z", false),
        ("2026-12-20", "2027-01-04", "Europe/Berlin", "2026-12-19T23:00:00Z", true),
        ("2026-12-20", "2027-01-04", "Europe/Berlin", "2027-01-03T22:59:59Z", true),
        ("2026-12-20", "2027-01-04", "Europe/Berlin", "2027-01-03T23:00:00Z", false),
        ("2026-07-01", "2026-07-02", "Europe/Berlin", "2026-06-30T22:00:00Z", true),
        ("2026-07-01", "2026-07-02", "America/New_York", "2026-07-01T03:59:59Z", false),
        ("2026-07-01", "2026-07-02", "America/New_York", "2026-07-01T04:00:00Z", true),
        ("2026-07-01", "2026-07-02", "Asia/Kathmandu", "2026-06-30T18:15:00Z", true),
        // An instant is one whatever the zone.
        ("2026-07-01T00:00:00Z", "2026-07-02T00:00:00Z", "America/New_York", "2026-07-01T00:00:00Z", true),
        ("2026-07-01T00:00:00+02:00", "2026-07-02T00:00:00+02:00", "Asia/Tokyo", "2026-06-30T22:00:00Z", true),
        // 2026-03-29, 02:00 in Berlin: clocks go to 03:00. 02:30 does not exist and is what 01:30 + 1 h is.
        ("2026-03-29T02:30:00", "2026-03-29T12:00:00", "Europe/Berlin", "2026-03-29T01:29:59Z", false),
        ("2026-03-29T02:30:00", "2026-03-29T12:00:00", "Europe/Berlin", "2026-03-29T01:30:00Z", true),
        ("2026-03-29T00:00:00", "2026-03-30T00:00:00", "Europe/Berlin", "2026-03-28T23:00:00Z", true),
        ("2026-03-29T00:00:00", "2026-03-30T00:00:00", "Europe/Berlin", "2026-03-29T22:00:00Z", false),
        // 2026-10-25, 03:00 in Berlin: clocks go back to 02:00. 02:30 happens twice; the first counts.
        ("2026-10-25T02:30:00", "2026-10-25T12:00:00", "Europe/Berlin", "2026-10-25T00:29:59Z", false),
        ("2026-10-25T02:30:00", "2026-10-25T12:00:00", "Europe/Berlin", "2026-10-25T00:30:00Z", true),
        ("2026-10-25T00:00:00", "2026-10-26T00:00:00", "Europe/Berlin", "2026-10-25T22:59:59Z", true),
        ("2026-10-25T00:00:00", "2026-10-26T00:00:00", "Europe/Berlin", "2026-10-25T23:00:00Z", false),
    ]) func `a window holds by the clocks of its zone`(
        from: String, to: String, zone: String, time: String, expected: Bool
    ) throws {
        #expect(try covers(from, to, zone: zone, at: time) == expected)
    }

    @Test(arguments: ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC"])
    func `local times come to the instants that Foundation's calendar finds`(name: String) throws {
        let zone = try #require(TimeZone(identifier: name))
        var calendar = Foundation.Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        var wall = try #require(TimestampText.parse("2025-12-31T00:15:00Z"))
        for _ in 0..<(2 * 366 * 4) {
            wall += 6 * 3_600_000 - 900_000
            let instant = CalendarWindow.instant(wall, in: zone)
            let shown = calendar.dateComponents(
                [.year, .month, .day, .hour, .minute], from: Date(timeIntervalSince1970: Double(instant) / 1_000))
            var utc = Foundation.Calendar(identifier: .gregorian)
            utc.timeZone = try #require(TimeZone(identifier: "UTC"))
            let wanted = utc.dateComponents(
                [.year, .month, .day, .hour, .minute], from: Date(timeIntervalSince1970: Double(wall) / 1_000))
            // What a clock skips, Foundation skips too; nothing else may differ.
            let found = calendar.date(from: wanted).map { Int($0.timeIntervalSince1970 * 1_000) }
            #expect(shown == wanted || found == instant, "\(TimestampText.write(wall)) in \(name)")
        }
    }

    @Test(arguments: [
        ("2026-12-20", "2026-12-20T00:00:00Z"), ("2026-12-20", "2026-12-20"), ("2026-12-21", "2026-12-20"),
        ("2026-13-01", "2027-01-01"), ("soon", "later"), ("2026-12-20T00:00:00Z", "2026-12-21"), ("", ""),
    ]) func `what is no window is none`(from: String, to: String) {
        #expect(CalendarWindow(from: from, to: to) == nil)
    }

    @Test func `the policy names the zone, and one that is not known is a fault`() throws {
        func decide(_ zone: String, at time: String) throws -> AdmissionDecision {
            var context = EvaluationContext()
            context.time = TimestampText.parse(time)
            context.calendars["freeze"] = [try #require(CalendarWindow(from: "2026-12-20", to: "2027-01-04"))]
            return try Fixtures.decide(
                "require(!Calendar(\"freeze\", zone: \"\(zone)\").covers(review.time), \"frozen\")", context: context)
        }
        #expect(try decide("Asia/Tokyo", at: "2026-12-19T15:00:00Z").violations.map(\.message) == ["frozen"])
        #expect(try decide("UTC", at: "2026-12-19T15:00:00Z").isAllowed)
        let unknown = try decide("Europe/Atlantis", at: "2026-12-19T15:00:00Z")
        #expect(!unknown.isAllowed)
        #expect(
            unknown.faults.map(\.fault.message)
                == ["expected a time zone such as 'Europe/Berlin', found 'Europe/Atlantis'"])
    }
}
