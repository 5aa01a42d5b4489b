import Manifests
import Repository
import Testing

@testable import Delivery

/// The reconciler, with a real repository and a cluster in memory.
@Suite(.timeLimit(.minutes(2))) struct RollbackFirstTests {
    private func image(_ cluster: SimulatedCluster) -> String? {
        let model = cluster.objects.first { $0.key.name == "model" }?.value
        return model?[path: "spec", "template", "spec", "containers"]?.array?.first?["image"]?.string
    }

    @Test("with Git out of reach traffic goes back in the cluster first, without self-heal, and other objects stay")
    func shift() async throws {
        let scene = try await ReleaseScene()
        let cluster = SimulatedCluster()
        let board = StatusBoard()
        let holds = KeptReverts(git: scene.git)
        let reconciler = EnvironmentReconciler(
            name: "staging",
            connect: { (_: ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster in cluster },
            history: scene.git, holds: holds, board: board, logger: ReleaseScene.logger)
        let updates = await board.updates()
        let task = Task { await reconciler.run() }
        defer { task.cancel() }
        reconciler.headMoved(to: try await scene.git.checkout(at: scene.first))
        for await status in updates where status.applied == scene.first { break }
        #expect(image(cluster) == "model:1")
        try scene.setOutage(true)
        _ = try await scene.writer().carryOut(from: scene.first) { _ in
            try ReleaseScene.transition(to: "model:0", label: "revert", isRevert: true)
        }
        let before = try #require(await board["staging"]).syncs
        reconciler.holdsChanged()
        for await status in updates where status.syncs > before { break }
        #expect(image(cluster) == "model:0")
        #expect(cluster.names(of: SimulatedCluster.configMap).contains("a"))
        // A commit that people had pushed before the outage does not bring the candidate back.
        reconciler.headMoved(to: try await scene.git.checkout(at: scene.first))
        let status = try #require(await board["staging"])
        #expect(status.diagnostics.isEmpty)
    }
}

@Suite struct HeldWorkloadTests {
    private func environment(_ files: [String: String]) async throws -> Environment {
        guard case .loaded(let environment, _) = await Environment.load("staging", from: Sample.checkout(files)) else {
            throw CancellationError()
        }
        return environment
    }

    @Test("held objects are those of the other revision, and nothing else changes")
    func holding() async throws {
        let old = try await environment([
            "c.yaml": Sample.deployment("c", image: "c:1"), "a.yaml": Sample.configMap("a"),
            "gone.yaml": Sample.configMap("gone"),
        ])
        let new = try await environment([
            "c.yaml": Sample.deployment("c", image: "c:2"), "a.yaml": Sample.configMap("a", "2"),
            "d.yaml": Sample.deployment("d", image: "d:1"),
        ])
        #expect(new.objects(differingFrom: old).map(\.name).sorted() == ["a", "c", "d", "gone"])
        let held = new.objects(differingFrom: old).filter { $0.name != "a" }
        let result = new.holding(held, as: old)
        #expect(result.resources.map(\.name) == ["a", "c", "gone"])
        #expect(result.objects(differingFrom: old).map(\.name) == ["a"])
        #expect(new.holding([], as: old).objects(differingFrom: new).isEmpty)
    }
}
