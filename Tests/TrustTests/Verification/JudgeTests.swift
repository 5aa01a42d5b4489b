import Manifests
import Testing
import Trust

@Suite struct JudgeTests {
    @Test func `two principals of a role verify an artifact`() throws {
        let fixture = JudgeFixture()
        let verdict = try fixture.judge(nil, try fixture.claim(by: ["alice-release", "bob-release"]))
        let verified = try #require(verdict.verified)
        #expect(verified.version == 5)
        #expect(verified.signers.map(\.principal) == ["alice@example.com", "bob@example.com"])
        #expect(verified.policyVersion == 1)
    }

    @Test func `signatures in separate envelopes add up, of one version`() throws {
        var fixture = JudgeFixture()
        let alice = try fixture.claim(by: ["alice-release"])
        #expect(try fixture.judge(nil, alice, try fixture.claim(by: ["bob-release"])).verified != nil)
        fixture.binding.version = 6
        let verdict = try fixture.judge(nil, alice, try fixture.claim(by: ["bob-release"]))
        #expect(verdict.refusals.contains(.belowThreshold(role: .release, expected: 2, found: 1)))
    }

    @Test func `every role that is asked for must be reached`() throws {
        let fixture = JudgeFixture()
        let release = try fixture.claim(by: ["alice-release", "bob-release"])
        let request = fixture.request(roles: [.release, .security])
        #expect(
            try fixture.judge(request, release).refusals.contains(
                .belowThreshold(role: .security, expected: 1, found: 0)))
        #expect(try fixture.judge(request, release, try fixture.claim(by: ["carol-security"])).verified != nil)
        #expect(try fixture.judge(fixture.request(roles: []), release).verified == nil)
    }

    @Test func `what a Release requires can raise the threshold, not lower it`() throws {
        let fixture = JudgeFixture()
        var request = fixture.request()
        request.required = 1
        #expect(try fixture.judge(request, try fixture.claim(by: ["alice-release"])).verified == nil)
        request.required = 3
        #expect(try fixture.judge(request, try fixture.claim(by: ["alice-release", "bob-release"])).verified == nil)
    }

    // MARK: Three answers that are not the same

    @Test func `unsigned, unknown and unavailable are three answers`() throws {
        let fixture = JudgeFixture()
        let judge = Judge(policy: try fixture.policy.verified())
        #expect(judge.judge(fixture.request(), claims: .none).refusals == [.unsigned])
        let down = judge.judge(fixture.request(), claims: .unavailable(reason: "status 500"))
        #expect(down.refusals == [.unavailable(reason: "status 500")])
        #expect(down.isUnavailable)
        let stranger = try key("mallory").publicKey.id.text
        let unknown = try fixture.judge(nil, try fixture.claim(by: ["mallory"]))
        #expect(unknown.refusals == [.unknownKey(hint: stranger)])
        #expect(!unknown.isUnavailable)
    }

    @Test func `reports name everything that an auditor asks`() throws {
        let fixture = JudgeFixture()
        let log = SignedClaim.LogPosition(origin: TestLog.origin, index: 41, time: JudgeFixture.noon)
        let verdict = try fixture.judge(nil, try fixture.claim(by: ["alice-release", "bob-release"], log: log))
        let print = try key("alice-release").publicKey.fingerprint
        let lines = verdict.lines(artifact: "models/fraud", digest: fixture.digest)
        #expect(lines[0] == "verified: models/fraud sha256:\(fixture.digest.hex)")
        #expect(
            lines[1] == "  environment production, version 5, until 2026-09-01T00:00:00Z, trust policy 1")
        #expect(
            lines[2] == "  signed by alice@example.com as release with alice-release \(print), log entry 41 at "
                + "2026-03-01T12:00:00Z")
        let report = verdict.report(artifact: "models/fraud", digest: fixture.digest)
        #expect(report["verdict"] == "verified")
        #expect(report["signers"]?.array?[0]["logIndex"] == 41)
        #expect(report["signers"]?.array?[0]["fingerprint"] == .string(print))
        let refused = Verdict.refused([.unsigned]).report(artifact: "a", digest: fixture.digest)
        #expect(refused["reasons"]?.array?[0]["code"] == "unsigned")
    }

    // MARK: Keys over time

    @Test func `revoked is not retired`() throws {
        var fixture = JudgeFixture()
        fixture.policy.fields["alice-release"] = "retired: 2026-02-01T00:00:00Z"
        fixture.policy.fields["bob-release"] =
            "revoked: { at: 2026-02-01T00:00:00Z, reason: stolen, logSize: 40, log: example.com/log }"
        let january = time("2026-01-15T00:00:00Z")
        let february = time("2026-02-15T00:00:00Z")
        let names = ["alice-release", "bob-release"]
        let before = try fixture.claim(by: names, log: .init(origin: TestLog.origin, index: 39, time: january))
        #expect(try fixture.judge(nil, before).verified != nil)
        let after = try fixture.claim(by: names, log: .init(origin: TestLog.origin, index: 40, time: february))
        #expect(
            try fixture.judge(nil, after).refusals == [
                .keyRetired(key: "alice-release", at: time("2026-02-01T00:00:00Z")),
                .keyRevoked(key: "bob-release", reason: "stolen"),
            ])
        // Without a place in the log, nothing says that it was before.
        #expect(try fixture.judge(nil, try fixture.claim(by: names)).verified == nil)
        // An early time at a late place: what counts for a revocation is the place.
        let late = try fixture.claim(by: names, log: .init(origin: TestLog.origin, index: 40, time: january))
        #expect(
            try fixture.judge(nil, late).refusals.contains(.keyRevoked(key: "bob-release", reason: "stolen")))
    }

    @Test func `what a revoked key signed holds in the log that was counted, and in no other`() throws {
        var fixture = JudgeFixture()
        fixture.policy.fields["bob-release"] =
            "revoked: { at: 2026-02-01T00:00:00Z, reason: stolen, logSize: 40, log: example.com/log }"
        let january = time("2026-01-15T00:00:00Z")
        func verdict(in origin: String) throws -> Verdict {
            let place = SignedClaim.LogPosition(origin: origin, index: 0, time: january)
            return try fixture.judge(nil, try fixture.claim(by: ["alice-release", "bob-release"], log: place))
        }
        #expect(try verdict(in: TestLog.origin).verified != nil)
        // A second log, in which everything is early.
        #expect(
            try verdict(in: "example.com/second").refusals.first
                == .keyRevoked(key: "bob-release", reason: "stolen"))
    }

    @Test func `a revocation without a log size takes everything`() throws {
        var fixture = JudgeFixture()
        fixture.policy.fields["bob-release"] = "revoked: { at: 2026-02-01T00:00:00Z, reason: stolen }"
        let claim = try fixture.claim(
            by: ["alice-release", "bob-release"],
            log: .init(origin: TestLog.origin, index: 0, time: time("2025-01-01T00:00:00Z")))
        #expect(try fixture.judge(nil, claim).verified == nil)
    }
}
