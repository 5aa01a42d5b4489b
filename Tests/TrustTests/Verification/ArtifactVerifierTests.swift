import Manifests
import Testing
import Trust

/// What the gate asks: the signatures of a workload's images and models, without knowing where they lie.
@Suite struct ModelVerifierTests {
    private let scratch: Scratch
    private var fixture = JudgeFixture()
    private let demand = ArtifactVerifier.Demand(
        artifact: "models/fraud", environment: "production", roles: [.release], now: JudgeFixture.noon)

    init() throws {
        scratch = try Scratch()
        try scratch.write("weights", "fraud/weights.bin")
    }

    private var uri: String { "file://\(scratch.path("fraud"))/" }

    private func verifier(
        models: ModelStore = .folders, log: LoggedSignatures? = nil
    ) throws -> ArtifactVerifier {
        ArtifactVerifier(
            policy: try fixture.policy.verified(),
            registry: { _ in { _ throws(TrustError) in throw .unreachable("registry", reason: "none") } },
            models: models, log: log)
    }

    @discardableResult
    private func sign(by name: String, number: Int) async throws -> SigstoreBundle {
        let files = try await ModelResource.all(in: scratch.path("fraud"))
        let model = try ModelStatement(name: "fraud", resources: files, binding: fixture.binding)
        let bundle = try SigstoreBundle.sign(model.statement, with: try signer(name))
        let file = number == 1 ? "fraud.production.sigstore.json" : "fraud.production.\(number).sigstore.json"
        try scratch.write(bundle.bytes, file)
        return bundle
    }

    @Test func `a folder is verified by the bundles of its signers beside it`() async throws {
        #expect(try await verifier().verify(model: uri, demand).verdict.refusals == [.unsigned])
        try await sign(by: "alice-release", number: 1)
        let one = try await verifier().verify(model: uri, demand)
        #expect(one.verdict.refusals == [.belowThreshold(role: .release, expected: 2, found: 1)])
        try await sign(by: "bob-release", number: 2)
        let both = try await verifier().verify(model: uri, demand)
        #expect(both.verdict.verified?.signers.map(\.keyName) == ["alice-release", "bob-release"])
        #expect(both.pinned == nil)
        try scratch.write("weights!", "fraud/weights.bin")
        #expect(try await verifier().verify(model: uri, demand).verdict.verified == nil)
    }

    @Test func `no model, no storage and an address that nothing reads are three answers`() async throws {
        let gone = try await verifier().verify(model: uri + "gone", demand)
        #expect(gone.verdict.refusals.map(\.code) == ["malformed"] && !gone.verdict.isUnavailable)
        let foreign = try await verifier().verify(model: "s3://bucket/fraud", demand)
        #expect(foreign.verdict.refusals.first?.description.contains("'file://'") == true)
        let silent = ModelStore(
            read: { _ throws(TrustError) in throw .unreachable("storage", reason: "timeout") },
            resources: { _ throws(TrustError) in
                [ModelResource(path: "weights.bin", digest: SHA256Digest(of: "weights".utf8))]
            })
        let unknown = try await verifier(models: silent).verify(model: "s3://bucket/fraud", demand)
        #expect(unknown.verdict.isUnavailable && !unknown.verdict.refusals.contains(.unsigned))
    }

