package import Cluster
package import Logging
import ServiceLifecycle

/// A daemon of which several run, and one works: the one that holds the Lease.
///
/// The others are ready to take over. One that loses the lease ends, with the reason: what it had begun may be half done,
/// and a new start finds how things are.
package struct LedDaemon: Service {
    private let daemon: Daemon
    private let leadership: Leadership
    private let board: StatusBoard
    private let logger: Logger

    package init(_ daemon: Daemon, leadership: Leadership, board: StatusBoard, logger: Logger) {
        self.daemon = daemon
        self.leadership = leadership
        self.board = board
        self.logger = logger
    }

    package func run() async throws {
        let lost = await cancelWhenGracefulShutdown { await lead() }
        if let lost { throw lost }
    }

    /// - Returns: nil where it was told to end.
    private func lead() async -> LeadershipLost? {
        await board.note(standby: "not looked yet who leads")
        guard await leadership.acquire(onWait: { await board.note(standby: $0) }) else { return nil }
        logger.notice("leading")
        await board.note(standby: nil)
        let lost = await withTaskGroup(of: LeadershipLost?.self) { group in
            group.addTask {
                try? await daemon.run()
                return nil
            }
            group.addTask { await leadership.keep() }
            let first = await group.next() ?? nil
            group.cancelAll()
            // INVARIANT: nothing is written any more when the lease is let go.
            await group.waitForAll()
            return first
        }
        await leadership.release()
        return lost
    }
}
