import Foundation
import Manifests
import Transport

/// What a running daemon answers to `GET /api/v1/status`.
enum DaemonStatus {
    /// - Throws: ``Failure`` where none answers, or not with a status.
    static func fetch(from server: String) async throws -> Value {
        let client = HTTPClient()
        do {
            let response = try await client.send(HTTPRequest(.get, "\(server)/api/v1/status"))
            await client.shutdown()
            guard response.status == 200 else {
                throw Failure("expected status 200 from '\(server)', found \(response.status)", exit: .unreachable)
            }
            return try JSON.parse(response.body)
        } catch let error as TransportError {
            await client.shutdown()
            throw Failure(
                "expected a daemon at '\(server)': \(error)",
                hint: "start one with 'lockstep serve', or name its address with --server", exit: .unreachable)
        } catch let error as JSONError {
            throw Failure("expected a status from '\(server)': \(error)", exit: .unreachable)
        }
    }
}
