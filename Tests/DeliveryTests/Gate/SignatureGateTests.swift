import Cluster
import Foundation
import Manifests
import Synchronization
import Testing
import Trust

@testable import Delivery

/// What an environment demands of the artifacts that its workloads name, asked before anything is planned.
@Suite final class SignatureGateTests {
    private let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("gate-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder + "/fraud", withIntermediateDirectories: true)
        try Data("weights".utf8).write(to: URL(fileURLWithPath: folder + "/fraud/weights.bin"))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private static let time = 1_790_000_000_000
    private static let issued = Timestamp(seconds: 1_789_999_000)
    private static let kinds: [GroupVersionKind: ScopeCatalog.Scope] = [
        GroupVersionKind(group: "serving.kserve.io", version: "v1beta1", kind: "InferenceService"): .namespaced,
        SimulatedCluster.deployment: .namespaced, SimulatedCluster.configMap: .namespaced,
    ]

    private var model: String {
        """
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata: { name: fraud-detection }
        spec:
          predictor:
            model:
              modelFormat: { name: sklearn }
              storageUri: file://\(folder)/fraud

        """
    }

    private static func deployment(_ image: String) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: api }
        spec:
          selector: { matchLabels: { app: api } }
          template:
            metadata: { labels: { app: api } }
            spec:
              containers:
                - { name: api, image: "\(image)" }

