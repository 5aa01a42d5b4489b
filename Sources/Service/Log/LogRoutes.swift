import HTTPTypes
import Hummingbird
package import Logging
import NIOCore
import Trust

/// The files of a transparency log, read-only (C2SP tlog-tiles): `checkpoint` and `tile/…` under a prefix.
///
/// | answer | when |
/// |---|---|
/// | 200 | the file; of a checkpoint `no-cache`, of tiles for ever, since they never change |
/// | 404 | no path of a log, or beyond its newest checkpoint |
/// | 500 | the folder cannot be read; the reason goes to this process's own log only |
///
/// The folder may grow while it is served.
package struct LogRoutes: Sendable {
    private let server: LogServer
    private let logger: Logger

    package init(folder: String, logger: Logger) {
        server = LogServer(reader: LogReader(folder: folder))
        self.logger = logger
    }

    /// - Parameter prefix: a path without a slash at its end, such as `/log`; empty for the root.
    func add(to router: Router<some RequestContext>, under prefix: String) {
        router.get("\(prefix)/checkpoint") { _, _ in answer("checkpoint") }
        router.get("\(prefix)/tile/**") { request, _ in
            // The path as it was sent: nothing of it needs an escape, so one that has any names no file.
            answer(String(request.uri.path.dropFirst(prefix.count + 1)))
        }
    }

    private func answer(_ path: String) -> Response {
        do throws(TrustError) {
            guard let answer = try server.answer(path) else { return Self.text("no such file\n", .notFound) }
            return Response(
                status: .ok,
                headers: [.contentType: answer.contentType, .cacheControl: answer.cacheControl],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.bytes)))
        } catch {
            logger.error("log cannot be served", metadata: ["path": "\(path)", "reason": "\(error.message)"])
            return Self.text("the log cannot be read\n", .internalServerError)
        }
    }

    private static func text(_ text: String, _ status: HTTPResponse.Status) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
