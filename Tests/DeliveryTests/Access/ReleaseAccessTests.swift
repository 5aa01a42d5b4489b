import Foundation
import Judging
import Manifests
import Releases
import Repository
import Testing
import Trust

@testable import Delivery

/// The shipped policy of promotions over a real remote: separation of duties, freezes, and verbs that are refused.
@Suite(.timeLimit(.minutes(2))) struct ReleaseAccessTests {
    private static let production = "environments/production"
    private static let calendar = "policies/calendars.yaml"
    private static let key = ReleaseEvent.Key(environment: "production", release: "fraud")

    private let names = ["ada", "bob", "carol", "dora"]
    private let keys: [String: SigningKey]
    private let root: SigningKey

    init() throws {
        keys = try Dictionary(uniqueKeysWithValues: names.map { ($0, .memory(.ed25519(try .generate()))) })
        root = .memory(.ed25519(try .generate()))
    }

    private func key(_ name: String) throws -> SigningKey { try #require(keys[name]) }

    /// Ada, Bob and Carol are release managers, Dora is a developer.
    private func trust() throws -> String {
        func line(_ name: String, _ key: SigningKey) throws -> String {
            let text = OpenSSHPublicKey(try #require(key.publicKey.ed25519), comment: "").text
            return "    - { name: \(name)@example.com, keys: [{ name: \(name), publicKey: \(text) }] }\n"
        }
        return """
            apiVersion: lockstep/v1
            kind: TrustPolicy
            metadata: { name: test }
            spec:
              version: 1
              expires: 2099-01-01T00:00:00Z
              principals:
            \(try names.map { try line($0, try key($0)) }.joined())\(try line("root", root))  roles:
                - { role: root, keys: [root] }
                - { role: committer, keys: [ada, bob, carol, dora], environments: ["*"] }
              groups:
                - { name: release-managers, members: [ada@example.com, bob@example.com, carol@example.com] }
                - { name: developers, members: [dora@example.com] }
            """
    }

    private func scene(freeze: String) async throws -> CanaryScene {
        let text = try trust()
        let signed = try SignedTrustPolicy(bytes: Array(text.utf8), signatures: []).adding(signatureBy: root)
        let policy = try VerifiedTrustPolicy.anchored(
            signed, anchor: signed.digest, at: Timestamp(seconds: 1_800_000_000))
        let policies = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("policies")
        let shipped = try String(
            contentsOf: policies.appendingPathComponent("promotions.policy.swift"), encoding: .utf8)
        let environment = Sample.environmentFile(name: "production").replacing("namespace: ml", with: "namespace: live")
        let scene = try await CanaryScene(
            files: [
                "\(Self.production)/environment.yaml": environment + "  promotesFrom: staging\n",
                "\(Self.production)/namespace.yaml": Sample.namespaceFile.replacing("ml", with: "live"),
                "\(Self.production)/fraud.yaml": CanaryScene.service("v1"),
                "\(Self.production)/release.yaml": CanaryScene.releaseFile(),
                "policies/promotions.policy.swift": shipped, Self.calendar: Self.windows(freeze),
                TrustPolicy.path: text,
            ], policy: policy)
        scene.checks.answer(.pass)
        return scene
    }

    private static func windows(_ windows: String) -> String {
        "apiVersion: lockstep/v1\nkind: Calendar\nmetadata: { name: release-freeze }\nspec: { windows: [\(windows)] }\n"
    }

    private func ask(_ request: ReleaseRequest, by name: String, in scene: CanaryScene) async throws {
        let head = "\(try await scene.scene.store.fetch(scene.scene.remote).head)"
        let git = scene.scene.releases(as: "\(name)@example.com", key: try key(name))
        let reader = ReleaseReader(git: git, trust: TransitionTrust(ownKey: nil, believesAll: true))
        let builder = RequestBuilder(reader: reader, git: git, clock: scene.clock)
        let writer = TransitionWriter(git: git, log: nil, clock: scene.clock, logger: ReleaseScene.logger)
        _ = try await writer.carryOut(from: head) {
            try await builder.transition(request, of: Self.key, at: $0)
        }
        scene.scene.source.poke()
    }

    private func held(_ key: String, in scene: CanaryScene, saying words: String) async {
        await scene.release { status in
            guard case .heldByFailure(let reason) = status.decision else { return false }
            return "\(status.key.environment)" == key && reason.contains(words)
        }
    }

    private func finished(_ environment: String, in scene: CanaryScene) async {
        await scene.release { status in
            status.key.environment == environment
                && (try? scene.scene.subjects().contains("\(environment)/fraud: finish, the candidate is stable"))
                    == true
        }
    }

    @Test func `a freeze holds every promotion, and two managers other than the author bring a release to production`()
        async throws
    {
        let scene = try await scene(freeze: "{ from: 2020-01-01T00:00:00Z, to: 2099-01-01T00:00:00Z }")
        try await scene.withDaemon { scene in
            await scene.environment { $0.name == "staging" && $0.applied == scene.scene.first }
            try await scene.scene.push(
                CanaryScene.service("v2"), to: CanaryScene.path, by: "Dora", key: try key("dora"))
            scene.scene.source.poke()
            await held("staging", in: scene, saying: "forbidden by 'promotions: freeze'")
            try await scene.push(Self.windows(""), to: Self.calendar)
            await finished("staging", in: scene)
            try await ask(.promote(from: "staging"), by: "ada", in: scene)
            await held("production", in: scene, saying: "no rule permits it")
            try await ask(.approve(group: "release-managers", try key("bob")), by: "bob", in: scene)
            try await ask(.approve(group: "release-managers", try key("ada")), by: "ada", in: scene)
            try await ask(.approve(group: "release-managers", try key("carol")), by: "carol", in: scene)
            await finished("production", in: scene)
        }
    }

    @Test func `an author does not promote their own change, whoever approves it`() async throws {
        let scene = try await scene(freeze: "")
        try await scene.withDaemon { scene in
            await scene.environment { $0.name == "staging" && $0.applied == scene.scene.first }
            try await scene.scene.push(CanaryScene.service("v2"), to: CanaryScene.path, by: "Ada", key: try key("ada"))
            scene.scene.source.poke()
            await finished("staging", in: scene)
            try await ask(.promote(from: "staging"), by: "ada", in: scene)
            await held("production", in: scene, saying: "author-promotes-own-change")
        }
    }

    @Test func `a verb that its signer may not use is refused, and one that they may is carried out`() async throws {
        let scene = try await scene(freeze: "")
        try await scene.withDaemon { scene in
            await scene.environment { $0.name == "production" && $0.applied == scene.scene.first }
            try await ask(.pause, by: "dora", in: scene)
            await scene.environment { status in
                status.name == "production"
                    && status.diagnostics.contains {
                        $0.message.contains("'pause' of 'production/fraud'")
                            && $0.message.contains("signed by 'dora@example.com', is not permitted")
                    }
            }
            try await ask(.resume, by: "ada", in: scene)
            await scene.environment { $0.name == "production" && $0.diagnostics.isEmpty && $0.phase == .synced }
            try await ask(.pause, by: "bob", in: scene)
            let head = "\(try await scene.scene.store.fetch(scene.scene.remote).head)"
            await scene.environment { $0.name == "production" && $0.applied == head }
        }
    }

    @Test func `a commit that nobody known has signed brings nothing in`() async throws {
        let scene = try await scene(freeze: "")
        try await scene.withDaemon { scene in
            await scene.environment { $0.name == "staging" && $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            await held("staging", in: scene, saying: "signed by nobody whom the trust policy knows")
        }
    }
}