        """
    }

    private static func demand(_ more: String = "") -> String {
        Sample.environmentFile() + "  artifacts:\n    signedBy: [release]\n" + more
    }

    private func sign(environment: String = "staging", version: Int64 = 3) async throws {
        let files = try await ModelResource.all(in: folder + "/fraud")
        let binding = ReleaseBinding(
            artifact: "fraud-detection", environment: environment, version: version, issued: Self.issued, expires: nil)
        let statement = try ModelStatement(name: "fraud", resources: files, binding: binding).statement
        let key = SigningKey.memory(.ed25519(try ExampleTrust.key(named: "alice-release")))
        try Data(try SigstoreBundle.sign(statement, with: key).bytes)
            .write(to: URL(fileURLWithPath: "\(folder)/fraud.staging.sigstore.json"))
    }

    private func trust(
        registry: @escaping ArtifactVerifier.Registry = SignatureGateTests.silent, allowsLocalModels: Bool = false,
        record: TrustJournal.Record? = nil
    ) throws -> ArtifactTrust {
        let anchor = try ExampleTrust.policy().digest
        let state = TrustState(path: folder + "/trust-\(UUID().uuidString).json", allowsExampleKeys: true)
        let policies = CheckoutTrust(state: state, anchor: anchor)
        return ArtifactTrust(
            policy: { (checkout, now) async throws(TrustError) in try await policies.policy(of: checkout, at: now) },
            registry: registry, allowsLocalModels: allowsLocalModels,
            versions: AcceptedVersions(path: folder + "/state/versions.json"),
            journal: record.map { TrustJournal(record: $0) })
    }

    private static let silent: ArtifactVerifier.Registry = { _ in
        { _ throws(TrustError) in throw .unreachable("the registry", reason: "connection refused") }
    }

    private func review(
        _ manifests: [String: String], environment: String = demand(), policies: [String: String] = [:],
        trust: ArtifactTrust?, withTrust: Bool = true, on cluster: SimulatedCluster = SimulatedCluster(kinds: kinds)
    ) async throws -> EnvironmentReview {
        var checkout = Sample.checkout(manifests, environment: environment)
        checkout.policies = policies.map { Checkout.File(path: "policies/\($0.key)", bytes: Array($0.value.utf8)) }
            .sorted { $0.path < $1.path }
        let policy = try ExampleTrust.policy()
        if withTrust {
            checkout.trust = [
                Checkout.File(path: TrustPolicy.path, bytes: policy.bytes),
                Checkout.File(path: TrustPolicy.signaturesPath, bytes: policy.signatureFile),
            ]
        }
        switch await Environment.load("staging", from: checkout) {
        case .invalid(_, let diagnostics): return .denied(diagnostics)
        case .loaded(let environment, _):
            return try await Gate(trust: trust).admit(environment, of: checkout, on: cluster, at: Self.time)
        }
    }

    private func words(_ review: EnvironmentReview) -> (verdict: String, first: String) {
        switch review {
        case .admitted: ("admitted", "")
        case .denied(let found): ("denied", found.first?.description ?? "")
        case .undecided(let found): ("undecided", found.first?.description ?? "")
        }
    }

    @Test func `a model that nobody vouches for is denied at its line, and admitted once somebody does`() async throws {
        let unsigned = words(try await review(["a.yaml": model], trust: trust()))
        #expect(unsigned.verdict == "denied")
        #expect(unsigned.first.hasPrefix("environments/staging/a.yaml:8:7: error: expected the model 'file://"))
        #expect(unsigned.first.contains("found: it has no signature"))
        try await sign()
        #expect(words(try await review(["a.yaml": model], trust: trust())).verdict == "admitted")
        try Data("weights!".utf8).write(to: URL(fileURLWithPath: folder + "/fraud/weights.bin"))
        let changed = words(try await review(["a.yaml": model], trust: trust()))
        #expect(changed.verdict == "denied" && changed.first.contains("the signature is of other bytes"))
    }

    @Test func `a model that its manifest hides is denied, exempted by its name alone, and in the log`() async throws {
        try await sign()
        let hidden = model.replacing(
            "storageUri: file://\(folder)/fraud", with: "storage: { key: k, path: fraud, parameters: { bucket: b } }")
        let entries = Mutex<[LogEntry]>([])
        let trust = try trust(record: { more in entries.withLock { $0 += more } })
        let denied = words(try await review(["a.yaml": hidden], trust: trust))
        #expect(denied.verdict == "denied")
        #expect(
            denied.first.hasPrefix(
                "environments/staging/a.yaml:8:7: error: expected the address of the model 'fraud-detection', as "
                    + "'storageUri' has it, found 'storage', whose place a Secret of the cluster decides"),
            "\(denied.first)")
        #expect(entries.withLock { $0 }.first?.subject == "fraud-detection")
        let exempt = Self.demand("    exempt: [{ artifact: \"fraud-*\", reason: \"a demo\" }]\n")
        #expect(words(try await review(["a.yaml": hidden], environment: exempt, trust: trust)).verdict == "admitted")
        let free = try await review(["a.yaml": hidden], environment: Sample.environmentFile(), trust: nil)
        #expect(words(free).verdict == "admitted")
    }

    @Test func `a model of the daemon's own disk counts where pods read that disk alone`() async throws {
        try await sign()
        let elsewhere = SimulatedCluster(kinds: Self.kinds, isEmbedded: false)
        for text in [model, model.replacing("file://", with: ""), model.replacing("file://", with: "FILE://")] {
            let denied = words(try await review(["a.yaml": text], trust: trust(), on: elsewhere))
            #expect(denied.verdict == "denied" && denied.first.contains("from their own node"), "\(denied.first)")
        }
        let shared = try trust(allowsLocalModels: true)
        #expect(words(try await review(["a.yaml": model], trust: shared, on: elsewhere)).verdict == "admitted")
    }

    @Test func `a signature for another environment does not count`() async throws {
        try await sign(environment: "production")
        let other = words(try await review(["a.yaml": model], trust: trust()))
        #expect(other.verdict == "denied" && other.first.contains("for another environment"))
    }

    @Test func `a registry that does not answer leaves the environment undecided, never unsigned`() async throws {
        let silent = words(
            try await review(["a.yaml": Self.deployment("registry.example/team/api:1")], trust: trust()))
        #expect(silent.verdict == "undecided")
        #expect(silent.first.contains("cannot tell whether the image") && silent.first.contains("connection refused"))
        #expect(!silent.first.contains("no signature"))
        let both = words(
            try await review(
                ["a.yaml": Self.deployment("registry.example/team/api:1"), "b.yaml": model], trust: trust()))
        #expect(both.verdict == "denied", "what is known to be wrong is final")
    }

    @Test func `without a trust policy nothing that needs signatures runs, and what needs none does`() async throws {
        #expect(words(try await review(["a.yaml": model], trust: nil)).first.contains("no trust policy is configured"))
        let absent = words(try await review(["a.yaml": model], trust: trust(), withTrust: false))
        #expect(absent.verdict == "denied" && absent.first.contains("expected 'trust/trust.yaml'"))
        let free = try await review(["a.yaml": model], environment: Sample.environmentFile(), trust: nil)
        #expect(words(free).verdict == "admitted")
        let exempt = try await review(
            ["a.yaml": model],
            environment: Self.demand("    exempt: [{ artifact: \"fraud-*\", reason: \"a demo\" }]\n"), trust: nil)
        #expect(words(exempt).verdict == "admitted")
    }

    @Test func `a release demands signatures of its workload alone`() async throws {
        let release = """
            apiVersion: lockstep/v1
            kind: Release
            metadata: { name: fraud }
            spec:
              workload: { kind: InferenceService, name: fraud-detection }
              artifacts: { signedBy: [release, ci] }
              steps: [{ weight: 100 }]

