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
        let lost = try await cancelWhenGracefulShutdown { try await lead() }
        if let lost { throw lost }
    }

    /// - Returns: nil where it was told to end.
    /// - Throws: what ended the daemon.
    private func lead() async throws -> LeadershipLost? {
        await board.note(standby: "not looked yet who leads")
        guard await leadership.acquire(onWait: { await board.note(standby: $0) }) else { return nil }
        logger.notice("leading")
        await board.note(standby: nil)
        let end = await withTaskGroup(of: Result<LeadershipLost?, any Error>.self) { group in
            group.addTask {
                do {
                    try await daemon.run()
                    return .success(nil)
                } catch { return .failure(error) }
            }
            group.addTask { .success(await leadership.keep()) }
            let first = await group.next() ?? .success(nil)
            group.cancelAll()
            // INVARIANT: nothing is written any more when the lease is let go.
            await group.waitForAll()
            return first
        }
        await leadership.release()
        return try end.get()
    }
}