    @Test func `where the log is demanded, only what it has counts, and its index is told`() async throws {
        let bundle = try await sign(by: "alice-release", number: 1)
        try await sign(by: "bob-release", number: 2)
        var demand = demand
        demand.requiresLog = true
        var log = LoggedSignatures(of: TestLog.origin)
        let none = try await verifier(log: log).verify(model: uri, demand)
        #expect(none.verdict.refusals.contains(.notLogged))
        var entry = LogEntry(.signature, at: try #require(LogTime("2026-03-01T11:00:00Z")))
        entry.key = "SHA256:x"
        entry.envelope = "sha256:\(bundle.envelope.digest.hex)"
        log.add(entry.bytes, at: 7)
        demand.environment = "production"
        let half = try await verifier(log: log).verify(model: uri, demand)
        #expect(half.verdict.refusals.contains(.belowThreshold(role: .release, expected: 2, found: 1)))
        demand.requiresLog = false
        let verified = try #require(try await verifier(log: log).verify(model: uri, demand).verdict.verified)
        #expect(verified.signers.first?.log?.index == 7)
    }

    /// A scan that found faults is signed too; it must not count as a release.
    @Test func `an attestation does not vouch, and is read by its type`() async throws {
        let type = "https://example.com/scan/v1"
        let files = try await ModelResource.all(in: scratch.path("fraud"))
        let root = try ModelStatement(name: "fraud", resources: files).root
        let statement = try Statement.attestation(
            [.init(name: "fraud", digest: root)], type: type, predicate: ["faults": 3], binding: fixture.binding)
        var lines: [UInt8] = []
        for name in ["alice-release", "bob-release"] {
            lines += try statement.signed(with: [try signer(name)]).bytes + [0x0A]
        }
        try scratch.write(lines, "fraud.production.intoto.jsonl")
        let verifier = try verifier()
        let finding = await verifier.verify(model: uri, demand)
        #expect(finding.verdict.refusals.contains(.otherPredicate(expected: ReleaseBinding.predicateType, found: type)))
        guard case .found(let found, _) = verifier.attestations(of: finding, type: type, demand) else {
            Issue.record("expected attestations")
            return
        }
        #expect(found.map(\.predicate) == [["faults": 3]])
        #expect(found.first?.verified.signers.count == 2)
        guard case .found(let others, let refused) = verifier.attestations(of: finding, type: "t", demand) else {
            Issue.record("expected an answer")
            return
        }
        #expect(others.isEmpty && refused.isEmpty)
        var security = demand
        security.roles = [.security]
        guard case .found(let none, let why) = verifier.attestations(of: finding, type: type, security) else {
            Issue.record("expected an answer")
            return
        }
        #expect(none.isEmpty && why.map(\.code).contains("belowThreshold"))
    }
}

@Suite(.enabled(if: RegistryFixture.program != nil, "needs docker-registry")) struct ImageVerifierTests {
    private let demand = ArtifactVerifier.Demand(
        artifact: "models/app", environment: "staging", roles: [.release], now: JudgeFixture.noon)

    @Test func `an image is resolved once, pinned, and judged with what is attested of it`() async throws {
        let registry = try RegistryFixture()
        var fixture = JudgeFixture()
        fixture.binding.artifact = "models/app"
        fixture.binding.environment = "staging"
        let digest = try await registry.push(tag: "1")
        let reference = try ImageReference(registry.name + ":1")
        let images = ImageSigner(reference, send: registry.send)
        let key = try TrustTests.signer("alice-release")
        try await images.sign(digest, binding: fixture.binding, with: key, layout: .tag)
        let scan = try Statement.attestation(
            [.init(name: reference.name, digest: digest)], type: "scan", predicate: ["faults": 0],
            binding: fixture.binding)
        try await images.publish(try ImageSignature(attesting: scan, of: digest, with: key))
        let send = registry.send
        let verifier = ArtifactVerifier(policy: try fixture.policy.verified(), registry: { _ in send })
        let finding = await verifier.verify(model: "oci://\(registry.name):1", demand)
        #expect(finding.verdict.verified?.signers.map(\.keyName) == ["alice-release"])
        #expect(finding.pinned == "oci://\(registry.name)@sha256:\(digest.hex)")
        guard case .found(let found, _) = verifier.attestations(of: finding, type: "scan", demand) else {
            Issue.record("expected attestations")
            return
        }
        #expect(found.map(\.predicate) == [["faults": 0]])
        let missing = await verifier.verify(image: "\(registry.name):2", demand)
        #expect(missing.digest == nil && !missing.verdict.isUnavailable)
    }
}
