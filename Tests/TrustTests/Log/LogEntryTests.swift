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
        #"{"entry":"lockstep/v1","kind":"override","log":"x","time":"1970-01-01T00:00:00Z"}"#,
        #"{"entry":"lockstep/v1","kind":"override","retired":"1970-01-01T00:00:00Z","time":"1970-01-01T00:00:00Z"}"#,
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

    static func audit(_ entries: [LogEntry], of origin: String? = nil) -> Audit {
        var audit = Audit(of: origin)
        for (index, entry) in entries.enumerated() { audit.add(entry.bytes, at: index) }
        return audit
    }

    /// A trust policy as the log has it, with one more field or another for a key.
    static func policy(
        _ version: Int, keys: [String], expires: LogTime? = nil, with change: (inout LogEntry) -> Void = { _ in }
    ) throws -> [LogEntry] {
        let digest = SHA256Digest(of: [UInt8(version)])
        let time = try #require(LogTime(seconds: 0))
        var acceptance = LogEntry.policyChange(
            to: digest, version: Int64(version), by: nil, reason: "accepted", at: time)
        acceptance.expires = expires
        return [acceptance]
            + keys.map { key in
                var entry = LogEntry(.keyEvent, at: time)
                entry.event = .trusted
                entry.key = key
                entry.policy = "sha256:\(digest.hex)"
                entry.grants = [.init(role: "release", environments: ["*"], artifacts: ["models/*"])]
                change(&entry)
                return entry
            }
    }

    /// How entries are judged by a policy that is accepted after them.
    static func standings(
        _ entries: [LogEntry], by policy: [LogEntry], of origin: String? = nil, now: LogTime? = nil
    ) -> [Audit.Standing] {
        audit(entries + policy, of: origin).rows(now: now).prefix(entries.count).map(\.standing)
    }

    static func signature(_ seconds: Int64, key: String, of name: String = "models/fraud") throws -> LogEntry {
        var entry = try entry(.signature, seconds, key: key)
        entry.name = name
        entry.environment = "production"
        return entry
    }

    @Test func `what the trust policy does not let a key sign is not valid, nor what an unknown key signed`() throws {
        let late = try #require(LogTime(seconds: 90))
        let entries = [
            try Self.signature(10, key: "a"), try Self.signature(10, key: "b"),
            try Self.signature(10, key: "a", of: "images/app"), try Self.entry(.policyChange, 10, key: "a"),
        ]
        #expect(Self.standings(entries, by: []) == [.unjudged, .unjudged, .unjudged, .unjudged])
        #expect(
            Self.standings(entries, by: try Self.policy(1, keys: ["a"]))
                == [.valid, .unknownKey, .notPermitted, .notPermitted])
        let ran = try Self.policy(1, keys: ["a"], expires: late)
        #expect(Self.standings(entries, by: ran, now: late).first == .policyExpired(at: late))
        #expect(Self.standings(entries, by: ran, now: LogTime(seconds: 89)).first == .valid)
        // Dropped by a newer one; an older one that is told later changes nothing.
        let (first, second) = (try Self.policy(1, keys: ["a"]), try Self.policy(2, keys: ["b"]))
        #expect(Self.standings(entries, by: first + second).prefix(2) == [.unknownKey, .valid])
        #expect(Self.standings(entries, by: second + first).prefix(2) == [.unknownKey, .valid])
        // The role of another, and another environment.
        let elsewhere = try Self.policy(1, keys: ["a"]) {
            $0.grants = [
                .init(role: "committer", environments: ["*"]),
                .init(role: "release", environments: ["staging"], artifacts: ["**"]),
            ]
        }
        #expect(Self.standings(entries, by: elsewhere).first == .notPermitted)
    }

    @Test func `an expired key's signatures do not hold, whatever time a later entry says`() throws {
        let end = try #require(LogTime(seconds: 100))
        let policy = try Self.policy(1, keys: ["a"]) { $0.validUntil = end }
        let entries = [
            try Self.signature(10, key: "a"), try Self.signature(100, key: "a"),
            // The clock was set back.
            try Self.signature(20, key: "a"),
        ]
        #expect(Self.standings(entries, by: policy) == [.valid, .keyExpired(at: end), .keyExpired(at: end)])
        let young = try Self.policy(1, keys: ["a"]) { $0.validFrom = end }
        #expect(Self.standings(entries, by: young).prefix(2) == [.keyNotYetValid(from: end), .valid])
        let retired = try Self.policy(1, keys: ["a"]) { $0.retired = end }
        #expect(Self.standings(entries, by: retired).prefix(2) == [.valid, .retired])
    }

    @Test func `what the log is told of a policy is enough to judge by`() throws {
        var fixture = TrustPolicyFixture()
        fixture.fields["bob-release"] = "validUntil: 2026-04-01T00:00:00Z"
        fixture.fields["build-ci"] = "revoked: { at: 2026-02-01T00:00:00Z, reason: stolen, logSize: 9, log: x/log }"
        let now = try #require(LogTime("2026-03-01T12:00:00Z"))
        let told = LogEntry.accepted(try fixture.verified(), after: nil, at: now)
        for entry in told { #expect(try LogEntry(entry.bytes) == entry) }
        func sign(_ name: String, at time: String) throws -> LogEntry {
            let binding = ReleaseBinding(
                artifact: "models/fraud", environment: "production", version: 1, issued: Timestamp(seconds: 0))
            let digest = SHA256Digest(of: [1])
            return .signature(
                digest, by: .init(.ed25519(try fixture.publicKey(name)), policy: nil), of: digest, subject: "fraud",
                binding: binding, at: try #require(LogTime(time)))
        }
        let entries = [
            try sign("alice-release", at: "2026-03-01T12:00:00Z"), try sign("bob-release", at: "2026-04-01T00:00:00Z"),
            try sign("alice-commit", at: "2026-03-01T12:00:00Z"), try sign("build-ci", at: "2026-03-01T12:00:00Z"),
            try sign("dave", at: "2026-03-01T12:00:00Z"),
        ]
        func standings(in origin: String) throws -> [Audit.Standing] {
            Self.standings(entries, by: told, of: origin)
        }
        let ended = Audit.Standing.keyExpired(at: try #require(LogTime("2026-04-01T00:00:00Z")))
        #expect(try standings(in: "x/log") == [.valid, ended, .notPermitted, .valid, .unknownKey])
        // In another log than the one that was counted nothing of a revoked key holds.
        #expect(try standings(in: "y/log")[3] == .revoked(logSize: 0, reason: "stolen"))
    }

    @Test func `what a revoked key signed holds only where it was logged before`() throws {
        var revocation = try Self.entry(.keyEvent, 50, key: "a")
        revocation.event = .revoked
        revocation.logSize = 1
        revocation.reason = "stolen"
        let entries = [
            try Self.signature(10, key: "a"),
            // Logged later, though it says to be earlier.
            try Self.signature(5, key: "a"), try Self.signature(20, key: "b"), revocation,
            try Self.entry(.approval, 60, key: "a"),
        ]
        let policy = try Self.policy(1, keys: ["a", "b"])
        let stolen = Audit.Standing.revoked(logSize: 1, reason: "stolen")
        #expect(Self.standings(entries, by: policy) == [.valid, stolen, .valid, .notApplicable, stolen])
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
        let signature = try Self.signature(1, key: "a")
        #expect(
            Self.standings([signature, retirement, signature], by: try Self.policy(1, keys: ["a"]))
                == [.valid, .notApplicable, .retired])
    }

    @Test func `an approval and a signature hold until they expire`() throws {
        let time = try #require(LogTime(seconds: 10))
        let signatory = LogEntry.Signatory(.ed25519(try Ed25519PrivateKey.generate().publicKey), policy: nil)
        let binding = ReleaseBinding(
            artifact: "models/app", environment: "production", version: 2, issued: Timestamp(seconds: 0),
            expires: Timestamp(seconds: 100))
        let digest = SHA256Digest(of: [1])
        let signature = LogEntry.signature(
            digest, by: signatory, of: digest, subject: "app", binding: binding, at: time)
        let approval = LogEntry.approval(
            digest, by: signatory, of: "fraud", commit: String(repeating: "a", count: 40), environment: "production",
            at: time)
        for entry in [signature, approval] { #expect(try LogEntry(entry.bytes) == entry) }
        let audit = Self.audit([signature, approval])
        let policy = try Self.policy(1, keys: [signatory.keyName])
        let late = try #require(LogTime(seconds: 100))
        func standings(_ now: LogTime?) -> [Audit.Standing] {
            Self.standings([signature, approval], by: policy, now: now)
        }
        #expect(standings(LogTime(seconds: 99)) == [.valid, .valid])
        #expect(standings(late) == [.expired(at: late), .valid])
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
        return String(line.dropFirst("0,1970-01-01T00:00:00Z,override,,,,,,,,,,,,,,,".count).dropLast(1))
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
                INDEX  TIME                  KIND      PRINCIPAL     KEY  SUBJECT  NAME  ARTIFACT             ENVIRONMENT  POLICY  STANDING  REASON
                0      1970-01-01T00:00:00Z  override  al?[31mice?  -    -        -     sha256:abababababab  -            -       -         -

                """.replacing("PRINCIPAL     KEY", with: "PRINCIPAL    KEY"))
    }

    @Test func `json has the entry, its place and its standing`() throws {
        let entries = [try Self.signature(0, key: "k")] + (try Self.policy(1, keys: ["k"]))
        let text = AuditReport(Self.audit(entries).rows(Audit.Query(kinds: [.signature]))).text(.json)
        #expect(text.contains(#""standing": "valid""#))
        #expect(text.contains(#""index": 0"#))
    }
}
