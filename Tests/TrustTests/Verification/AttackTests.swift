import Manifests
import Testing
import Trust

/// The attacks on statements, keys and versions, each carried out.
@Suite struct AttackTests {
    private let both = ["alice-release", "bob-release"]

    @Test func `an old signed artifact is not replayed`() throws {
        let scratch = try Scratch()
        var fixture = JudgeFixture()
        let old = try fixture.claim(by: both)
        let oldDigest = fixture.digest
        var marks = try VersionMarks(path: scratch.path("marks.json"))
        try marks.record(try #require(try fixture.judge(nil, old).verified))
        fixture.binding.version = 6
        let newer = try fixture.judge(nil, try fixture.claim(by: both))
        try marks.record(try #require(newer.verified))
        // After a restart, too.
        marks = try VersionMarks(path: scratch.path("marks.json"))
        var request = fixture.request()
        request.mark = marks.mark(artifact: "models/fraud", environment: "production")
        #expect(request.mark?.version == 6)
        #expect(try fixture.judge(request, old).refusals.first == .replayed(version: 5, mark: 6))
        // In another environment the version is its own.
        #expect(marks.mark(artifact: "models/fraud", environment: "staging") == nil)
        // A verified revert brings back what has been accepted, and nothing else.
        request.isRevert = true
        #expect(request.digest == oldDigest)
        #expect(try fixture.judge(request, old).verified?.version == 5)
        fixture.binding.version = 4
        #expect(
            try fixture.judge(request, try fixture.claim(by: both)).refusals.first == .replayed(version: 4, mark: 6))
    }

    @Test func `an expired key does not come back by a clock that was set back`() throws {
        var fixture = JudgeFixture()
        fixture.policy.fields["bob-release"] = "validUntil: 2026-02-01T00:00:00Z"
        let claim = try fixture.claim(by: both)
        func verdict(after first: String) throws -> Verdict {
            var log = LoggedSignatures(of: TestLog.origin)
            log.add(LogEntry(.override, at: try #require(LogTime(first))).bytes, at: 0)
            var entry = LogEntry(.signature, at: try #require(LogTime("2026-01-20T00:00:00Z")))
            entry.key = "bob"
            entry.envelope = "sha256:\(try claim.get().record.hex)"
            log.add(entry.bytes, at: 1)
            let located = PresentedClaims.found([claim]).located(in: log)
            return Judge(policy: try fixture.policy.verified()).judge(fixture.request(), claims: located)
        }
        #expect(try verdict(after: "2026-01-19T00:00:00Z").verified != nil)
        #expect(
            try verdict(after: "2026-02-10T00:00:00Z").refusals.first
                == .keyExpired(key: "bob-release", at: time("2026-02-01T00:00:00Z")))
    }

    @Test func `one version has one content`() throws {
        let fixture = JudgeFixture()
        var request = fixture.request()
        request.mark = VersionMark(version: 5, digest: SHA256Digest(of: "other".utf8))
        #expect(
            try fixture.judge(request, try fixture.claim(by: both)).refusals.first == .changedVersion(version: 5))
    }

    @Test func `damaged version marks are not taken for none`() throws {
        let scratch = try Scratch()
        let path = try scratch.write("{\"marks\":[{", "marks.json")
        #expect(throws: TrustError.self) { try VersionMarks(path: path) }
    }

    @Test func `a staging signature proves nothing in production`() throws {
        var fixture = JudgeFixture()
        fixture.binding.environment = "staging"
        #expect(
            try fixture.judge(nil, try fixture.claim(by: both)).refusals.first
                == .otherEnvironment(expected: "production", found: "staging"))
    }

    @Test func `a signature for one model proves nothing of another`() throws {
        var fixture = JudgeFixture()
        fixture.binding.artifact = "models/other"
        #expect(
            try fixture.judge(nil, try fixture.claim(by: both)).refusals.first
                == .otherArtifact(expected: "models/fraud", found: "models/other"))
    }

