import Foundation
import Manifests
import Synchronization
import Testing
import Trust

@testable import Delivery

/// A repository's policies as one thing: read together, signed together.
@Suite final class PolicyBundleTests {
    private let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("bundle-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private static let time = 1_790_000_000_000
    private static let demand = Sample.environmentFile() + "  policies: { signedBy: [release] }\n"
    private static let policy = Checkout.File(
        path: "policies/a.policy.swift",
        bytes: Array("import PolicyV1\n\nadmission(\"a\", kinds: .any) { review in\n    warn(\"w\")\n}\n".utf8))

    private func signature(
        of files: [Checkout.File], by name: String, environment: String = "staging", version: Int64 = 1
    ) throws -> Checkout.File {
        let digest = try #require(SHA256Digest(hexadecimal: PolicyBundle.digest(of: files)))
        let binding = ReleaseBinding(
            artifact: PolicyBundle.artifact, environment: environment, version: version,
            issued: Timestamp(seconds: 1_789_999_000))
        let key = SigningKey.memory(.ed25519(try ExampleTrust.key(named: name)))
        let envelope = try Statement.release([.init(name: "policies", digest: digest)], binding: binding)
            .signed(with: [key])
        return Checkout.File(path: PolicyBundle.signatures(for: "staging"), bytes: envelope.bytes + [0x0A])
    }

    private func review(
        _ policies: [Checkout.File], withTrust: Bool = true, versions: PolicyVersions? = nil, isLook: Bool = false,
        journal: TrustJournal? = nil
    ) async throws -> (isAdmitted: Bool, String) {
        var checkout = Sample.checkout(["a.yaml": Sample.configMap("a")], environment: Self.demand)
        checkout.policies = policies
        let policy = try ExampleTrust.policy()
        checkout.trust = [
            Checkout.File(path: TrustPolicy.path, bytes: policy.bytes),
            Checkout.File(path: TrustPolicy.signaturesPath, bytes: policy.signatureFile),
        ]
        let state = TrustState(path: folder + "/trust-\(UUID().uuidString).json", allowsExampleKeys: true)
        let policies = CheckoutTrust(state: state, anchor: policy.digest)
        let trust = ArtifactTrust(
            policy: { (checkout, now) async throws(TrustError) in try await policies.policy(of: checkout, at: now) },
            registry: { _ in { _ throws(TrustError) in throw .unreachable("the registry", reason: "refused") } },
            journal: journal)
        let outcome = await PlanOutcome.plan(
            "staging", of: checkout, connect: { _ in SimulatedCluster() },
            gate: Gate(trust: withTrust ? trust : nil, policyVersions: versions), triesCreations: isLook,
            at: Instant(seconds: Double(Self.time / 1_000)))
        switch outcome {
        case .planned: return (true, "")
        case .refused(let found): return (false, found.first?.description ?? "")
        case .unreachable(let reason): return (false, reason)
        }
    }

    @Test func `a look at newer policies leaves older ones in force`() async throws {
        let versions = PolicyVersions(path: folder + "/policy-versions.json")
        let newer = Checkout.File(path: Self.policy.path, bytes: Self.policy.bytes + Array("// newer\n".utf8))
        let old = [Self.policy, try signature(of: [Self.policy], by: "alice-release")]
        let new = [newer, try signature(of: [newer], by: "alice-release", version: 2)]
        #expect(try await review(new, versions: versions, isLook: true).isAdmitted)
        #expect(try await review(old, versions: versions).isAdmitted)
        #expect(try await review(new, versions: versions).isAdmitted)
        #expect(try await !review(old, versions: versions, isLook: true).isAdmitted)
    }

    @Test func `policies that were signed before newer ones ran do not come back`() async throws {
        let versions = PolicyVersions(path: folder + "/policy-versions.json")
        let newer = Checkout.File(path: Self.policy.path, bytes: Self.policy.bytes + Array("// newer\n".utf8))
        let old = [Self.policy, try signature(of: [Self.policy], by: "alice-release")]
        let new = [newer, try signature(of: [newer], by: "alice-release", version: 2)]
        #expect(try await review(old, versions: versions).isAdmitted)
        #expect(try await review(new, versions: versions).isAdmitted)
        #expect(try await review(new, versions: versions).isAdmitted)
        let replayed = try await review(old, versions: versions)
        #expect(!replayed.isAdmitted)
        #expect(replayed.1.contains("version 1"), "\(replayed.1)")
    }

    @Test func `policies that the demanded role signed are in force`() async throws {
        let signed = try signature(of: [Self.policy], by: "alice-release")
        #expect(try await review([Self.policy, signed]) == (true, ""))
    }

    @Test func `unsigned, changed, or signed by others or for another place: refused`() async throws {
        let signed = try signature(of: [Self.policy], by: "alice-release")
        var changed = Self.policy
        changed.bytes += Array("\n".utf8)
        for (files, reason) in [
            ([Self.policy], "it has no signature"), ([changed, signed], "the signature is of other bytes"),
            ([signed], "the signature is of other bytes"),
            ([Self.policy, try signature(of: [Self.policy], by: "build-ci")], "as 'release'"),
            (
                [Self.policy, try signature(of: [Self.policy], by: "alice-release", environment: "production")],
                "for another environment"
            ),
        ] {
            let (isAdmitted, words) = try await review(files)
            #expect(!isAdmitted)
            #expect(
                words.hasPrefix("policies/bundle.staging.dsse.jsonl:1:1: error: expected the policies to be signed"))
            #expect(words.contains(reason), "\(words)")
        }
        #expect(try await !review([Self.policy, signed], withTrust: false).isAdmitted)
    }