            """
        let manifests = ["a.yaml": model, "b.yaml": Self.deployment("registry.example/team/api:1"), "r.yaml": release]
        try await sign()
        let half = words(try await review(manifests, environment: Sample.environmentFile(), trust: trust()))
        #expect(half.verdict == "denied" && half.first.contains("a.yaml:8:7"), "\(half.first)")
        #expect(half.first.contains("expected 1 distinct principals of role 'ci', found 0"), "\(half.first)")
        let whole = try await review(
            manifests.merging(["r.yaml": release.replacing(", ci", with: "")]) { $1 },
            environment: Sample.environmentFile(), trust: trust())
        #expect(words(whole).verdict == "admitted", "\(words(whole).first)")
    }

    private static let vouched = [
        "v.policy.swift": """
        import PolicyV1

        admission("vouched", kinds: .any) { review in
            if let uri = review.object.at("spec.predictor.model.storageUri")?.string {
                let found = signatures(of: uri)
                require(found.contains { $0.role == "release" && $0.identity == "alice@example.com" }, "nobody: \\(found.count)")
                require(attestations(of: uri, type: "https://example.com/scan").isEmpty, "scanned")
            }
        }

        """,
        "use.yaml": "apiVersion: lockstep/v1\nkind: PolicyUse\nmetadata: { name: v }\nspec: { policy: vouched }\n",
    ]

    @Test func `an audit sees who signed what runs, as the gate does`() async throws {
        let cluster = SimulatedCluster(kinds: Self.kinds)
        let kind = try #require(Self.kinds.keys.first { $0.kind == "InferenceService" })
        guard case .object(var live) = YAML.parse(model, file: "a.yaml").documents[0].value else { return }
        live["metadata"] = ["name": "fraud-detection", "namespace": "ml"]
        cluster.write(.object(live), kind: kind, manager: "somebody")
        var checkout = Sample.checkout(["a.yaml": model])
        checkout.policies = Self.vouched.map { Checkout.File(path: "policies/\($0.key)", bytes: Array($0.value.utf8)) }
        let policy = try ExampleTrust.policy()
        checkout.trust = [
            Checkout.File(path: TrustPolicy.path, bytes: policy.bytes),
            Checkout.File(path: TrustPolicy.signaturesPath, bytes: policy.signatureFile),
        ]
        guard case .loaded(let environment, _) = await Environment.load("staging", from: checkout) else {
            throw Sample.NotAdmitted()
        }
        func audit(_ trust: ArtifactTrust?) async throws -> [String] {
            try await Gate(trust: trust).audit(of: checkout, on: cluster, at: Self.time).get().run(environment)
                .findings.map(\.message)
        }
        #expect(try await audit(trust()) == ["nobody: 0"])
        #expect(try await audit(nil).first?.hasPrefix("could not be judged: the signatures") == true)
        try await sign()
        #expect(try await audit(trust()) == [])
    }

    @Test func `a policy sees who signed, and that nobody did`() async throws {
        let policies = Self.vouched
        let plain = Sample.environmentFile()
        let unsigned = words(
            try await review(["a.yaml": model], environment: plain, policies: policies, trust: trust()))
        #expect(unsigned.first.contains("nobody: 0"), "\(unsigned.first)")
        try await sign()
        let signed = words(
            try await review(["a.yaml": model], environment: plain, policies: policies, trust: trust()))
        #expect(signed.verdict == "admitted", "\(signed.first)")
        let blind = words(try await review(["a.yaml": model], environment: plain, policies: policies, trust: nil))
        #expect(blind.first.contains("could not judge the object"), "\(blind.first)")
    }

    @Test func `references are found wherever a kind keeps its containers, and nowhere else`() throws {
        let object: Value = [
            "kind": "Workflow", "metadata": ["name": "w", "annotations": ["image": "not/this:1"]],
            "spec": [
                "templates": [["script": ["image": "a:1"]], ["container": ["image": "b:2"]]],
                "volumes": [["image": ["reference": "models/c:3"]]],
                "predictor": ["storageUris": [["uri": "s3://m/d"]], "storageUri": "oci://r.example/e:5"],
                "chart": ["image": ["repository": "f", "tag": "6"]],
            ],
        ]
        let identity = ResourceIdentity(
            groupKind: GroupKind(group: "argoproj.io", kind: "Workflow"), namespace: "m", name: "w")
        let found = ArtifactReference.all(in: object, of: identity)
        #expect(found.map(\.text).sorted() == ["a:1", "b:2", "models/c:3", "oci://r.example/e:5", "s3://m/d"])
        let data = ResourceIdentity(groupKind: GroupKind(group: "", kind: "ConfigMap"), namespace: "m", name: "w")
        #expect(ArtifactReference.all(in: object, of: data).isEmpty)
    }

    // MARK: Versions that only rise

    private static let rising = demand("    rising: true\n")

    /// Puts these bytes in place, signed as this version, and lets them through the gate as `serve` does.
    private func accept(_ bytes: String, version: Int64, release: String? = nil) async throws -> String {
        try Data(bytes.utf8).write(to: URL(fileURLWithPath: folder + "/fraud/weights.bin"))
        try await sign(version: version)
        let trust = try trust()
        var files = ["a.yaml": model]
        files["release.yaml"] = release
        let review = try await review(files, environment: Self.rising, trust: trust)
        if case .admitted(let environment, _) = review { try await Gate(trust: trust).remember(environment) }
        let (verdict, first) = words(review)
        return first.isEmpty ? verdict : first
    }

    @Test func `an old signed model does not come back where versions rise`() async throws {
        #expect(try await accept("three", version: 3) == "admitted")
        #expect(try await accept("three", version: 3) == "admitted")
        #expect(
            try await accept("two", version: 2).contains("version 2 was replaced: the environment has had version 3"))
        #expect(try await accept("other three", version: 3).contains("version 3"))
        #expect(try await accept("five", version: 5) == "admitted")
        // It ran here before, and is not brought back by a release.
        #expect(try await accept("three", version: 3).contains("version 3 was replaced"))
        // What has no mark is asked nothing, as in every other environment.
        #expect(words(try await review(["a.yaml": model], trust: trust())).verdict == "admitted")
    }

    @Test func `a release may bring back what ran here before, and nothing else`() async throws {
        let release = """
            apiVersion: lockstep/v1
            kind: Release
            metadata: { name: fraud }
            spec:
              workload: { kind: InferenceService, name: fraud-detection }
              steps: [{ weight: 100 }]

