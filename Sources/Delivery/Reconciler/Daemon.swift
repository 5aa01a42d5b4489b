package import Logging
import ServiceLifecycle

/// What the repository tells the daemon.
package enum SourceEvent: Sendable {
    /// The newest commit, read.
    case head(Checkout)
    /// Git cannot be reached, or nil: it can again.
    case outage(EnvironmentStatus.Outage?)
}

/// Where the environments come from.
package protocol CheckoutSource: EnvironmentHistory {
    /// Follows the repository until the task is cancelled.
    func follow(onEvent: @escaping @Sendable (SourceEvent) async -> Void) async
}

/// Runs one reconciler for each environment of a repository.
///
/// An environment that appears in Git gets one; the reconciler of one that leaves Git stops, and its objects stay
/// in the cluster: deleting a folder never empties a cluster.
package struct Daemon: Service {
    private let source: any CheckoutSource
    private let connect: EnvironmentReconciler.Connect
    private let gate: Gate
    private let holds: (any ReleaseHolds)?
    private let releases: ReleaseController?
    private let access: ReleaseAccess?
    private let board: StatusBoard
    private let logger: Logger

    package init(
        source: any CheckoutSource, connect: @escaping EnvironmentReconciler.Connect,
        gate: Gate = Gate(), holds: (any ReleaseHolds)? = nil, releases: ReleaseController? = nil,
        access: ReleaseAccess? = nil, board: StatusBoard, logger: Logger
    ) {
        self.source = source
        self.connect = connect
        self.gate = gate
        self.holds = holds
        self.releases = releases
        self.access = access
        self.board = board
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await follow()
        }
    }

    private enum Event: Sendable {
        case source(SourceEvent)
        case holdsChanged(environment: String)
    }

    private func follow() async {
        let (events, continuation) = AsyncStream.makeStream(of: Event.self)
        await withDiscardingTaskGroup { group in
            group.addTask { [source] in
                await source.follow { continuation.yield(.source($0)) }
                continuation.finish()
            }
            group.addTask { [releases] in
                await releases?.run { continuation.yield(.holdsChanged(environment: $0)) }
            }
            var reconcilers: [String: Running] = [:]
            for await event in events {
                switch event {
                case .holdsChanged(let environment): reconcilers[environment]?.reconciler.holdsChanged()
                case .source(.outage(let outage)):
                    if outage == nil { releases?.gitAnswers() }
                    await board.note(sourceOutage: outage)
                    for running in reconcilers.values { running.reconciler.gitOutage(outage) }
                case .source(.head(let checkout)):
                    await board.note(sourceOutage: nil)
                    await board.note(head: checkout)
                    releases?.headMoved(to: checkout)
                    await stopMissing(&reconcilers, in: checkout)
                    for name in checkout.environmentNames {
                        let running = reconcilers[name] ?? start(name, in: &group)
                        reconcilers[name] = running
                        running.reconciler.headMoved(to: checkout)
                    }
                }
            }
            group.cancelAll()
        }
    }

    private struct Running: Sendable {
        var reconciler: EnvironmentReconciler
        var task: Stoppable
    }

    private func start(_ name: String, in group: inout DiscardingTaskGroup) -> Running {
        logger.info("environment found", metadata: ["environment": "\(name)"])
        let reconciler = EnvironmentReconciler(
            name: name, connect: connect, history: source, gate: gate, holds: holds, access: access,
            board: board, logger: logger)
        let task = Stoppable(in: &group) { await reconciler.run() }
        return Running(reconciler: reconciler, task: task)
    }

    private func stopMissing(_ reconcilers: inout [String: Running], in checkout: Checkout) async {
        for name in reconcilers.keys.filter({ !checkout.environmentNames.contains($0) }) {
            logger.notice("environment left Git, its objects stay in the cluster", metadata: ["environment": "\(name)"])
            reconcilers.removeValue(forKey: name)?.task.stop()
            await board.remove(name)
        }
    }
}
