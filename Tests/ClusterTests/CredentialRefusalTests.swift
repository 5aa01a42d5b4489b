import Foundation
import Testing
import Transport

@testable import Cluster

/// Requests under way together are refused together, and learn of it one after the other.
@Suite struct CredentialRefusalTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Prints `token-N` at its Nth run.
    private func credentials() -> Credentials {
        var plugin = ExecPlugin(apiVersion: "client.authentication.k8s.io/v1", command: "sh")
        let script = #"""
            echo run >> "$RUNS"
            echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential",
            "status":{"token":"token-'$(wc -l < "$RUNS" | tr -d ' ')'"}}'
            """#
        plugin.arguments = ["-c", script]
        plugin.environment["RUNS"] = "\(folder.path)/runs"
        var connection = ClusterConnection(name: "test", server: "http://127.0.0.1:1")
        connection.user.authorization = .plugin(plugin)
        return Credentials(connection)
    }

    private func token(_ credentials: Credentials) async throws -> String? {
        try await credentials.current().authorization?.exposedText
    }

    @Test func `each of those that were refused asks again`() async throws {
        let credentials = credentials()
        let used = try await credentials.current()
        #expect(await credentials.refused(used))
        #expect(await credentials.refused(used))
        #expect(try await token(credentials) == "Bearer token-2")
    }

    @Test func `a late refusal is not one of the credential that has come since`() async throws {
        let credentials = credentials()
        let used = try await credentials.current()
        #expect(await credentials.refused(used))
        #expect(try await token(credentials) == "Bearer token-2")
        #expect(await credentials.refused(used))
        #expect(try await token(credentials) == "Bearer token-2")
    }
}
