import Hummingbird
package import Logging
import ServiceLifecycle

/// A log or a witness alone, behind HTTP.
package struct LogService: Service {
    package enum Content: Sendable {
        case log(LogRoutes)
        case witness(WitnessRoutes)
    }

    private let content: Content
    private let listener: Listener

    /// - Parameters:
    ///   - port: 0 takes a free one.
    ///   - onReady: is called with the port once the service listens.
    package init(
        _ content: Content, host: String, port: Int, logger: Logger,
        onReady: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.content = content
        listener = Listener(host: host, port: port, logger: logger, onReady: onReady)
    }

    package func run() async throws {
        let router = Router(options: .autoGenerateHeadEndpoints)
        switch content {
        case .log(let routes): routes.add(to: router, under: "")
        case .witness(let routes): routes.add(to: router, under: "")
        }
        try await listener.serve(router)
    }
}
