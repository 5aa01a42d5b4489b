import Logging
import Manifests

@testable import Delivery

struct NoHistory: EnvironmentHistory {
    func descends(_ revision: String, from ancestor: String) async throws -> Bool { true }
    func ancestors(of revision: String, limit: Int) async throws -> [String] { [] }
    func checkout(at revision: String) async throws -> Checkout { Sample.checkout([:], revision: revision) }
}

/// A reconciler that runs, and the statuses that it posts.
final class RunningReconciler: Sendable {
    let cluster: SimulatedCluster
    let reconciler: EnvironmentReconciler
    private let updates: AsyncStream<EnvironmentStatus>
    private let task: Task<Void, Never>

    /// - Parameter connect: nil leads to the cluster, whatever the environment names.
    init(
        gate: Gate = Gate(), cluster: SimulatedCluster = SimulatedCluster(),
        history: any EnvironmentHistory = NoHistory(), connect: EnvironmentReconciler.Connect? = nil
    ) async {
        let board = StatusBoard()
        self.cluster = cluster
        let only: EnvironmentReconciler.Connect = {
            (_: ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster in cluster
        }
        reconciler = EnvironmentReconciler(
            name: "staging",
            connect: connect ?? only,
            history: history, gate: gate, board: board,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        updates = await board.updates()
        let reconciler = reconciler
        task = Task { await reconciler.run() }
    }

    deinit { task.cancel() }

    /// The first status from now on that is as wanted.
    func status(_ isWanted: (EnvironmentStatus) -> Bool) async throws -> EnvironmentStatus {
        for await status in updates where isWanted(status) { return status }
        throw CancellationError()
    }
}
