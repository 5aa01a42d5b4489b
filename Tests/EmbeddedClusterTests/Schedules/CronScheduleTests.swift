import Testing

@testable import EmbeddedCluster

@Suite struct CronScheduleTests {
    @Test(arguments: [
        ("*/15 * * * *", "2026-01-31T09:30:00Z", "2026-01-31T09:45:00Z"),
        ("0 3 * * *", "2026-01-31T09:30:00Z", "2026-02-01T03:00:00Z"),
        ("@hourly", "2026-01-31T09:30:59Z", "2026-01-31T10:00:00Z"),
        ("@every 1h30m", "2026-01-31T09:30:00Z", "2026-01-31T11:00:00Z"),
        ("0 0 29 2 *", "2026-01-31T09:30:00Z", "2028-02-29T00:00:00Z"),
        // The 31st is a Saturday: a day of either field is enough.
        ("0 12 1 * sat", "2026-01-31T09:30:00Z", "2026-01-31T12:00:00Z"),
        ("0 0 1 * sat", "2026-01-31T09:30:00Z", "2026-02-01T00:00:00Z"),
        ("5/20 9 * * MON-fri", "2026-01-31T09:30:00Z", "2026-02-02T09:05:00Z"),
    ])
    func `the next time follows from the fields`(schedule: String, from: String, expected: String) throws {
        let next = try CronSchedule(schedule).next(after: try #require(Timestamp(from)).seconds) { _ in 0 }
        #expect(next.map { Timestamp(seconds: $0).text } == expected)
    }

    @Test func `a day that never comes is no time`() throws {
        #expect(try CronSchedule("0 0 30 2 *").next(after: 0) { _ in 0 } == nil)
    }

    @Test(arguments: [
        ("2026-01-31T09:30:00Z", "2026-02-01T01:30:00Z"),
        ("2026-07-31T09:30:00Z", "2026-08-01T00:30:00Z"),
        // The clock goes from 2 to 3 in the night, and that day has no such time.
        ("2026-03-28T09:30:00Z", "2026-03-30T00:30:00Z"),
    ])
    func `a zone's clock is followed`(from: String, expected: String) throws {
        let vienna = try #require(ZoneOffset(named: "Europe/Vienna"))
        let next = try CronSchedule("30 2 * * *").next(
            after: try #require(Timestamp(from)).seconds, offset: vienna.seconds)
        #expect(next.map { Timestamp(seconds: $0).text } == expected)
    }

    @Test(arguments: [
        ("", "empty spec string"), ("* * * *", "expected exactly 5 fields, found 4: [* * * *]"),
        ("@often", "unrecognized descriptor: @often"), ("1-2-3 * * * *", "too many hyphens: 1-2-3"),
        ("*/1/2 * * * *", "too many slashes: */1/2"), ("* 24 * * *", "end of range (24) above maximum (23): 24"),
        ("* * 0 * *", "beginning of range (0) below minimum (1): 0"),
        ("5-3 * * * *", "beginning of range (5) beyond end of range (3): 5-3"),
        ("*/0 * * * *", "step of range should be a positive number: */0"),
        ("a * * * *", #"failed to parse int from a: strconv.Atoi: parsing "a": invalid syntax"#),
        ("@every day", #"failed to parse duration @every day: time: invalid duration "day""#),
        (
            "99999999999999999999 * * * *",
            #"failed to parse int from 99999999999999999999: strconv.Atoi: parsing "99999999999999999999": invalid syntax"#
        ),
    ])
    func `what is no schedule says why`(schedule: String, message: String) {
        let error = #expect(throws: CronSchedule.Failure.self) { try CronSchedule(schedule) }
        #expect(error?.message == message)
    }
}
