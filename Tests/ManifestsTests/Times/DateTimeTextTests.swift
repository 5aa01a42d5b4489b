import Foundation
import Manifests
import Testing

@Suite struct DateTimeTextTests {
    /// One of every 97 days of the years 0 to 9999.
    @Test func `days are those of Foundation's calendar, there and back`() {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        // Foundation changes to the Julian calendar before 1582.
        for days in stride(from: Int64(-141_000), to: 2_932_896, by: 97) {
            let date = CalendarDate(days: days)
            let parts = calendar.dateComponents(
                [.year, .month, .day], from: Date(timeIntervalSince1970: Double(days) * 86_400))
            #expect([date.year, date.month, date.day].map { Int($0) } == [parts.year, parts.month, parts.day])
            #expect(date.days == days)
        }
        for days in stride(from: Int64(-719_528), to: -141_000, by: 97) {
            #expect(CalendarDate(days: days).days == days)
        }
    }

    @Test(arguments: [
        (-62_167_219_200, "0000-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (0, "1970-01-01T00:00:00Z"),
        (951_782_400, "2000-02-29T00:00:00Z"), (253_402_300_799, "9999-12-31T23:59:59Z"),
    ])
    func `a time is written in UTC, and read`(seconds: Int64, text: String) {
        #expect(DateTimeText.write(seconds) == text)
        #expect(DateTimeText.seconds(in: ArraySlice(Array(text.utf8).dropLast())) == seconds)
    }

    @Test(arguments: [
        "2026-02-29T00:00:00", "2026-13-01T00:00:00", "2026-00-10T00:00:00", "2026-04-31T00:00:00",
        "2026-01-01T24:00:00", "2026-01-01T00:60:00", "2026-01-01T00:00:60", "2026-01-01 00:00:00",
        "2026-01-01T00:00:0", "2026-01-01T00:00:+1", "+026-01-01T00:00:00", "",
    ])
    func `what is no time is none`(text: String) {
        #expect(DateTimeText.seconds(in: ArraySlice(text.utf8)) == nil)
    }

    @Test func `a leap second is one where it is allowed`() {
        let text = ArraySlice("2016-12-31T23:59:60".utf8)
        #expect(DateTimeText.seconds(in: text, allowsLeapSecond: true) == 1_483_228_800)
    }

    @Test(
        arguments: [
            ("2026-01-31T09:30:00Z", 1_769_851_800), ("2026-01-31T10:30:00.123456789+01:00", 1_769_851_800),
            ("2026-01-31T09:30:00", nil), ("2026-01-31T09:30:00.Z", nil), ("2026-01-31", nil), ("", nil),
        ] as [(String, Int64?)])
    func `a whole time is read without its fraction`(text: String, seconds: Int64?) {
        #expect(DateTimeText.read(text) == seconds)
    }

    @Test(arguments: [("Z", 0), ("+01:30", 5_400), ("-08:00", -28_800)])
    func `a zone is seconds to the east`(text: String, seconds: Int64) {
        #expect(DateTimeText.zone(in: ArraySlice(text.utf8)) == seconds)
    }

    @Test(arguments: ["", "z", "+1:00", "+24:00", "+01:60", "+0100", "01:00Z", "+01:00Z"])
    func `what is no zone is none`(text: String) {
        #expect(DateTimeText.zone(in: ArraySlice(text.utf8)) == nil)
    }
}
