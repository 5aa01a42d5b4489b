import Testing
import Trust

@Suite struct LogEntryTests {
    static let digest = "sha256:" + String(repeating: "ab", count: 32)

    static func full() throws -> LogEntry {
        var entry = LogEntry(.signature, at: try #require(LogTime("2026-07-01T12:00:00Z")))
        entry.principal = "alice"
        entry.role = "release"
        entry.key = "SHA256:abc"
        entry.subject = "fraud-detection"
        entry.artifact = digest
        entry.environment = "production"
        entry.version = "v2"
        entry.commit = String(repeating: "0f", count: 20)
        entry.policy = digest
        entry.envelope = digest
        entry.approvers = ["bob", "carol"]
        entry.reason = "because"
        return entry
    }

    @Test func `an entry has one text, with its fields in order`() throws {
        var entry = LogEntry(.override, at: try #require(LogTime(seconds: 0)))
        entry.principal = "alice"
        entry.reason = "a \"quoted\" reason"
        #expect(
            String(decoding: entry.bytes, as: UTF8.self)
                == #"{"entry":"lockstep/v1","kind":"override","principal":"alice","reason":"a \"quoted\" reason","#
                + #""time":"1970-01-01T00:00:00Z"}"#)
        #expect(try LogEntry(entry.bytes) == entry)
        #expect(try LogEntry(Self.full().bytes) == Self.full())
    }

    @Test(arguments: [
        "", "{}", "[]", #"{"entry":"lockstep/v2","kind":"override","time":"1970-01-01T00:00:00Z"}"#,
        #"{"entry":"lockstep/v1","kind":"nonsense","time":"1970-01-01T00:00:00Z"}"#,
        #"{"entry":"lockstep/v1","kind":"override","time":"1970-01-01"}"#,
        #"{"entry":"lockstep/v1","kind":"override","time":"1970-01-01T00:00:00Z","zone":"x"}"#,
        #"{"entry":"lockstep/v1","kind":"override", "time":"1970-01-01T00:00:00Z"}"#,
        #"{"kind":"override","entry":"lockstep/v1","time":"1970-01-01T00:00:00Z"}"#,
        #"{"entry":"lockstep/v1","kind":"override","kind":"approval","time":"1970-01-01T00:00:00Z"}"#,
        #"{"entry":"lockstep/v1","kind":"override","principal":1,"time":"1970-01-01T00:00:00Z"}"#,
        #"{"entry":"lockstep/v1","kind":"signature","time":"1970-01-01T00:00:00Z"}"#,
        #"{"artifact":"sha256:AB","entry":"lockstep/v1","kind":"override","time":"1970-01-01T00:00:00Z"}"#,
        #"{"commit":"zz","entry":"lockstep/v1","kind":"override","time":"1970-01-01T00:00:00Z"}"#,
        #"{"entry":"lockstep/v1","event":"revoked","key":"k","kind":"keyEvent","time":"1970-01-01T00:00:00Z"}"#,
        #"{"entry":"lockstep/v1","key":"k","kind":"keyEvent","time":"1970-01-01T00:00:00Z"}"#,
        #"{"entry":"lockstep/v1","kind":"override","logSize":3,"time":"1970-01-01T00:00:00Z"}"#,
        #"{"approvers":[],"entry":"lockstep/v1","kind":"override","time":"1970-01-01T00:00:00Z"}"#,
    ])
    func `what is not exactly an entry is refused`(text: String) {
        #expect(throws: TrustError.self) { try LogEntry(Array(text.utf8)) }
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (1_679_315_147, "2023-03-20T12:25:47Z"),
        (4_107_542_399, "2100-02-28T23:59:59Z"), (4_107_542_400, "2100-03-01T00:00:00Z"),
        (253_402_300_799, "9999-12-31T23:59:59Z"),
    ])
    func `times are those of the calendar`(seconds: Int64, text: String) {
        #expect(LogTime(seconds: seconds)?.description == text)
        #expect(LogTime(text)?.seconds == seconds)
    }

    @Test func `every day for 400 years is written and read back`() {
        for day in Int64(0)..<146_097 {
            let time = LogTime(seconds: day * 86_400 + day % 86_400)
            #expect(time.flatMap { LogTime($0.description) } == time)
        }
    }

    @Test(arguments: [
        "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:60Z",
        "2026-01-01T00:00:00+00:00", "2026-01-01 00:00:00Z", "2026-1-01T00:00:00Z", "", "1969-12-31T23:59:59Z",
        "2026-00-10T00:00:00Z", "2026-01-00T00:00:00Z",
    ])
    func `what is no time is refused`(text: String) {
        #expect(LogTime(text) == nil)
    }
}

@Suite struct AuditTests {
    static func entry(_ kind: LogEntry.Kind, _ seconds: Int64, key: String? = nil, principal: String? = nil) throws
        -> LogEntry
    {
        var entry = LogEntry(kind, at: try #require(LogTime(seconds: seconds)))
        entry.key = key
        entry.principal = principal
        return entry
    }

    static func audit(_ entries: [LogEntry]) -> Audit {
        var audit = Audit()
        for (index, entry) in entries.enumerated() { audit.add(entry.bytes, at: index) }
        return audit
    }

    @Test func `what a revoked key signed holds only where it was logged before`() throws {
        var revocation = try Self.entry(.keyEvent, 50, key: "a")
        revocation.event = .revoked
        revocation.logSize = 1
        revocation.reason = "stolen"
        let audit = Self.audit([
            try Self.entry(.signature, 10, key: "a"),
            // Logged later, though it says to be earlier.
            try Self.entry(.signature, 5, key: "a"), try Self.entry(.signature, 20, key: "b"), revocation,
            try Self.entry(.approval, 60, key: "a"),
        ])
        #expect(
            audit.rows().map(\.standing) == [
                .valid, .revoked(logSize: 1, reason: "stolen"), .valid, .notApplicable,
                .revoked(logSize: 1, reason: "stolen"),
            ])
    }

