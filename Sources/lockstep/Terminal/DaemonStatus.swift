import Foundation
import Manifests
import Transport

/// What a running daemon answers to `GET /api/v1/status`.
enum DaemonStatus {
    /// Sends the token of `LOCKSTEP_API_TOKEN`, or of the file that `LOCKSTEP_API_TOKEN_FILE` names, where there is one; over
    /// https it shows the certificate of `LOCKSTEP_API_CERTIFICATE_FILE` with the key of `LOCKSTEP_API_KEY_FILE`, and trusts
    /// the authorities of `LOCKSTEP_API_CA_FILE`, else the system's.
    ///
    /// - Throws: ``Failure`` where none answers, or not with a status.
    static func fetch(from server: String) async throws -> Value {
        let client = HTTPClient()
        do {
            var request = HTTPRequest(.get, "\(server)/api/v1/status")
            request.tls = try Self.security()
            if let token = try Self.token() { request.headers["Authorization"] = "Bearer \(token)" }
            let response = try await client.send(request)
            await client.shutdown()
            if response.status == 401 || response.status == 403 {
                let reason = String(decoding: response.body, as: UTF8.self)
                throw Failure(
                    "'\(server)' refuses: \(reason.trimmingCharacters(in: .whitespacesAndNewlines))",
                    hint: "set LOCKSTEP_API_TOKEN or LOCKSTEP_API_TOKEN_FILE", exit: .unreachable)
            }
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

    private static func security() throws -> TLSOptions {
        let environment = ProcessEnvironment.variables
        func bytes(_ name: String) throws -> [UInt8]? {
            guard let file = environment[name], !file.isEmpty else { return nil }
            guard let bytes = FileManager.default.contents(atPath: file) else {
                throw Failure("expected a PEM file in '\(file)', which \(name) names, found none that can be read")
            }
            return Array(bytes)
        }
        var options = TLSOptions(authorities: try bytes("LOCKSTEP_API_CA_FILE"))
        if let certificate = try bytes("LOCKSTEP_API_CERTIFICATE_FILE"), let key = try bytes("LOCKSTEP_API_KEY_FILE") {
            options.clientCertificate = TLSOptions.ClientCertificate(certificate: certificate, key: SecretBytes(key))
        }
        return options
    }

    private static func token() throws -> String? {
        let environment = ProcessEnvironment.variables
        if let token = environment["LOCKSTEP_API_TOKEN"], !token.isEmpty { return token }
        guard let file = environment["LOCKSTEP_API_TOKEN_FILE"] else { return nil }
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw Failure("expected a token in '\(file)', found no file that can be read")
        }
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
