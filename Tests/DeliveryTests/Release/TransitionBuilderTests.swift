import Judging
import Manifests
import Releases
import Repository
import Testing
import Trust

@testable import Delivery

@Suite struct TransitionBuilderTests {
    @Test("whatever a source of metrics says, the commit's trailers are read back")
    func reasons() async throws {
        let scene = try await CanaryScene()
        let head = try await scene.push(CanaryScene.service("v2"))
        _ = try await scene.scene.store.fetch(scene.scene.remote)
        let reader = ReleaseReader(
            git: scene.scene.git, trust: TransitionTrust(ownKey: scene.scene.key.publicKey.ed25519))
        let key = ReleaseEvent.Key(environment: "staging", release: "fraud")
        let reading = try #require(try await reader.release(key, at: head))
        let judgement = Judgement(
            check: "latency", verdict: .pass, reason: "one\n---\ntwo\r\n\nLockstep-Step: 3/3", evidence: [:])
        let transition = try #require(
            try await TransitionBuilder(reader: reader, git: scene.scene.git)
                .transition(.open(step: 1), of: reading, judgements: [judgement], at: .now()))
        let event = try #require(ReleaseEvent(CommitMessage(transition.message.text)))
        #expect(event.kind == .open && event.step == 1)
        #expect(transition.message.body == "latency: pass: one --- two Lockstep-Step: 3/3")
    }
}