            """
        #expect(try await accept("three", version: 3, release: release) == "admitted")
        #expect(try await accept("five", version: 5, release: release) == "admitted")
        #expect(try await accept("three", version: 3, release: release) == "admitted")
        #expect(try await accept("two", version: 2, release: release).contains("version 2 was replaced"))
    }

    @Test func `a damaged memory of versions is not taken for an empty one`() async throws {
        try FileManager.default.createDirectory(atPath: folder + "/state", withIntermediateDirectories: true)
        try Data("{".utf8).write(to: URL(fileURLWithPath: folder + "/state/versions.json"))
        #expect(try await accept("three", version: 3).contains("versions.json"))
    }

    // MARK: The log

    @Test func `what the gate refuses is in the log, once, and a log that does not take it is told of`() async throws {
        let entries = Mutex<[LogEntry]>([])
        let trust = try trust(record: { more in entries.withLock { $0 += more } })
        for _ in 0..<2 {
            #expect(words(try await review(["a.yaml": model], trust: trust)).verdict == "denied")
        }
        let entry = try #require(entries.withLock { $0 }.first)
        #expect(entries.withLock { $0 }.count == 1)
        #expect(entry.kind == .verificationFailure && entry.subject == "fraud-detection")
        #expect(entry.environment == "staging" && entry.artifact?.hasPrefix("sha256:") == true)
        #expect(entry.reason?.contains("it has no signature") == true)
        struct Full: Error {}
        let broken = try self.trust(record: { _ in throw Full() })
        guard case .denied(let found) = try await review(["a.yaml": model], trust: broken) else {
            Issue.record("expected a denial")
            return
        }
        #expect(found.contains { $0.message.contains("the transparency log did not take") })
    }
}
