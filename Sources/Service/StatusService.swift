package import Delivery
import HTTPTypes
import Hummingbird
package import Logging
import Manifests
import NIOCore
import ServiceLifecycle

/// The daemon's HTTP face: health, metrics and the status of the environments. It changes nothing: people act through
/// signed commits. Metrics and status are for those whom ``APIAccess`` lets read them.
///
/// | path | answers |
/// |---|---|
/// | `/healthz` | 200 while the process lives |
/// | `/readyz` | 200 once every environment has been looked at, 503 with the reason before and while one is unknown; 200 of a daemon that waits to lead |
/// | `/metrics` | Prometheus text format 0.0.4 |
/// | `/api/v1/status` | `{"environments": […]}`, see ``EnvironmentStatus/report``; `standby` where another daemon leads |
/// | `/log/…` | the files of the transparency log, where there is one; see ``LogRoutes`` |
package struct StatusService: Service {
    private let board: StatusBoard
    private let access: APIAccess
    private let log: LogRoutes?
    private let listener: Listener

    /// - Parameters:
    ///   - log: nil serves none.
    ///   - port: 0 takes a free one.
    ///   - security: nil speaks plain HTTP.
    ///   - onReady: is called with the port once the service listens.
    package init(
        board: StatusBoard, access: APIAccess, log: LogRoutes? = nil, host: String, port: Int,
        security: ListenerSecurity? = nil, logger: Logger, onReady: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.board = board
        self.access = access
        self.log = log
        listener = Listener(host: host, port: port, logger: logger, onReady: onReady, security: security)
    }

    package func run() async throws { try await listener.serve(router()) }

    private func router() -> Router<ClientContext> {
        let router = Router(context: ClientContext.self, options: .autoGenerateHeadEndpoints)
        log?.add(to: router, under: "/log")
        router.get("/healthz") { _, _ in Self.text("ok\n") }
        router.get("/readyz") { [board] _, _ in
            let reasons = await Self.reasonsNotReady(board)
            return reasons.isEmpty ? Self.text("ok\n") : Self.text(reasons.joined(), status: .serviceUnavailable)
        }
        router.get("/metrics") { [board] request, context in
            await readable(request, context) { mayRead in
                let statuses = await board.all.filter { mayRead($0.name) }
                return Self.text(StatusMetrics.text(statuses), type: "text/plain; version=0.0.4; charset=utf-8")
            }
        }
        router.get("/api/v1/status") { [board] request, context in
            await readable(request, context) { mayRead in
                var report: Object = [
                    "environments": .array(await board.all.filter { mayRead($0.name) }.map(\.report)),
                    "releases": .array(
                        await board.allReleases.filter { mayRead($0.environment) }.map(\.report)),
                ]
                report["standby"] = await board.standby.map(Value.string)
                return Self.text(JSON.string(.object(report), pretty: true) + "\n", type: "application/json")
            }
        }
        return router
    }

    private func readable(
        _ request: Request, _ context: ClientContext,
        _ respond: (_ mayRead: @Sendable (String) -> Bool) async -> Response
    ) async -> Response {
        let environments = await board.all.map(\.name)
        switch await access.answer(request.headers[.authorization], context.certificate(), reading: environments) {
        case .allowed(let mayRead): return await respond(mayRead)
        case .forbidden(let reason): return Self.text("\(reason)\n", status: .forbidden)
        case .unauthenticated(let reason):
            var response = Self.text("\(reason)\n", status: .unauthorized)
            response.headers[.wwwAuthenticate] = "Bearer realm=\"lockstep\""
            return response
        }
    }

    private static func reasonsNotReady(_ board: StatusBoard) async -> [String] {
        // A rollout waits for the new pods to be ready, and the old one leads until it ends.
        if await board.standby != nil { return [] }
        guard await board.sourceWasRead, let head = await board.head else {
            return ["repository: \(await board.sourceOutage?.reason ?? "not read yet")\n"]
        }
        let known = Set(await board.all.map(\.name))
        let unseen = head.environmentNames.filter { !known.contains($0) }.map { "\($0): not looked at yet\n" }
        guard unseen.isEmpty else { return unseen }
        let waiting = await board.all.filter { $0.phase == .starting || $0.phase == .unknown }
        return waiting.map { status in
            "\(status.name): \(status.gitOutage?.reason ?? status.clusterOutage?.reason ?? status.phase.rawValue)\n"
        }
    }

    private static func text(
        _ text: String, status: HTTPResponse.Status = .ok, type: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