    @Test func `policies that are refused are in the log, once, with who judged them`() async throws {
        let entries = Mutex<[LogEntry]>([])
        let journal = TrustJournal { more in entries.withLock { $0 += more } }
        for _ in 0..<2 { #expect(try await !review([Self.policy], journal: journal).isAdmitted) }
        let told = entries.withLock { $0 }
        #expect(told.count == 1)
        let entry = try #require(told.first)
        #expect(entry.kind == .verificationFailure && entry.subject == "policies" && entry.environment == "staging")
        #expect(entry.artifact == "sha256:\(PolicyBundle.digest(of: [Self.policy]))")
        #expect(entry.policy == "sha256:\(try ExampleTrust.policy().digest.hex)")
        #expect(entry.reason?.contains("it has no signature") == true, "\(entry.reason ?? "")")
        // Another content is another refusal.
        var changed = Self.policy
        changed.bytes += Array("// changed\n".utf8)
        #expect(try await !review([changed], journal: journal).isAdmitted)
        #expect(entries.withLock { $0 }.count == 2)
    }

    @Test func `of two modules with one name none is meant`() throws {
        let uses = "apiVersion: lockstep/v1\nkind: PolicyUse\nmetadata: { name: a }\nspec: { policy: a }\n"
        let files = [
            Self.policy, Checkout.File(path: "policies/u.yaml", bytes: Array(uses.utf8)),
            Checkout.File(path: "policies/one/Budget.swift", bytes: Array("import PolicyV1\n\nlet most = 1\n".utf8)),
            Checkout.File(path: "policies/two/Budget.swift", bytes: Array("import PolicyV1\n\nlet most = 9\n".utf8)),
        ]
        guard case .failure(let faults) = PolicyBundle.load(files) else {
            Issue.record("expected a fault")
            return
        }
        #expect(
            faults.diagnostics.map(\.description) == [
                "policies/two/Budget.swift:1:1: error: expected one module of the name 'Budget', found 'policies/one/Budget.swift' and 'policies/two/Budget.swift'\n  hint: rename one of the files, and what imports it"
            ])
    }

    @Test func `policies are checked once for all environments and commits that have them`() throws {
        let cache = PolicyBundleCache()
        var checkout = Sample.checkout([:])
        checkout.policies = [Self.policy]
        let first = try cache.bundle(of: checkout).get()
        checkout.revision = "another"
        #expect(try cache.bundle(of: checkout).get().digest == first.digest)
        checkout.policies[0].bytes += Array("nonsense(".utf8)
        #expect(try cache.bundle(of: checkout).get().digest != first.digest)
    }
}
