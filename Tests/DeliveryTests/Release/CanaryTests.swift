import Judging
import Manifests
import Releases
import Repository
import Testing
import Trust

@testable import Delivery

/// The whole loop: a real remote, a real second writer, a cluster in memory, scripted checks.
@Suite(.timeLimit(.minutes(2))) struct CanaryTests {
    @Test("a new version is opened, raised on passes and finished, each by one signed commit that says so")
    func passes() async throws {
        let scene = try await CanaryScene()
        scene.checks.answer(.pass)
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.decision == .idle && $0.version != "" && $0.weight == nil && $0.step == 0 }
            await scene.environment { $0.applied != nil && (try? scene.scene.subjects().count) == 5 }
        }
        #expect(
            try scene.scene.subjects() == [
                "staging/fraud: finish, the candidate is stable", "staging/fraud: raise the canary to 50 %",
                "staging/fraud: open the canary at 10 %", "Change \(CanaryScene.path)", "Declare staging",
            ])
        #expect(scene.log.entries.compactMap(\.version) == ["open 1/3", "step 2/3", "finish 3/3"])
        #expect(try scene.scene.file(CanaryScene.path) + "\n" == CanaryScene.service("v2"))
    }

    @Test("a failure is one revert that keeps what people changed since, and the version is remembered")
    func fails() async throws {
        let scene = try await CanaryScene()
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.step == 1 }
            #expect(try scene.scene.file(CanaryScene.path).contains("canaryTrafficPercent: 10"))
            try await scene.push(
                try scene.scene.file(CanaryScene.path).replacing("minReplicas: 1", with: "minReplicas: 3"))
            scene.checks.answer(.fail)
            await scene.release { $0.decision == .idle && $0.step == 0 }
            await scene.environment { _ in scene.liveVersion?.hasSuffix("v1") == true && scene.livePercent == nil }
            #expect(try scene.scene.file(CanaryScene.path) + "\n" == CanaryScene.service("v1", replicas: 3))
            // The same version again stays where it is.
            try await scene.push(CanaryScene.service("v2", replicas: 3))
            await scene.release { $0.decision == .rejected }
        }
        let subjects = try scene.scene.subjects()
        #expect(subjects.filter { $0.contains("revert") }.count == 1)
        #expect(subjects.first == "Change \(CanaryScene.path)")
        #expect(scene.liveVersion?.hasSuffix("v1") == true)
    }

    @Test("what runs stays what was stable until the candidate is opened")
    func heldBeforeOpening() async throws {
        let scene = try await CanaryScene(spec: "paused: true")
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            let revision = try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.decision == .paused }
            await scene.environment { $0.applied == revision }
            #expect(scene.liveVersion?.hasSuffix("v1") == true)
            try await scene.push(CanaryScene.releaseFile(), to: CanaryScene.release)
            await scene.release { $0.step == 1 }
            await scene.environment { _ in scene.livePercent == 10 }
            #expect(scene.liveVersion?.hasSuffix("v2") == true)
        }
    }

    @Test("who plans or syncs once gets what is stable in place of a candidate that waits, and is told so")
    func singleSync() async throws {
        let scene = try await CanaryScene(spec: "paused: true")
        let cluster = scene.cluster
        let reader = ReleaseReader(
            git: scene.scene.git, trust: TransitionTrust(ownKey: nil, believesAll: true))
        func plan(_ head: String, _ tree: Checkout? = nil) async throws -> (plan: Plan, warnings: [Diagnostic]) {
            var checkout = try await scene.scene.git.checkout(at: head)
            if let tree { checkout = tree }
            let outcome = await PlanOutcome.plan(
                "staging", of: checkout,
                connect: { (_: ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster in cluster },
                holds: SingleSyncHolds(reader: reader, head: head), triesCreations: false)
            guard case .planned(let plan, _, let warnings) = outcome else {
                Issue.record("expected a plan, found \(outcome)")
                throw CancellationError()
            }
            return (plan, warnings)
        }
        func model(_ plan: Plan) -> String? {
            let change = plan.changes.first { $0.identity.name == "fraud" }
            return change?.desired?.object[path: "spec", "predictor", "model", "storageUri"]?.string
        }
        let first = try await plan(scene.scene.first)
        #expect(model(first.plan)?.hasSuffix("v1") == true && first.warnings.isEmpty)
        try await scene.scene.push(CanaryScene.service("v2"), to: CanaryScene.path)
        let head = "\(try await scene.scene.store.fetch(scene.scene.remote).head)"
        let waiting = try await plan(head)
        #expect(model(waiting.plan)?.hasSuffix("v1") == true)
        #expect(waiting.warnings.map(\.message).first?.contains("has not opened the version") == true)
        // The same in a work tree that nobody has committed.
        var tree = try await scene.scene.git.checkout(at: scene.scene.first)
        tree.revision = nil
        tree.files = tree.files.map {
            $0.path == CanaryScene.path ? .init(path: $0.path, bytes: Array(CanaryScene.service("v2").utf8)) : $0
        }
        #expect(model(try await plan(scene.scene.first, tree).plan)?.hasSuffix("v1") == true)
    }

    @Test("a share that somebody raises by hand never reaches the cluster, and goes back by a commit")
    func raisedByHand() async throws {
        let scene = try await CanaryScene()
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.step == 1 }
            await scene.environment { _ in scene.livePercent == 10 }
            for share in ["canaryTrafficPercent: 90", "# none"] {
                let file = try scene.scene.file(CanaryScene.path)
                let raised = try await scene.push(file.replacing("canaryTrafficPercent: 10", with: share))
                _ = try await scene.scene.store.fetch(scene.scene.remote)
                let held = try await scene.controller().1.held(in: "staging", at: raised)
                guard case .values(let values)? = held.first?.source else {
                    Issue.record("expected the share to be held, found \(held)")
                    return
                }
                #expect(values.values.first?[path: "spec", "predictor", "canaryTrafficPercent"] == 10)
                await scene.release { _ in
                    (try? scene.scene.subjects().first) == "staging/fraud: set the canary back to 10 %"
                }
                try await scene.settled()
                #expect(scene.livePercent == 10)
            }
            // Less is people's to say.
            let file = try scene.scene.file(CanaryScene.path)
            try await scene.push(file.replacing("canaryTrafficPercent: 10", with: "canaryTrafficPercent: 5"))
            await scene.environment { _ in scene.livePercent == 5 }
        }
    }

    @Test("no data, no answer and nothing to say hold; people who take the version back end the release")
    func holdsAndWithdraws() async throws {
        let scene = try await CanaryScene()
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            for verdict in [CheckVerdict.noData, .providerError, .inconclusive] {
                scene.checks.answer(verdict)
                await scene.release {
                    $0.decision == .hold(until: nil, .checks) && $0.checks.first?.contains(verdict.rawValue) == true
                }
            }
            try await scene.push(CanaryScene.service("v1", percent: 10))
            await scene.release { $0.decision == .idle }
            #expect(try scene.scene.file(CanaryScene.path) + "\n" == CanaryScene.service("v1"))
        }
    }

    @Test("a newer version starts over with the first share, also where that is the share it finds")
    func superseded() async throws {
        let scene = try await CanaryScene()
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.step == 1 }
            let v3 = try scene.scene.file(CanaryScene.path).replacing("fraud/v2", with: "fraud/v3")
            try await scene.push(v3)
            await scene.release { $0.step == 1 && $0.checks.isEmpty == false && $0.decision != .open(step: 1) }
            try await scene.settled()
            await scene.environment { _ in scene.liveVersion?.hasSuffix("v3") == true }
            scene.checks.answer(.pass)
            await scene.release { $0.decision == .idle }
        }
        #expect(try scene.scene.subjects().filter { $0.contains("open") }.count == 2)
        #expect(try scene.scene.file(CanaryScene.path) + "\n" == CanaryScene.service("v3"))
    }

    @Test("with Git out of reach a failure takes traffic back in the cluster first, and the commit follows")
    func outage() async throws {
        let scene = try await CanaryScene()
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.step == 1 }
            await scene.environment { _ in scene.livePercent == 10 }
            try scene.scene.setOutage(true)
            scene.checks.answer(.fail)
            await scene.release { $0.fault != nil }
            await scene.environment { _ in scene.livePercent == 0 }
            #expect(scene.liveVersion?.hasSuffix("v1") == true)
            // By now nothing fails any more, as nothing reaches the candidate.
            scene.checks.answer(.noData)
            try scene.scene.setOutage(false)
            await scene.release { $0.decision == .idle }
        }
        #expect(try scene.scene.subjects().filter { $0.contains("revert") }.count == 1)
    }
}
