import Hummingbird
import Logging

/// Where a service listens, and who is told once it does.
struct Listener: Sendable {
    let host: String
    /// 0 takes a free one.
    let port: Int
    let logger: Logger
    let onReady: @Sendable (Int) async -> Void
    /// Nil speaks plain HTTP.
    var security: ListenerSecurity?

    /// Answers until the task is cancelled or the process is asked to end.
    func serve<Context>(_ router: Router<Context>) async throws
    where Context: InitializableFromSource<ApplicationRequestContextSource> {
        let application = Application(
            router: router, server: try security?.server() ?? .http1(),
            configuration: .init(address: .hostname(host, port: port), serverName: nil),
            onServerRunning: { channel in await onReady(channel.localAddress?.port ?? port) },
            logger: logger)
        try await application.run()
    }
}