    /// Also: bytes changed between verify and deploy, and a tag moved after verification.
    @Test func `other bytes than those that were signed are refused`() throws {
        let fixture = JudgeFixture()
        var request = fixture.request()
        request.digest = SHA256Digest(of: "changed".utf8)
        #expect(
            try fixture.judge(request, try fixture.claim(by: both)).refusals.first
                == .otherDigest(expected: request.digest, found: [fixture.digest]))
    }

    @Test func `an expired signature is refused`() throws {
        let fixture = JudgeFixture()
        var request = fixture.request()
        request.now = time("2026-09-01T00:00:00Z")
        #expect(
            try fixture.judge(request, try fixture.claim(by: both)).refusals.first
                == .expired(at: time("2026-09-01T00:00:00Z")))
    }

    @Test func `a frozen trust policy stops everything`() throws {
        let fixture = JudgeFixture()
        var request = fixture.request()
        request.now = time("2027-01-01T00:00:00Z")
        #expect(
            try fixture.judge(request, try fixture.claim(by: both)).refusals
                == [.policyExpired(at: time("2027-01-01T00:00:00Z"))])
    }

    // MARK: Thresholds

    @Test func `two keys of one person are one person`() throws {
        let fixture = JudgeFixture()
        #expect(
            try fixture.judge(nil, try fixture.claim(by: ["alice-release", "alice-laptop"])).refusals
                == [.belowThreshold(role: .release, expected: 2, found: 1)])
    }

    @Test func `one signature many times over is one signature`() throws {
        let fixture = JudgeFixture()
        let envelope = try fixture.statement().signed(with: [try signer("alice-release")])
        let own = envelope.signatures[0]
        let bob = try key("bob-release").publicKey.id.text
        let inflated = Envelope(
            payload: envelope.payload, payloadType: envelope.payloadType,
            signatures: [
                own, own, Envelope.Signature(keyID: bob, bytes: own.bytes), .init(keyID: "", bytes: own.bytes),
            ])
        #expect(
            try fixture.judge(nil, .success(try SignedClaim(inflated))).refusals
                == [.belowThreshold(role: .release, expected: 2, found: 1)])
    }

    @Test func `a key in the policy twice is no policy`() throws {
        var policy = TrustPolicyFixture()
        policy.words["bob-release"] = "alice-release"
        #expect(throws: TrustError.self) { try policy.verified() }
    }

    // MARK: Keys

    @Test func `a borrowed key identifier is told from its owner's`() throws {
        let fixture = JudgeFixture()
        let forged = try fixture.statement().signed(with: [try signer("mallory")])
        let alice = try key("alice-release").publicKey.id.text
        let spoofed = Envelope(
            payload: forged.payload, payloadType: forged.payloadType,
            signatures: [.init(keyID: alice, bytes: forged.signatures[0].bytes)])
        #expect(
            try fixture.judge(nil, .success(try SignedClaim(spoofed))).refusals
                == [.badSignature(key: "alice-release")])
    }

    @Test func `a wrong identifier does not hide a good signature`() throws {
        let fixture = JudgeFixture()
        let envelope = try fixture.statement().signed(with: try both.map { try signer($0) })
        let renamed = Envelope(
            payload: envelope.payload, payloadType: envelope.payloadType,
            signatures: envelope.signatures.map { .init(keyID: "nobody", bytes: $0.bytes) })
        #expect(try fixture.judge(nil, .success(try SignedClaim(renamed))).verified != nil)
    }

    /// Algorithm confusion: the algorithm is the key's. A P-256 signature, however good, fits no key of the policy.
    @Test func `a signature of another algorithm is of an unknown key`() throws {
        let fixture = JudgeFixture()
        let foreign = SigningKey.memory(.p256(try .generate()))
        let envelope = try fixture.statement().signed(with: [foreign])
        #expect(
            try fixture.judge(nil, .success(try SignedClaim(envelope))).refusals
                == [.unknownKey(hint: foreign.publicKey.id.text)])
    }

    @Test func `an envelope of another type holds no statement`() throws {
        let fixture = JudgeFixture()
        let envelope = try Envelope.sign(
            fixture.statement().payload, type: "application/json", with: try both.map { try signer($0) })
        #expect(throws: TrustError.self) { try SignedClaim(envelope) }
    }

    @Test func `a key of another role does not count`() throws {
        let fixture = JudgeFixture()
        #expect(
            try fixture.judge(nil, try fixture.claim(by: ["build-ci", "carol-security"])).refusals == [
                .belowThreshold(role: .release, expected: 2, found: 0),
                .notPermitted(key: "build-ci", principal: "build@example.com", role: .release),
                .notPermitted(key: "carol-security", principal: "carol@example.com", role: .release),
            ])
    }

    @Test func `a role signs only the artifacts that it is bound to`() throws {
        var fixture = JudgeFixture()
        fixture.binding.artifact = "images/app"
        var request = fixture.request()
        request.artifact = "images/app"
        #expect(
            try fixture.judge(request, try fixture.claim(by: both)).refusals.contains(
                .nobodyPermitted(role: .release)))
    }

    // MARK: Statements

    @Test func `doubled keys in a signed statement are refused`() throws {
        let fixture = JudgeFixture()
        let text = String(decoding: fixture.statement().payload, as: UTF8.self)
        let doubled = text.replacing("\"environment\":", with: "\"environment\":\"staging\",\"environment\":")
        #expect(doubled != text)
        let envelope = try Envelope.sign(
            Array(doubled.utf8), type: Envelope.inTotoType, with: try both.map { try signer($0) })
        #expect(throws: TrustError.self) { try SignedClaim(envelope) }
    }

    @Test func `a statement that says not where it is for is refused`() throws {
        let fixture = JudgeFixture()
        let statement = Statement(
            subjects: [.init(name: "m", digest: fixture.digest)], predicateType: "t", predicate: [:])
        let envelope = try statement.signed(with: try both.map { try signer($0) })
        #expect(throws: TrustError.self) { try SignedClaim(envelope) }
    }

    @Test func `an expiry that cannot be read is not taken for none`() throws {
        let fixture = JudgeFixture()
        let text = String(decoding: fixture.statement().payload, as: UTF8.self)
            .replacing("2026-09-01T00:00:00Z", with: "2026-09-01")
        let envelope = try Envelope.sign(
            Array(text.utf8), type: Envelope.inTotoType, with: [try signer("alice-release")])
        #expect(throws: TrustError.self) { try SignedClaim(envelope) }
    }

    @Test func `a claim outside the log does not count where the log is required`() throws {
        let fixture = JudgeFixture()
        var request = fixture.request()
        request.requiresLog = true
        #expect(try fixture.judge(request, try fixture.claim(by: both)).refusals == [.notLogged])
        let logged = try fixture.claim(by: both, log: .init(origin: TestLog.origin, index: 1, time: JudgeFixture.noon))
        #expect(try fixture.judge(request, logged).verified != nil)
    }

    /// Fail-open on time-out: what could not be read does not make the rest enough, and is told as what it is.
    @Test func `a place that fails is neither unsigned nor verified`() throws {
        let fixture = JudgeFixture()
        let failed = Result<SignedClaim, TrustError>.failure(.unreachable("registry", reason: "timed out"))
        let verdict = try fixture.judge(nil, failed)
        #expect(verdict.isUnavailable)
        #expect(!verdict.refusals.contains(.unsigned))
    }

    @Test func `minisign's trusted comment binds a blob`() throws {
        var fixture = JudgeFixture()
        fixture.binding.environment = "staging"
        let file = FileDigests(of: Array("weights".utf8))
        let signature = try MinisignSignature.sign(
            file, with: try signer("alice-release"), trustedComment: fixture.binding.trustedComment)
        var request = fixture.request()
        request.environment = "staging"
        let claim = Result<SignedClaim, TrustError>.success(try SignedClaim(signature, file: file))
        #expect(try fixture.judge(request, claim).verified != nil)
        let other = signature.text.replacing("\"version\":5", with: "\"version\":9")
        let changed = try SignedClaim(try MinisignSignature.parse(other), file: file)
        #expect(try fixture.judge(request, .success(changed)).verified == nil)
    }
}
