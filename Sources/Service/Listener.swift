import Hummingbird
import Logging

/// Where a service listens, and who is told once it does.
struct Listener: Sendable {
    let host: String
    /// 0 takes a free one.
    let port: Int
    let logger: Logger
    let onReady: @Sendable (Int) async -> Void

    /// Answers until the task is cancelled or the process is asked to end.
    func serve(_ router: Router<BasicRequestContext>) async throws {
        let application = Application(
            router: router,
            configuration: .init(address: .hostname(host, port: port), serverName: nil),
            onServerRunning: { channel in await onReady(channel.localAddress?.port ?? port) },
            logger: logger)
        try await application.run()
    }
}
