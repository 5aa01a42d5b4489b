import Foundation
import Judging
import Manifests
import Releases
import Repository
import Testing
import Trust

@testable import Delivery

/// What people ask of releases, over a real remote, and what the daemon makes of it.
@Suite(.timeLimit(.minutes(2))) struct ReleaseRequestTests {
    private let people: People
    private var ada: Person { people.ada }
    private var bob: Person { people.bob }
    private var carol: Person { people.carol }

    init() throws { people = try People() }

    private func policy(expires: String = "2099-01-01T00:00:00Z") throws -> VerifiedTrustPolicy {
        try people.policy(expires: expires)
    }

    private static func digest(_ version: String) throws -> VersionDigest {
        let text = Array(CanaryScene.service(version).utf8)
        return VersionDigest(of: try #require(YAML.parse(text, file: "a.yaml").documents.first?.value))
    }

    @Test("a pause keeps the share where it is, and resuming lets it rise")
    func pause() async throws {
        let scene = try await CanaryScene()
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.step == 1 }
            try await scene.ask(.pause, by: ada)
            scene.checks.answer(.pass)
            await scene.release { $0.decision == .paused }
            #expect(try scene.scene.file(CanaryScene.path).contains("canaryTrafficPercent: 10"))
            try await scene.ask(.resume, by: ada)
            await scene.release { $0.decision == .idle }
        }
        let file = try scene.scene.file(CanaryScene.release)
        #expect(
            file.trimmingCharacters(in: .whitespacesAndNewlines)
                == CanaryScene.releaseFile().trimmingCharacters(in: .whitespacesAndNewlines))
    }

    @Test("a rollback by a committer is one commit, its version is rejected, and an override lets it be opened again")
    func rollback() async throws {
        let scene = try await CanaryScene(policy: try policy())
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.step == 1 }
            try await scene.ask(.rollback(reason: "customers complain"), by: ada)
            await scene.release { $0.decision == .idle }
            #expect(try scene.scene.file(CanaryScene.path) + "\n" == CanaryScene.service("v1"))
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.decision == .rejected }
            try await scene.ask(.override, by: ada)
            await scene.release { $0.step == 1 }
            // It was for that candidate: the same version brought once more needs another.
            try await scene.ask(.rollback(reason: "again"), by: ada)
            await scene.release { $0.decision == .idle }
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.decision == .rejected }
        }
        #expect(try scene.scene.subjects().contains("staging/fraud: roll back: customers complain"))
    }

    @Test("a rollback by who may approve is remembered, though they are no committer")
    func rollbackByApprover() async throws {
        let scene = try await CanaryScene(policy: try policy())
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.step == 1 }
            try await scene.ask(.rollback(reason: "customers complain"), by: bob)
            await scene.release { $0.decision == .idle }
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.decision == .rejected }
        }
    }

    @Test("a rollback stays done when the key of who made it no longer counts")
    func rollbackOutlivesKey() async throws {
        let scene = try await CanaryScene(policy: try policy())
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.step == 1 }
            try await scene.ask(.rollback(reason: "customers complain"), by: ada)
            await scene.release { $0.decision == .idle }
        }
        let own = TransitionTrust(ownKey: scene.scene.key.publicKey.ed25519)
        try await scene.withNextDaemon(trust: own) { scene in
            try await scene.settled()
            #expect(scene.liveVersion?.hasSuffix("v1") == true)
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.decision == .rejected }
        }
    }

    @Test("a daemon with another key, or none, changes nothing that the one before has released, and says why")
    func anotherKey() async throws {
        let scene = try await CanaryScene()
        scene.checks.answer(.pass)
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { _ in (try? scene.scene.subjects().first?.contains("finish")) == true }
            try await scene.settled()
        }
        let next = SigningKey.memory(.ed25519(try .generate())).publicKey.ed25519
        for key in [nil, next] {
            try await scene.withNextDaemon(trust: TransitionTrust(ownKey: key)) { scene in
                await scene.environment { status in
                    status.diagnostics.contains { $0.message.contains("to be signed by a key that this daemon") }
                }
                #expect(scene.liveVersion?.hasSuffix("v2") == true)
            }
        }
        let former = [scene.scene.key.publicKey.ed25519].compactMap(\.self)
        try await scene.withNextDaemon(trust: TransitionTrust(ownKey: next, formerKeys: former)) { scene in
            let head = try await scene.head()
            await scene.environment { $0.applied == head && $0.diagnostics.isEmpty }
            #expect(scene.liveVersion?.hasSuffix("v2") == true)
        }
    }

    @Test("a rollback to what never was stable is words, unless a committer says it")
    func forgedRollback() async throws {
        let scene = try await CanaryScene(policy: try policy())
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            let candidate = try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.step == 1 }
            let evil = try Self.digest("v9")
            let forged = ReleaseEvent(
                key: CanaryScene.key, kind: .revert, candidate: candidate,
                version: try Self.digest("v2"), stable: candidate,
                stableVersion: evil, step: 1, steps: 3)
            try await scene.scene.push(
                CanaryScene.service("v9"), to: CanaryScene.path,
                message: CommitMessage(subject: "Roll back", trailers: forged.trailers), key: bob.key)
            scene.scene.source.poke()
            await scene.release { $0.version == "\(evil)" && $0.step == 1 }
        }
        #expect(try scene.scene.subjects().first == "staging/fraud: open the canary at 10 %")
    }

    @Test("a freeze holds what would rise, two people break the glass, and the commit and the log name them")
    func breakGlass() async throws {
        let environment =
            Sample.environmentFile() + """
                  freezes: [{ from: 2020-01-01T00:00:00Z, until: 2099-01-01T00:00:00Z, reason: year's end }]
                  breakGlass: { from: managers }

                """
        let scene = try await CanaryScene(environment: environment, policy: try policy())
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.scene.push(CanaryScene.service("v2"), to: CanaryScene.path, by: "Carol", key: carol.key)
            scene.scene.source.poke()
            await scene.release { if case .hold(_, .calendar) = $0.decision { true } else { false } }
            try await scene.ask(.approve(group: "managers", ada.key, breaksGlass: true), by: ada)
            let head = try await scene.head()
            await scene.environment { $0.applied == head }
            #expect(try scene.scene.subjects().filter { $0.contains("open") }.isEmpty)
            await #expect(throws: RequestRefusal.self) {
                try await scene.ask(.approve(group: "managers", bob.key), by: bob)
            }
            try await scene.ask(.approve(group: "managers", bob.key, breaksGlass: true), by: bob)
            await scene.release { $0.step == 1 }
        }
        let text = try scene.scene.tool(
            "git", "-C", "\(scene.scene.folder)/origin.git", "log", "-1", "--format=%B", "main")
        #expect(text.hasSuffix("Lockstep-Break-Glass: managers: ada@example.com, bob@example.com"))
        #expect(scene.log.entries.map(\.kind) == [.approval, .approval, .promotionVerdict])
        #expect(scene.log.entries.prefix(2).map(\.principal) == ["ada@example.com", "bob@example.com"])
    }

    @Test("a promotion that asks for a merge goes to a branch of its own, with the very artifacts")
    func promotionByPullRequest() async throws {
        let production = CanaryScene.production
        let scene = try await CanaryScene.withProduction("  promotion: pullRequest\n")
        scene.checks.answer(.pass)
        try await scene.withDaemon { scene in
            await scene.environment { $0.name == "production" && $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { _ in (try? scene.scene.subjects().first?.contains("finish")) == true }
        }
        let before = try scene.scene.subjects()
        let outcome = try await scene.ask(.promote(from: "staging"), of: CanaryScene.productionKey, by: ada)
        guard case .proposed = outcome else {
            Issue.record("expected a proposal, found \(outcome)")
            return
        }
        #expect(try scene.scene.subjects() == before)
        let branch = try #require(
            try scene.scene.branches().first { $0.hasPrefix("lockstep/production/fraud/promote-") })
        try scene.scene.merge(branch)
        #expect(
            try scene.scene.file("\(production)/fraud.yaml") + "\n" == CanaryScene.service("v2", replicas: 9))
    }

    @Test("a finished release is rolled back to what was stable before it")
    func rollbackOfFinished() async throws {
        let scene = try await CanaryScene(policy: try policy())
        scene.checks.answer(.pass)
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { _ in (try? scene.scene.subjects().first?.contains("finish")) == true }
            try await scene.ask(.rollback(reason: "too dear"), by: ada)
            await scene.release { _ in (try? scene.scene.subjects().first?.contains("at rest")) == true }
            await scene.environment { _ in scene.liveVersion?.hasSuffix("v1") == true && scene.livePercent == nil }
        }
        #expect(try scene.scene.subjects().filter { $0.contains("open") }.count == 1)
    }

    @Test func `trailers of somebody who may not move releases are words`() async throws {
        let scene = try await CanaryScene(policy: try policy())
        let stable = scene.scene.first
        let forged = ReleaseEvent(
            key: CanaryScene.key, kind: .finish, candidate: stable, version: VersionDigest(of: ["spec": 1]),
            stable: stable, stableVersion: VersionDigest(of: ["spec": 1]), step: 3, steps: 3)
        try await scene.scene.push(
            CanaryScene.service("v2"), to: CanaryScene.path,
            message: CommitMessage(subject: "Forge", trailers: forged.trailers), key: bob.key)
        try await scene.withDaemon { scene in
            await scene.release { $0.step == 1 }
        }
        #expect(try scene.scene.subjects().first == "staging/fraud: open the canary at 10 %")
        let refused = scene.refused.entries
        #expect(refused.map(\.subject) == ["finish of fraud"] && refused.first?.commit?.count == 40)
        #expect(refused.first?.reason == "its key may not move the release" && refused.first?.policy != nil)
    }

    @Test func `approvals count by person, never the author's, only for this candidate, and can be taken back`()
        async throws
    {
        let environment = Sample.environmentFile() + "  approvals: { from: managers, required: 2 }\n"
        let scene = try await CanaryScene(environment: environment, policy: try policy())
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            // Carol brings the candidate, and cannot approve it.
            try await scene.scene.push(
                CanaryScene.service("v2"), to: CanaryScene.path, by: "Carol", key: carol.key)
            scene.scene.source.poke()
            await scene.release { if case .waitForApproval = $0.decision { true } else { false } }
            for person in [carol, bob] {
                try await scene.ask(.approve(group: "managers", person.key), by: person)
            }
            try await scene.ask(.revoke(group: "managers", bob.key), by: bob)
            for _ in 0..<2 { try await scene.ask(.approve(group: "managers", ada.key), by: ada) }
            let head = try await scene.head()
            await scene.environment { $0.applied == head }
            await scene.release { if case .waitForApproval = $0.decision { true } else { false } }
            #expect(try scene.scene.subjects().filter { $0.contains("open") }.isEmpty)
            try await scene.ask(.approve(group: "managers", bob.key), by: bob)
            await scene.release { $0.step == 1 }
        }
        // Carol's own is refused in the log, once.
        let refused = scene.refused.entries
        #expect(refused.map(\.reason) == ["'carol@example.com' brought the candidate"], "\(refused)")
        #expect(refused.allSatisfy { $0.kind == .verificationFailure && $0.envelope != nil && $0.policy != nil })
        // The log has each approval that was used, and then what it was used for.
        let logged = scene.log.entries
        #expect(logged.map(\.kind) == [.approval, .approval, .promotionVerdict])
        #expect(logged.prefix(2).map(\.principal) == ["ada@example.com", "bob@example.com"])
        #expect(logged.allSatisfy { $0.artifact == logged.last?.artifact && $0.environment == "staging" })
        #expect(logged.prefix(2).allSatisfy { $0.envelope?.hasPrefix("sha256:") == true && $0.policy != nil })
    }

    @Test func `approvals under a trust policy that has run out are none`() async throws {
        let environment = Sample.environmentFile() + "  approvals: { from: managers, required: 1 }\n"
        let scene = try await CanaryScene(
            environment: environment, policy: try policy(expires: "2026-01-01T00:00:00Z"))
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.scene.push(CanaryScene.service("v2"), to: CanaryScene.path, by: "Carol", key: carol.key)
            scene.scene.source.poke()
            await scene.release { if case .waitForApproval = $0.decision { true } else { false } }
            for person in [bob, ada] {
                try await scene.ask(.approve(group: "managers", person.key), by: person)
                let head = try await scene.head()
                await scene.environment { $0.applied == head }
            }
            await scene.release { if case .waitForApproval = $0.decision { true } else { false } }
            #expect(try scene.scene.subjects().filter { $0.contains("open") }.isEmpty)
        }
    }

    @Test("who merges another's change, or signs none, does not make its author another")
    func hiddenAuthor() async throws {
        let environment = Sample.environmentFile() + "  approvals: { from: managers }\n"
        for isSigned in [true, false] {
            let scene = try await CanaryScene(environment: environment, policy: try policy())
            try await scene.withDaemon { scene in
                await scene.environment { $0.applied == scene.scene.first }
                // Carol merges what Ada wrote on a branch of hers.
                try await scene.scene.merge(
                    CanaryScene.service("v2"), to: CanaryScene.path, by: ada.key, email: ada.name, isSigned: isSigned,
                    mergedBy: carol.key)
                scene.scene.source.poke()
                await scene.release { if case .waitForApproval = $0.decision { true } else { false } }
                try await scene.ask(.approve(group: "managers", ada.key), by: ada)
                let head = try await scene.head()
                await scene.environment { $0.applied == head }
                try await scene.ask(.approve(group: "managers", bob.key), by: bob)
                let last = try await scene.head()
                if isSigned {
                    await scene.release { $0.step == 1 }
                } else {
                    await scene.environment { $0.applied == last }
                }
            }
            let reasons = scene.refused.entries.compactMap(\.reason)
            if isSigned {
                #expect(reasons == ["'ada@example.com' brought the candidate"])
            } else {
                #expect(!reasons.isEmpty && reasons.allSatisfy { $0.contains("no key that the trust policy knows") })
                #expect(try scene.scene.subjects().filter { $0.contains("open") }.isEmpty)
            }
        }
    }

    @Test("only what the environment before has released is opened, and promoting takes over those artifacts alone")
    func promotion() async throws {
        let (production, key) = (CanaryScene.production, CanaryScene.productionKey)
        let scene = try await CanaryScene.withProduction()
        try await scene.withDaemon { scene in
            await scene.environment { $0.name == "production" && $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2", replicas: 9), to: "\(production)/fraud.yaml")
            await scene.release { $0.key == key && $0.decision == .hold(until: nil, .upstream) }
            try await scene.push(CanaryScene.service("v1", replicas: 9), to: "\(production)/fraud.yaml")
            scene.checks.answer(.pass)
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { _ in (try? scene.scene.subjects().first?.contains("finish")) == true }
            try await scene.ask(.promote(from: "staging"), of: key, by: ada)
            await scene.release { _ in
                (try? scene.scene.subjects().first) == "production/fraud: finish, the candidate is stable"
            }
        }
        #expect(
            try scene.scene.file("\(production)/fraud.yaml") + "\n" == CanaryScene.service("v2", replicas: 9))
    }

    @Test("who brought a version into the environment before does not approve it here, whatever came there since")
    func upstreamAuthor() async throws {
        let scene = try await CanaryScene.withProduction(
            "  approvals: { from: managers, required: 2 }\n", policy: try policy())
        scene.checks.answer(.pass)
        func release(_ version: String, by person: Person, _ name: String) async throws {
            try await scene.scene.push(CanaryScene.service(version), to: CanaryScene.path, by: name, key: person.key)
            scene.scene.source.poke()
            await scene.release { _ in
                (try? scene.scene.file(CanaryScene.path).contains("fraud/\(version)")) == true
                    && (try? scene.scene.subjects().first?.contains("finish")) == true
            }
        }
        try await scene.withDaemon { scene in
            await scene.environment { $0.name == "production" && $0.applied == scene.scene.first }
            try await release("v2", by: ada, "Ada")
            try await release("v3", by: carol, "Carol")
        }
        try await scene.scene.push(
            CanaryScene.service("v2", replicas: 9), to: "\(CanaryScene.production)/fraud.yaml", by: "Carol",
            key: carol.key)
        for person in [ada, bob, carol] {
            try await scene.ask(.approve(group: "managers", person.key), of: CanaryScene.productionKey, by: person)
        }
        let verified = scene.policy
        let reader = ReleaseReader(
            git: scene.scene.git,
            trust: TransitionTrust(ownKey: scene.scene.key.publicKey.ed25519, policy: { verified }))
        let reading = try #require(
            try await reader.release(CanaryScene.productionKey, at: try await scene.head()))
        let approvals = try await CommittedApprovals(git: scene.scene.git, reader: reader, policy: { verified })
            .approvals(of: reading)
        #expect(approvals.map(\.principal) == [bob.name])
    }
}