    @Test func `a revocation can be made sharper but not softer, nor reach past its own place`() throws {
        func revocation(_ size: Int) throws -> LogEntry {
            var entry = try Self.entry(.keyEvent, 1, key: "a")
            entry.event = .revoked
            entry.logSize = size
            return entry
        }
        let signature = try Self.entry(.signature, 1, key: "a")
        let soft = Self.audit([signature, signature, try revocation(1), try revocation(2)])
        #expect(soft.rows()[1].standing == .revoked(logSize: 1, reason: nil))
        let far = Self.audit([signature, try revocation(1_000), signature])
        #expect(far.rows()[2].standing == .revoked(logSize: 1, reason: nil))
    }

    @Test func `retired is not revoked: what was signed before still holds`() throws {
        var retirement = try Self.entry(.keyEvent, 1, key: "a")
        retirement.event = .retired
        let signature = try Self.entry(.signature, 1, key: "a")
        #expect(
            Self.audit([signature, retirement, signature]).rows().map(\.standing) == [.valid, .notApplicable, .retired])
    }

    @Test func `an approval and a signature hold until they expire`() throws {
        let time = try #require(LogTime(seconds: 10))
        let signatory = LogEntry.Signatory(.ed25519(try Ed25519PrivateKey.generate().publicKey), policy: nil)
        let binding = ReleaseBinding(
            artifact: "app", environment: "production", version: 2, issued: Timestamp(seconds: 0),
            expires: Timestamp(seconds: 100))
        let digest = SHA256Digest(of: [1])
        let signature = LogEntry.signature(
            digest, by: signatory, of: digest, subject: "app", binding: binding, at: time)
        let approval = LogEntry.approval(
            digest, by: signatory, of: "fraud", commit: String(repeating: "a", count: 40), environment: "production",
            at: time)
        for entry in [signature, approval] { #expect(try LogEntry(entry.bytes) == entry) }
        let audit = Self.audit([signature, approval])
        let late = try #require(LogTime(seconds: 100))
        #expect(audit.rows(now: LogTime(seconds: 99)).map(\.standing) == [.valid, .valid])
        #expect(audit.rows(now: late).map(\.standing) == [.expired(at: late), .valid])
        #expect(audit.rows(Audit.Query(environment: "production", kinds: [.approval])).count == 1)
    }

    @Test func `a query selects by time, principal, environment and kind`() throws {
        var approved = try Self.entry(.signature, 30, key: "k", principal: "alice")
        approved.approvers = ["bob"]
        approved.environment = "production"
        let audit = Self.audit([
            try Self.entry(.signature, 10, key: "k", principal: "alice"),
            try Self.entry(.override, 20, principal: "bob"), approved,
        ])
        func indexes(_ query: Audit.Query) -> [Int] { audit.rows(query).map(\.index) }
        #expect(indexes(Audit.Query(since: LogTime(seconds: 20))) == [1, 2])
        #expect(indexes(Audit.Query(principal: "bob")) == [1, 2])
        #expect(indexes(Audit.Query(environment: "production")) == [2])
        #expect(indexes(Audit.Query(kinds: [.override])) == [1])
        #expect(indexes(Audit.Query()) == [0, 1, 2])
    }

    @Test func `leaves of others are counted, not hidden`() {
        var audit = Audit()
        audit.add(Array("x".utf8), at: 0)
        #expect(audit.unreadable == [0])
        #expect(audit.rows().isEmpty)
    }

    static func csvCell(reason: String) throws -> String {
        var entry = try entry(.override, 0)
        entry.reason = reason
        let line = AuditReport(audit([entry]).rows()).text(.csv).dropFirst(
            AuditReport([]).text(.csv).count)
        return String(line.dropFirst("0,1970-01-01T00:00:00Z,override,,,,,,,,,,,,,,".count).dropLast(1))
    }

    @Test(arguments: [
        ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""), ("two\nlines", "\"two\nlines\""),
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\tx", "'\tx"),
        ("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""), (" =1", "\"' =1\""),
        ("1-2", "1-2"),
        ("＝1", "'＝1"),
    ])
    func `a field of a spreadsheet is quoted, and no formula`(reason: String, cell: String) throws {
        let expected = cell.hasPrefix("\"' ") ? "' =1" : cell
        #expect(try Self.csvCell(reason: reason) == expected)
    }

    @Test func `a table is aligned, and no terminal obeys it`() throws {
        var entry = try Self.entry(.override, 0, principal: "al\u{1B}[31mice\u{202E}")
        entry.artifact = LogEntryTests.digest
        #expect(
            AuditReport(Self.audit([entry]).rows()).text(.table)
                == """
                INDEX  TIME                  KIND      PRINCIPAL     KEY  SUBJECT  ARTIFACT             ENVIRONMENT  POLICY  STANDING  REASON
                0      1970-01-01T00:00:00Z  override  al?[31mice?  -    -        sha256:abababababab  -            -       -         -

                """.replacing("PRINCIPAL     KEY", with: "PRINCIPAL    KEY"))
    }

    @Test func `json has the entry, its place and its standing`() throws {
        let text = AuditReport(Self.audit([try Self.entry(.signature, 0, key: "k")]).rows()).text(.json)
        #expect(text.contains(#""standing": "valid""#))
        #expect(text.contains(#""index": 0"#))
    }
}
