import Foundation
import Testing

@testable import EmbeddedCluster

@Suite struct TimestampTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (951_782_400, "2000-02-29T00:00:00Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"), (1_767_225_599, "2025-12-31T23:59:59Z"),
        ] as [(Int64, String)])
    func `a time is written as RFC 3339 has it`(seconds: Int64, text: String) {
        #expect(Timestamp(seconds: seconds).text == text)
        #expect(Timestamp(text)?.seconds == seconds)
    }

    @Test func `every day since the Gregorian calendar is written as Foundation writes it`() {
        for day in stride(from: Int64(-135_000), through: 400_000, by: 97) {
            let seconds = day * 86_400 + 3_723
            let date = Date(timeIntervalSince1970: TimeInterval(seconds))
            #expect(Timestamp(seconds: seconds).text == date.formatted(.iso8601))
        }
    }
}
