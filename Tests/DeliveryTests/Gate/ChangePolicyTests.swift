import Foundation
import Manifests
import Releases
import Repository
import Testing
import Trust

@testable import Delivery

/// Policies that ask who changed an environment, over a real repository.
@Suite(.timeLimit(.minutes(1))) struct ChangePolicyTests {
    private static let policy = """
        import PolicyV1

        admission("changed", kinds: [.configMap]) { review in
            let change = review.change
            let approvals = change.approvals.filter { $0.revision == change.revision }.map { $0.by.name }
            deny("\\(change.author) \\(change.signers.map { $0.name }) \\(change.paths) \\(approvals)")
        }

        """
    private static let use =
        "apiVersion: lockstep/v1\nkind: PolicyUse\nmetadata: { name: c }\nspec: { policy: changed }\n"
    private static let policies = ["policies/c.policy.swift": policy, "policies/u.yaml": use]
    private static let staging = "environments/staging/a.yaml"

    private func gate(_ scene: CommitScene, ownKey: String? = nil, withTrust: Bool = true) throws -> Gate {
        let trust = CheckoutTrust(
            state: TrustState(path: "\(scene.folder)/trust.json", allowsExampleKeys: true),
            anchor: try ExampleTrust.policy().digest)
        let artifacts = ArtifactTrust(
            policy: { (checkout, now) async throws(TrustError) in try await trust.policy(of: checkout, at: now) },
            registry: { _ in { _ throws(TrustError) in throw .unreachable("the registry", reason: "refused") } })
        return Gate(
            trust: withTrust ? artifacts : nil,
            ownKey: try ownKey.map { try #require(CommitScene.key($0).publicKey.ed25519) })
    }

    /// What the policy saw of the change, or why it saw nothing.
    private func seen(
        _ scene: CommitScene, _ gate: Gate, change: (inout Checkout) -> Void = { _ in }
    ) async throws -> String {
        var checkout = try await scene.checkout()
        change(&checkout)
        guard case .refused(let found) = await scene.plan(checkout, gate: gate, isPreview: true) else { return "none" }
        return found.first?.message.replacing("policy 'changed': ", with: "") ?? "none"
    }

    private func scene() async throws -> CommitScene {
        let scene = try await CommitScene("")
        try await scene.commit(Self.policies, by: "alice-release", author: "Alice")
        return scene
    }

    private func approve(_ scene: CommitScene, _ candidate: ObjectID, by key: String) async throws {
        let version = VersionDigest(of: ["kind": "ConfigMap"])
        let approval = Approval(
            key: .init(environment: "staging", release: "a"), group: "release-managers", gate: .opening,
            version: version,
            candidate: "\(candidate)")
        let signer = try CommitScene.key(key)
        let envelope = try approval.signed(with: signer)
        try await scene.commit(
            [approval.path(signer: signer.publicKey): String(decoding: envelope.bytes, as: UTF8.self)], by: key)
    }

    @Test func `the newest commit that changed the environment is the change, with who signed it`() async throws {
        let scene = try await scene()
        try await scene.commit([Self.staging: Sample.configMap("a", "2")], by: "bob-release", author: "Alice")
        try await scene.commit(["README.md": "words", "environments/other/b.yaml": "x"], by: nil, author: "Mallory")
        #expect(
            try await seen(scene, gate(scene))
                == "alice@example.com [\"bob@example.com\"] [\"\(Self.staging)\"] []")
    }

    @Test func `unsigned, and signed by nobody known: nobody has signed`() async throws {
        let scene = try await scene()
        try await scene.commit([Self.staging: Sample.configMap("a", "2")], by: nil, author: "Mallory")
        #expect(try await seen(scene, gate(scene)) == "mallory@example.com [] [\"\(Self.staging)\"] []")
    }

    @Test func `a merge brings who signed what it merges`() async throws {
        let scene = try await scene()
        let base = try await scene.head
        let side = try await scene.commit(
            [Self.staging: Sample.configMap("a", "2")], by: "alice-release", author: "Alice", onto: base)
        try await scene.commit(
            [Self.staging: Sample.configMap("a", "2")], by: "bob-release", author: "Bob", merging: [side])
        #expect(
            try await seen(scene, gate(scene))
                == "bob@example.com [\"alice@example.com\", \"bob@example.com\"] [\"\(Self.staging)\"] []")
    }

    @Test func `approvals count for their revision, signed by who may give them`() async throws {
        let scene = try await scene()
        let candidate = try await scene.commit(
            [Self.staging: Sample.configMap("a", "2")], by: "alice-release", author: "Alice")
        try await approve(scene, candidate, by: "bob-release")
        try await approve(scene, candidate, by: "carol-security")
        let found = try await seen(scene, gate(scene))
        #expect(found.hasSuffix("[\"bob@example.com\"]"), "\(found)")
        try await scene.commit([Self.staging: Sample.configMap("a", "3")], by: "alice-release", author: "Alice")
        #expect(try await seen(scene, gate(scene)).hasSuffix("] []"))
    }

    @Test func `the daemon's own commits are nobody's change, those of another key are`() async throws {
        let scene = try await scene()
        try await scene.commit([Self.staging: Sample.configMap("a", "2")], by: "alice-release", author: "Alice")
        try await scene.commit([Self.staging: Sample.configMap("a", "3")], by: "lockstep-committer", author: "Lockstep")
        #expect(try await seen(scene, gate(scene, ownKey: "lockstep-committer")).hasPrefix("alice@example.com"))
        #expect(try await seen(scene, gate(scene)).hasPrefix("lockstep@example.com"))
        #expect(try await seen(scene, gate(scene, ownKey: "build-ci")).hasPrefix("lockstep@example.com"))
    }

    @Test func `a pull request is one change, whatever commits it has`() async throws {
        let scene = try await scene()
        let base = try await scene.head
        try await scene.commit([Self.staging: Sample.configMap("a", "2")], by: "alice-release", author: "Alice")
        try await scene.commit(["environments/staging/b.yaml": Sample.configMap("b")], by: "bob-release", author: "Bob")
        try await scene.commit(["README.md": "words"], by: "carol-security", author: "Carol")
        let head = try await scene.head
        let found = try await seen(scene, gate(scene)) { checkout in
            checkout.changes = ChangeRange(store: scene.store, head: head, since: base)
        }
        #expect(
            found == "bob@example.com [\"alice@example.com\", \"bob@example.com\"] "
                + "[\"\(Self.staging)\", \"environments/staging/b.yaml\"] []")
    }

    @Test func `what is not known is not made up: a work tree, and no trust policy, deny`() async throws {
        let scene = try await scene()
        try await scene.commit([Self.staging: Sample.configMap("a", "2")], by: "alice-release", author: "Alice")
        let tree = try await seen(scene, gate(scene)) { $0.changes = nil }
        #expect(tree == "policy 'changed' could not judge the object: the change could not be read")
        let blind = try await seen(scene, gate(scene, withTrust: false))
        #expect(blind == "policy 'changed' could not judge the object: missing 'approvals'")
    }
}
