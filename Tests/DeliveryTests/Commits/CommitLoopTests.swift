import Foundation
import Logging
import Manifests
import Repository
import Synchronization
import Testing
import Trust

@testable import Delivery

/// The daemon's loop with signed commits demanded: a bad head halts it, and what ran stays and is healed.
@Suite struct CommitLoopTests {
    /// A reconciler that runs, and the statuses that it posts.
    private final class Running: Sendable {
        let reconciler: EnvironmentReconciler
        private let updates: AsyncStream<EnvironmentStatus>
        private let task: Task<Void, Never>

        init(_ scene: CommitScene, gate: Gate) async {
            let board = StatusBoard()
            let cluster = scene.cluster
            reconciler = EnvironmentReconciler(
                name: "staging",
                connect: { (_: ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster in cluster },
                history: SceneHistory(store: scene.store, scratch: "\(scene.folder)/scratch"), gate: gate, board: board,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            updates = await board.updates()
            let reconciler = reconciler
            task = Task { await reconciler.run() }
        }

        deinit { task.cancel() }

        func status(_ isWanted: (EnvironmentStatus) -> Bool) async throws -> EnvironmentStatus {
            for await status in updates where isWanted(status) { return status }
            throw CancellationError()
        }
    }

    @Test func `a bad commit halts the environment, also after a new start, until the branch is good again`()
        async throws
    {
        let scene = try await CommitScene()
        let entries = Mutex<[LogEntry]>([])
        let gate = try scene.gate { more in entries.withLock { $0 += more } }
        let running = await Running(scene, gate: gate)
        running.reconciler.headMoved(to: try await scene.checkout())
        _ = try await running.status { $0.phase == .synced }
        let good = try await scene.head
        let bad = try await scene.set("2", by: nil, author: "Mallory")
        running.reconciler.headMoved(to: try await scene.checkout())
        let halted = try await running.status { $0.phase == .invalid }
        #expect(
            halted.diagnostics.first?.message.contains("expected commit \("\(bad)".prefix(12)) by 'Mallory") ?? false)
        #expect(halted.applied == "\(good)" && scene.value == "1")
        #expect(entries.withLock { $0.map(\.commit) } == ["\(bad)"])
        #expect(entries.withLock { $0.first?.reason } == "unsigned: it has no signature")
        // Another process, with an empty memory and a good commit on top of the bad one.
        try await scene.set("3", by: "lockstep-committer")
        let again = await Running(scene, gate: try scene.gate())
        again.reconciler.headMoved(to: try await scene.checkout())
        let stillHalted = try await again.status { $0.phase == .invalid }
        #expect(stillHalted.diagnostics.count == 1 && scene.value == "1")
        // The last good state is kept up: what is removed by hand comes back.
        let identity = try #require(scene.cluster.objects.keys.first { $0.name == "a" })
        scene.cluster.remove(identity, kind: SimulatedCluster.configMap)
        _ = try await again.status { $0.healed == 1 }
        #expect(scene.value == "1")
        // The bad one is taken out of the branch.
        let head = try await scene.head
        try await scene.store.setBranch("main", to: good, expecting: head)
        try await scene.set("4", by: "lockstep-committer")
        again.reconciler.headMoved(to: try await scene.checkout())
        _ = try await again.status { $0.phase == .synced && $0.diagnostics.isEmpty }
        #expect(scene.value == "4")
    }
}
