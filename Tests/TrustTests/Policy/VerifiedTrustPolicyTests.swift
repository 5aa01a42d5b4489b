import Testing
import Trust

@Suite struct VerifiedTrustPolicyTests {
    private let now = time("2026-03-01T12:00:00Z")

    private func anchored(_ signed: SignedTrustPolicy) throws -> VerifiedTrustPolicy {
        try VerifiedTrustPolicy.anchored(signed, anchor: signed.digest, at: now)
    }

    @Test func `two of three roots make a policy, one does not`() throws {
        _ = try anchored(try TrustPolicyFixture().signed())
        #expect(
            throws: TrustError.policyThreshold(
                version: 1, by: "root keys that it names itself", expected: 2, found: 1)
        ) { try anchored(try TrustPolicyFixture().signed(by: ["alice-root"])) }
    }

    @Test func `another digest than the anchor's is refused`() throws {
        let signed = try TrustPolicyFixture().signed()
        #expect(throws: TrustError.self) {
            try VerifiedTrustPolicy.anchored(signed, anchor: SHA256Digest(of: [1]), at: now)
        }
    }

    @Test func `a changed byte takes every signature away`() throws {
        let signed = try TrustPolicyFixture().signed()
        let changed = SignedTrustPolicy(bytes: signed.bytes + [0x0A], signatures: signed.signatures)
        #expect(throws: TrustError.self) { try anchored(changed) }
    }

    /// Threshold inflation: one key's signature twice, and under another key's name.
    @Test func `one root's signatures count once, whatever they are called`() throws {
        let signed = try TrustPolicyFixture().signed(by: ["alice-root"])
        let bob = try key("bob-root").publicKey.id.text
        let own = signed.signatures[0]
        let inflated = SignedTrustPolicy(
            bytes: signed.bytes, signatures: [own, own, Envelope.Signature(keyID: bob, bytes: own.bytes)])
        #expect(
            throws: TrustError.policyThreshold(
                version: 1, by: "root keys that it names itself", expected: 2, found: 1)
        ) { try anchored(inflated) }
    }

    @Test func `a signature as another format's is none of a policy`() throws {
        let text = try TrustPolicyFixture().text()
        let envelopes = try Envelope.sign(
            Array(text.utf8), type: "text/plain", with: [try signer("alice-root"), try signer("bob-root")])
        #expect(throws: TrustError.self) {
            try anchored(SignedTrustPolicy(bytes: Array(text.utf8), signatures: envelopes.signatures))
        }
    }

    // MARK: Updates

    @Test func `an update needs both thresholds and exactly the next version`() throws {
        let first = try anchored(try TrustPolicyFixture().signed())
        var next = TrustPolicyFixture()
        next.version = 2
        #expect(try first.updated(to: try next.signed(), at: now).policy.version == 2)
        for version in [0, 1, 3] {
            next.version = version
            #expect(throws: TrustError.self) { try first.updated(to: try next.signed(), at: now) }
        }
    }

    @Test func `new roots need the old ones' consent, and the old ones the new ones'`() throws {
        let first = try anchored(try TrustPolicyFixture().signed())
        var next = TrustPolicyFixture()
        next.version = 2
        next.words = ["alice-root": "alice-new", "bob-root": "bob-new"]
        let byNew = try next.signed(by: ["alice-root", "bob-root"])
        #expect(
            throws: TrustError.policyThreshold(
                version: 2, by: "root keys of version 1", expected: 2, found: 0)
        ) { try first.updated(to: byNew, at: now) }
        var byOld = SignedTrustPolicy(bytes: byNew.bytes, signatures: [])
        byOld = try byOld.adding(signatureBy: try signer("alice-root")).adding(signatureBy: try signer("bob-root"))
        #expect(
            throws: TrustError.policyThreshold(
                version: 2, by: "root keys that it names itself", expected: 2, found: 0)
        ) { try first.updated(to: byOld, at: now) }
        let byBoth = try byNew.adding(signatureBy: try signer("alice-root")).adding(signatureBy: try signer("bob-root"))
        #expect(try first.updated(to: byBoth, at: now).policy.version == 2)
    }

    @Test func `a revoked, retired or expired root does not count`() throws {
        for field in [
            "revoked: { at: 2026-02-01T00:00:00Z, reason: lost, logSize: 9, log: example.com/log }",
            "retired: 2026-02-01T00:00:00Z",
            "validUntil: 2026-02-01T00:00:00Z", "validFrom: 2026-04-01T00:00:00Z",
        ] {
            var fixture = TrustPolicyFixture()
            fixture.fields["alice-root"] = field
            #expect(throws: TrustError.self, "\(field)") { try anchored(try fixture.signed()) }
            _ = try anchored(try fixture.signed(by: ["bob-root", "carol-root"]))
        }
    }

    @Test func `a key that was revoked does not come back, under its name, another one, or after a version without it`()
        throws
    {
        let revoked = "revoked: { at: 2026-02-01T00:00:00Z, reason: lost, logSize: 9, log: example.com/log }"
        var fixture = TrustPolicyFixture()
        fixture.fields["alice-laptop"] = revoked
        let first = try anchored(try fixture.signed())
        fixture.version = 2
        #expect(try first.updated(to: try fixture.signed(), at: now).policy.version == 2)
        fixture.fields = [:]
        #expect(throws: TrustError.self) { try first.updated(to: try fixture.signed(), at: now) }
        // Left out: its place is another key's.
        fixture.words["alice-laptop"] = "alice-new-laptop"
        #expect {
            try first.updated(to: try fixture.signed(), at: now)
        } throws: {
            "\($0)".contains("it lacks the key 'alice-laptop'") && "\($0)".contains("keep the key with its 'revoked'")
        }
        // As somebody else's, under another name.
        fixture.words["bob-release"] = "alice-laptop"
        #expect {
            try first.updated(to: try fixture.signed(), at: now)
        } throws: {
            "\($0)".contains("'bob-release'") && "\($0)".contains("version 1 revoked it as 'alice-laptop'")
        }
        fixture.fields["bob-release"] = revoked
        #expect(try first.updated(to: try fixture.signed(), at: now).policy.version == 2)
    }

    @Test func `a revocation can be made stricter, and never be softened`() throws {
        func revoked(_ size: Int?, _ log: String = "example.com/log") -> String {
            "revoked: { at: 2026-02-01T00:00:00Z, reason: lost\(size.map { ", logSize: \($0), log: \(log)" } ?? "") }"
        }
        var fixture = TrustPolicyFixture()
        fixture.fields["alice-laptop"] = revoked(20)
        let first = try anchored(try fixture.signed())
        fixture.version = 2
        for stricter in [revoked(20), revoked(19), revoked(nil), revoked(0, "example.com/second")] {
            fixture.fields["alice-laptop"] = stricter
            #expect(try first.updated(to: try fixture.signed(), at: now).policy.version == 2, "\(stricter)")
        }
        for softer in [revoked(100_000), revoked(21), revoked(20, "example.com/second")] {
            fixture.fields["alice-laptop"] = softer
            #expect {
                try first.updated(to: try fixture.signed(), at: now)
            } throws: {
                "\($0)".contains("expected a 'logSize' of at most 20 of 'example.com/log', found ")
            }
        }
        // Nothing held: nothing can come to hold.
        fixture.version = 1
        fixture.fields["alice-laptop"] = revoked(nil)
        let nothing = try anchored(try fixture.signed())
        fixture.version = 2
        fixture.fields["alice-laptop"] = revoked(1)
        #expect(throws: TrustError.self) { try nothing.updated(to: try fixture.signed(), at: now) }
    }

    @Test func `a version that is too high is told from one that went back`() throws {
        var fixture = TrustPolicyFixture()
        fixture.version = 3
        let third = try anchored(try fixture.signed())
        fixture.version = 5
        #expect(throws: TrustError.policyGap(expected: 4, found: 5)) {
            try third.updated(to: try fixture.signed(), at: now)
        }
        fixture.version = 2
        #expect(
            throws: TrustError.rollback("the trust policy", reason: "expected version 4, found version 2")
        ) { try third.updated(to: try fixture.signed(), at: now) }
    }

    @Test func `example keys are refused outside the demo`() throws {
        let signed = try ExampleTrust.policy()
        #expect {
            try VerifiedTrustPolicy.anchored(signed, anchor: signed.digest, at: now)
        } throws: { error in
            if case TrustError.exampleKey = error { true } else { false }
        }
        _ = try VerifiedTrustPolicy.anchored(signed, anchor: signed.digest, at: now, allowsExampleKeys: true)
    }
}
