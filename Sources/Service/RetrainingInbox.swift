import HTTPTypes
import Hummingbird
package import Logging
import ServiceLifecycle

/// Takes what a retraining webhook sends, for whoever wants to look at it: any POST is answered with 204.
package struct RetrainingInbox: Service {
    package struct Message: Sendable {
        /// JSON, as it came.
        package var body: [UInt8]
        /// `webhook-signature`, as Standard Webhooks has it; nil where it is unsigned.
        package var signature: String?
    }

    private static let mostBytes = 1 << 20
    private let listener: Listener
    private let take: @Sendable (Message) -> Void

    /// - Parameters:
    ///   - onReady: is called with the port on loopback once it listens.
    package init(
        logger: Logger, onReady: @escaping @Sendable (Int) async -> Void, take: @escaping @Sendable (Message) -> Void
    ) {
        listener = Listener(host: "127.0.0.1", port: 0, logger: logger, onReady: onReady)
        self.take = take
    }

    package func run() async throws {
        let router = Router()
        router.post("**") { [take] request, _ in
            let body = try await request.body.collect(upTo: Self.mostBytes)
            let signature = HTTPField.Name("webhook-signature").flatMap { request.headers[$0] }
            take(Message(body: Array(body.readableBytesView), signature: signature))
            return Response(status: .noContent)
        }
        try await listener.serve(router)
    }
}
