import Testing

@testable import EmbeddedCluster

@Suite struct GoTimeTests {
    @Test(arguments: [
        ("2026-01-31T09:30:00Z", false), ("2026-01-31T09:30:00.25Z", false), ("2026-01-31T09:30:00+02:00", false),
        ("2026-01-31T9:30:00Z", false), ("2026-01-31T09:30:00,25Z", false), ("2028-02-29T09:30:00Z", false),
        ("2026-01-31T09:30:00.000000Z", true), ("2026-01-31T09:30:00,000000Z", true),
        ("2026-01-31T09:30:00.123456-08:00", true),
    ])
    func `times are read`(text: String, micro: Bool) {
        #expect(GoTime.fault(in: text, micro: micro) == nil)
    }

    @Test(arguments: [
        (
            "yesterday", false,
            #"parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006""#
        ),
        ("", false, #"parsing time "" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "2006""#),
        (
            "2026-01-31", false,
            #"parsing time "2026-01-31" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T""#
        ),
        ("2026-13-31T09:30:00Z", false, #"parsing time "2026-13-31T09:30:00Z": month out of range"#),
        ("2026-02-30T09:30:00Z", false, #"parsing time "2026-02-30T09:30:00Z": day out of range"#),
        ("2026-02-29T09:30:00Z", false, #"parsing time "2026-02-29T09:30:00Z": day out of range"#),
        ("2026-02-30T09:30:00Zx", false, #"parsing time "2026-02-30T09:30:00Zx": extra text: "x""#),
        (
            "2026-01-31T09:30:00+25:00", false,
            #"parsing time "2026-01-31T09:30:00+25:00": time zone offset hour out of range"#
        ),
        (
            "2026-01-31T09:30:00", false,
            #"parsing time "2026-01-31T09:30:00" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "Z07:00""#
        ),
        ("2026-01-31T09:30:00Zx", false, #"parsing time "2026-01-31T09:30:00Zx": extra text: "x""#),
        (
            "2026-01-31T09:30:00Z", true,
            #"parsing time "2026-01-31T09:30:00Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000""#
        ),
    ])
    func `what is no time is refused in Go's words`(text: String, micro: Bool, words: String) {
        #expect(GoTime.fault(in: text, micro: micro) == words)
    }
}
