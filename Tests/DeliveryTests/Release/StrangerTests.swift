import Judging
import Manifests
import Releases
import Testing
import Trust

@testable import Delivery
@testable import Repository

/// Commits with a release's trailers, signed by keys that nobody knows.
@Suite(.timeLimit(.minutes(2))) struct StrangerTests {
    private func opened(_ scene: CanaryScene) async throws {
        await scene.environment { $0.applied == scene.scene.first }
        try await scene.push(CanaryScene.service("v2"))
        await scene.release { $0.step == 1 }
        await scene.environment { _ in scene.livePercent == 10 }
    }

    /// Somebody's commit that says of a file of no consequence that the release has gone on.
    private func forge(_ scene: CanaryScene) async throws {
        let head = "\(try await scene.scene.store.fetch(scene.scene.remote).head)"
        let commits = try await scene.scene.git.commits(from: nil, to: head, limit: 1)
        var event = try #require(commits.first.flatMap { ReleaseEvent($0.message) })
        event.kind = .step
        let stranger = SigningKey.memory(.ed25519(try .generate()))
        try await scene.scene.push(
            "a note\n", to: "notes/1.txt", message: CommitMessage(subject: "Forge", trailers: event.trailers),
            key: stranger)
        scene.scene.source.poke()
    }

    @Test("a stranger's word after Lockstep's own is no transition, and keeps nothing from being taken back")
    func afterOwn() async throws {
        let scene = try await CanaryScene()
        try await scene.withDaemon { scene in
            try await opened(scene)
            try await forge(scene)
            scene.checks.answer(.fail)
            await scene.environment { $0.phase == .invalid || scene.liveVersion?.hasSuffix("v1") == true }
            await scene.environment { $0.phase == .invalid || scene.livePercent == nil }
        }
        #expect(try scene.scene.subjects().filter { $0.contains("revert") }.count == 1)
        #expect(scene.liveVersion?.hasSuffix("v1") == true)
    }

    @Test("where an unknown key may be Lockstep's of before, a candidate that fails goes back in the cluster")
    func doubt() async throws {
        let scene = try await CanaryScene()
        try await scene.withDaemon { try await opened($0) }
        let next = SigningKey.memory(.ed25519(try .generate())).publicKey.ed25519
        let former = [scene.scene.key.publicKey.ed25519].compactMap(\.self)
        try await scene.withNextDaemon(trust: TransitionTrust(ownKey: next, formerKeys: former)) { scene in
            await scene.release { $0.step == 1 }
            try await forge(scene)
            await scene.environment { status in
                status.diagnostics.contains { $0.message.contains("to be signed by a key that this daemon") }
            }
            scene.checks.answer(.fail)
            await scene.release { $0.fault != nil }
            await scene.environment { _ in scene.liveVersion?.hasSuffix("v1") == true && scene.livePercent == 0 }
        }
    }

    @Test("who plans by hand believes any good signature where no policy is trusted, else as the daemon does")
    func believed() throws {
        let (key, id) = (
            SigningKey.memory(.ed25519(try .generate())), try #require(ObjectID(String(repeating: "1", count: 40)))
        )
        let version = VersionDigest(of: ["spec": 1])
        let event = ReleaseEvent(
            key: .init(environment: "staging", release: "fraud"), kind: .open, candidate: "\(id)", version: version,
            stable: "\(id)", stableVersion: version, step: 1, steps: 3)
        let signed = Array("tree".utf8)
        let armoured = try CommitSigning.sign(signed, with: key)
        let author = Authorship(name: "Eve", email: "eve@example.com", time: 1)
        let trust = TransitionTrust(ownKey: nil, believesAll: true)
        for (payload, isGood) in [(signed, true), (signed + [0], false)] {
            let commit = Commit(
                id: id, tree: id, parents: [], author: author, committer: author,
                message: CommitMessage(subject: "Move", trailers: event.trailers),
                signature: CommitSignature(armoured: armoured, payload: payload))
            #expect(trust.holds(for: commit, event) == isGood)
            let policy = try People().policy()
            let judged = TransitionTrust(ownKey: nil, believesAll: true, policy: { policy })
            #expect(!judged.holds(for: commit, event) && judged.isUnknown(commit) == isGood)
        }
    }

    @Test("who plans by hand and trusts a policy takes no stranger's word for a transition")
    func judgedByHand() async throws {
        let people = try People()
        let scene = try await CanaryScene(policy: try people.policy())
        try await scene.withDaemon { try await opened($0) }
        try await forge(scene)
        let head = try await scene.head()
        guard
            case .loaded(let environment, _) = await Environment.load(
                "staging", from: try await scene.scene.source.checkout(at: head))
        else { throw Sample.NotAdmitted() }
        func warnings(_ trust: TransitionTrust) async throws -> [String] {
            try await SingleSyncHolds(reader: ReleaseReader(git: scene.scene.git, trust: trust), head: head)
                .applied(to: environment).warnings.map(\.message)
        }
        let policy = scene.policy
        let own = scene.scene.key.publicKey.ed25519
        await #expect(throws: UnknownMover.self) {
            try await warnings(TransitionTrust(ownKey: nil, believesAll: true, policy: { policy }))
        }
        #expect(try await warnings(TransitionTrust(ownKey: own, policy: { policy })) == [])
        let unjudged = try await warnings(TransitionTrust(ownKey: nil, believesAll: true))
        #expect(unjudged.first == "nothing here tells who may move releases: any good signature counts")
    }
}
