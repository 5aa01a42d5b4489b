import Foundation
import Manifests
import Testing
import Transport

@testable import Cluster

@Suite struct CredentialTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func connection(_ authorization: ClusterUser.Authorization, port: Int = 1) -> ClusterConnection {
        var connection = ClusterConnection(name: "test", server: "http://127.0.0.1:\(port)")
        connection.user.authorization = authorization
        return connection
    }

    /// A plugin that counts its runs and prints `token-N`.
    private func plugin(expires: String = "", body: String? = nil) throws -> ExecPlugin {
        let answer =
            body
            ?? #"{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"token-$N"\#(expires)}}"#
        let script = """
            #!/bin/sh
            echo run >> "$COUNT_FILE"
            printf '%s' "$KUBERNETES_EXEC_INFO" > "$COUNT_FILE.info"
            N=$(wc -l < "$COUNT_FILE" | tr -d ' ')
            cat <<END
            \(answer)
            END
            """
        // Not run by its own name: while another test starts a process, a file just written may be held open.
        var plugin = ExecPlugin(apiVersion: "client.authentication.k8s.io/v1", command: "sh")
        plugin.arguments = [try folder.write("login", script)]
        plugin.environment["COUNT_FILE"] = "\(folder.path)/runs"
        return plugin
    }

    private func authorization(_ credentials: Credentials) async throws -> String? {
        try await credentials.current().authorization?.exposedText
    }

    @Test func `a token file is read again when it changes`() async throws {
        let path = try folder.write("token", "first\n")
        let credentials = Credentials(connection(.token(.file(path))))
        #expect(try await authorization(credentials) == "Bearer first")
        try folder.write("token", "the second\n")
        #expect(try await authorization(credentials) == "Bearer the second")
        try folder.write("token", "\n")
        await #expect(throws: CredentialError.emptyToken(file: path)) { try await authorization(credentials) }
        try FileManager.default.removeItem(atPath: path)
        await #expect(throws: CredentialError.unreadableFile(path)) { try await authorization(credentials) }
    }

    @Test func `a mounted token that is exchanged behind its link is seen`() async throws {
        for name in ["a", "b"] {
            try FileManager.default.createDirectory(atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
        }
        try folder.write("a/token", "one")
        try folder.write("b/token", "two")
        let link = "\(folder.path)/data"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "\(folder.path)/a")
        let credentials = Credentials(connection(.token(.file("\(link)/token"))))
        #expect(try await authorization(credentials) == "Bearer one")
        try FileManager.default.removeItem(atPath: link)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "\(folder.path)/b")
        #expect(try await authorization(credentials) == "Bearer two")
    }

    @Test func `user and password go as basic`() async throws {
        let credentials = Credentials(connection(.basic(user: "jo", password: SecretBytes("pw"))))
        #expect(try await authorization(credentials) == "Basic am86cHc=")
    }

    @Test func `a plugin runs once until its credential ends`() async throws {
        let plugin = try plugin(expires: #","expirationTimestamp":"2030-01-01T01:00:00.123456789+01:00""#)
        let end = Date(timeIntervalSince1970: 1_893_456_000)
        let clock = Instant(end.addingTimeInterval(-60))
        let credentials = Credentials(connection(.plugin(plugin))) { clock.date }
        async let one = authorization(credentials)
        async let two = authorization(credentials)
        #expect(try await [one, two] == ["Bearer token-1", "Bearer token-1"])
        clock.date = end.addingTimeInterval(-5)
        #expect(try await authorization(credentials) == "Bearer token-2")
    }

    @Test func `a plugin is asked again when the server refuses`() async throws {
        let server = try await RuleServer([
            ["headers": ["Authorization": "Bearer token-2"], "body": ["major": "1"]],
            ["status": 401, "body": ["kind": "Status", "code": 401, "reason": "Unauthorized"]],
        ])
        let client = ClusterClient(connection(.plugin(try plugin()), port: server.port))
        #expect(try await client.version()["major"] == "1")
        #expect(try await server.requests().count == 2)
    }

    @Test func `a fixed token that is refused is not sent again`() async throws {
        let server = try await RuleServer([["status": 401, "text": "no"]])
        let client = ClusterClient(connection(.token(.data(SecretBytes("t0ken"))), port: server.port))
        let error = await #expect(throws: ClusterError.self) { try await client.version() }
        #expect(error?.kind == .unauthorized)
        #expect(error.map { "\($0)" }?.contains("t0ken") == false)
        #expect(try await server.requests().count == 1)
    }

    @Test func `the plugin is told about the cluster only if it asks`() async throws {
        var plugin = try plugin()
        var connection = connection(.plugin(plugin))
        connection.authorities = .data(SecretBytes("ABC"))
        _ = try await Credentials(connection).current()
        var info = try JSON.parse(try String(contentsOfFile: "\(folder.path)/runs.info", encoding: .utf8))
        #expect(info["spec"] == ["interactive": false])
        plugin.providesClusterInfo = true
        connection.user.authorization = .plugin(plugin)
        _ = try await Credentials(connection).current()
        info = try JSON.parse(try String(contentsOfFile: "\(folder.path)/runs.info", encoding: .utf8))
        #expect(info["apiVersion"] == "client.authentication.k8s.io/v1")
        #expect(
            info[path: "spec", "cluster"]
                == ["server": "http://127.0.0.1:1", "certificate-authority-data": "QUJD"])
    }

    @Test func `a plugin's certificate is used`() async throws {
        let body =
            #"{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"clientCertificateData":"CERT","clientKeyData":"KEY"}}"#
        let current = try await Credentials(connection(.plugin(try plugin(body: body)))).current()
        #expect(current.tls.clientCertificate == .init(certificate: Array("CERT".utf8), key: SecretBytes("KEY")))
        #expect(current.authorization == nil)
    }

    @Test(arguments: [
        ("not json", "printed no JSON"), (#"{"kind":"Other"}"#, "printed no ExecCredential"),
        (
            #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1"}"#,
            "printed apiVersion 'client.authentication.k8s.io/v1beta1', expected 'client.authentication.k8s.io/v1'"
        ),
        (
            #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{}}"#,
            "printed neither a token nor a certificate"
        ),
    ])
    func `what a plugin should not print`(_ output: String, _ words: String) async throws {
        let plugin = try plugin(body: output)
        let error = await #expect(throws: CredentialError.self) {
            try await Credentials(connection(.plugin(plugin))).current()
        }
        #expect(error?.description == "the credential plugin '\(plugin.command)' \(words)")
    }

    @Test func `a plugin that fails, is missing, hangs or wants a terminal`() async throws {
        let failing = try folder.write(
            "fail", "echo first >&2\necho 'log in first' >&2\nexit 3\n")
        func run(
            _ command: String, seconds: Int = 60, _ change: (inout ExecPlugin) -> Void = { _ in }
        ) async -> CredentialError? {
            var plugin = ExecPlugin(apiVersion: "client.authentication.k8s.io/v1", command: command)
            change(&plugin)
            return await #expect(throws: CredentialError.self) {
                try await PluginProcess(plugin: plugin, request: "{}", seconds: seconds).run()
            }
        }
        let failed = await run("sh") { $0.arguments = [failing] }
        #expect(failed == .pluginFailed(command: "sh", code: 3, lastLine: "log in first"))
        let noProgram = try folder.write("program", "\u{0}", mode: 0o700)
        guard case .pluginDidNotStart? = await run(noProgram) else {
            Issue.record("started what is no program")
            return
        }
        let missing = await run("lockstep-no-such-plugin") { $0.installHint = "install it\nso" }
        #expect(missing?.description == "the credential plugin 'lockstep-no-such-plugin' was not found; install it so")
        #expect(
            await run("sleep", seconds: 1) { $0.arguments = ["60"] } == .pluginTimedOut(command: "sleep", seconds: 1))
        #expect(await run("sleep") { $0.needsTerminal = true } == .pluginNeedsTerminal(command: "sleep"))
    }
}

/// A time that a test moves.
private final class Instant: @unchecked Sendable {
    private let lock = NSLock()
    private var stored: Date

    init(_ date: Date) { stored = date }

    var date: Date {
        get { lock.withLock { stored } }
        set { lock.withLock { stored = newValue } }
    }
}
