import Testing
import Trust

@Suite struct LogPolicyTests {
    static let names = ["X1", "X2", "X3", "Y1", "Y2", "Y3"]

    static func witness(_ name: String) throws -> TestKey {
        let number = UInt8((names.firstIndex(of: name) ?? 0) + 10)
        return try TestKey(number, name: "\(name).example", kind: .cosignature)
    }

    /// The example of C2SP tlog-policy.
    static func example() throws -> LogPolicy {
        let log = try TestKey(1, name: TestLog.origin).signer.key
        let witnesses = try names.map { "witness \($0) \(try witness($0).signer.key)" }
        let lines =
            ["# a comment", "", "log \(log)"] + witnesses + [
                "group X-witnesses 2 X1 X2 X3", "  group\tY-witnesses any Y1 Y2 Y3",
                "group X-and-Y all X-witnesses Y-witnesses", "quorum X-and-Y",
            ]
        return try LogPolicy(Array((lines.joined(separator: "\n") + "\n").utf8))
    }

    static func note(cosignedBy names: [String], at time: Int64 = 1_000) throws -> SignedNote {
        var note = try TestKey(1, name: TestLog.origin).checkpoint(TestLog.origin, TestLog.entries(0..<3))
        for name in names { note.add(try witness(name).signer.signature(over: note.text, time: time)) }
        return note
    }

    static let check: LogPolicy.SignatureCheck = { Ed25519.isValid($1, $2, publicKey: $0) }

    @Test(arguments: [
        (["X1", "X2", "Y1"], true), (["X1", "X3", "Y3"], true), (names, true), (["X1", "Y1", "Y2"], false),
        (["X1", "X2", "X3"], false), ([], false),
    ])
    func `the quorum of the example is two of X and one of Y`(names: [String], isEnough: Bool) throws {
        let policy = try Self.example()
        #expect(policy.isSatisfied(by: Set(try names.map { try Self.witness($0).signer.key })) == isEnough)
        let note = try Self.note(cosignedBy: names)
        if isEnough {
            #expect(try policy.verify(note, now: 0, isValid: Self.check).checkpoint.size == 3)
        } else {
            #expect(throws: TrustError.self) { try policy.verify(note, now: 0, isValid: Self.check) }
        }
    }

    @Test func `old cosignatures do not count where an age is given, nor do those of the future`() throws {
        let policy = try Self.example()
        let note = try Self.note(cosignedBy: Self.names, at: 1_000)
        _ = try policy.verify(note, now: 1_500, oldest: 500, isValid: Self.check)
        #expect(throws: TrustError.self) { try policy.verify(note, now: 1_501, oldest: 500, isValid: Self.check) }
        #expect(throws: TrustError.self) { try policy.verify(note, now: 900, oldest: 500, isValid: Self.check) }
    }

    @Test func `a log that is not in the policy is refused, whoever cosigned`() throws {
        let other = try TestKey(99, name: TestLog.origin).checkpoint(TestLog.origin, [])
        #expect(throws: TrustError.self) { try Self.example().verify(other, now: 0, isValid: Self.check) }
    }

    @Test func `a policy whose log keys are not in force believes no log, also on the log's own machine`() throws {
        let now = time("2026-03-01T12:00:00Z")
        let log = try TestKey(1, name: TestLog.origin)
        let note = try log.checkpoint(TestLog.origin, TestLog.entries(0..<3))
        func beliefs(_ field: String?) throws -> LogPolicy {
            let text = try TrustPolicyFixture().text()
            guard let field else {
                return try LogPolicy(
                    trust: try TrustPolicy.read(Array(text.utf8)), at: now, fallback: log.signer.key)
            }
            let key = "        - { name: \(TestLog.origin), publicKey: \"\(log.signer.key)\"\(field) }\n"
            let named = text.replacing(
                "  roles:\n",
                with: "    - name: log@example.com\n      keys:\n\(key)  roles:\n"
                    + "    - { role: log, keys: [\(TestLog.origin)] }\n")
            return try LogPolicy(trust: try TrustPolicy.read(Array(named.utf8)), at: now, fallback: log.signer.key)
        }
        for field in [nil, "", ", validUntil: 2026-03-01T12:00:01Z"] {
            #expect(try beliefs(field).verify(note, now: now.seconds, isValid: Self.check).checkpoint.size == 3)
        }
        for field in [
            ", revoked: { at: 2026-02-01T00:00:00Z, reason: stolen }", ", retired: 2026-02-01T00:00:00Z",
            ", validUntil: 2026-03-01T12:00:00Z", ", validFrom: 2026-03-02T00:00:00Z",
        ] {
            #expect(throws: TrustError.self, "\(field)") {
                try beliefs(field).verify(note, now: now.seconds, isValid: Self.check)
            }
        }
    }

    @Test(arguments: [
        "", "quorum X", "quorum none\nquorum none", "log abc\nquorum none", "witness X1 W1\nquorum X1",
        "witness X1 W1 u\nwitness X2 W1\nquorum none", "witness X1 W1\nwitness X1 W2\nquorum none",
        "witness none W1\nquorum none", "group G any\nquorum none", "witness A W1\ngroup G 2 A\nquorum G",
        "witness A W1\ngroup G 0 A\nquorum G", "witness A W1\ngroup G 01 A\nquorum G",
        "witness A W1\ngroup G any A A\nquorum G", "witness A W1\ngroup G any A\ngroup H any A\nquorum H",
        "group G any G\nquorum G", "log W1\nquorum none", "quorum none\r", "elsewhat\nquorum none",
    ])
    func `what is no policy is refused`(text: String) throws {
        var text = text
        if !text.contains("witness X1 W1\nquorum") {
            text = text.replacing("W1", with: "\(try Self.witness("X1").signer.key)")
        }
        text = text.replacing("W2", with: "\(try Self.witness("X2").signer.key)")
        #expect(throws: TrustError.self) { try LogPolicy(Array(text.utf8)) }
    }
}
