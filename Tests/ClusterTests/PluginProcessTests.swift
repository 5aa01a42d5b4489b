import Foundation
import Testing
import Transport

@testable import Cluster

/// A plugin that does not end by itself, and what it has started.
@Suite(.timeLimit(.minutes(1))) struct PluginProcessTests {
    private let folder: TemporaryFolder
    private let held: NamedPipe

    init() throws {
        folder = try TemporaryFolder()
        held = NamedPipe("\(folder.path)/held")
    }

    /// A script whose children hold ``held`` as they hold the plugin's output.
    private func plugin(_ script: String) -> ExecPlugin {
        var plugin = ExecPlugin(apiVersion: "client.authentication.k8s.io/v1", command: "sh")
        plugin.arguments = ["-c", "exec 3>\"$HELD\"\n\(script)"]
        plugin.environment = ["HELD": held.path, "GO": "\(folder.path)/go"]
        return plugin
    }

    private func failure(_ plugin: ExecPlugin, seconds: Int = 300) async -> CredentialError? {
        await #expect(throws: CredentialError.self) {
            try await PluginProcess(plugin: plugin, request: "{}", seconds: seconds).run()
        }
    }

    private func credentials(_ plugin: ExecPlugin) -> Credentials {
        var connection = ClusterConnection(name: "test", server: "http://127.0.0.1:1")
        connection.user.authorization = .plugin(plugin)
        return Credentials(connection)
    }

    @Test(arguments: [
        "sleep 300; echo '{}'", "exec >&- 2>&-; sleep 300", "setsid sleep 90 3>&- & sleep 300",
    ])
    func `what does not answer in time is ended, whoever holds its output`(_ script: String) async {
        async let failed = failure(plugin(script), seconds: 1)
        await held.waitForWriter()
        #expect(await failed == .pluginTimedOut(command: "sh", seconds: 1))
        await held.waitForEnd()
    }

    @Test func `of many complaints the last is told`() async {
        async let failed = failure(plugin("yes | head -c 3000000 >&2; echo 'log in' >&2; exit 2"))
        await held.waitForWriter()
        #expect(await failed == .pluginFailed(command: "sh", code: 2, lastLine: "log in"))
    }

    @Test func `a plugin ends with its task`() async {
        let plugin = plugin("sleep 300; echo '{}'")
        let run = Task { await failure(plugin) }
        await held.waitForWriter()
        run.cancel()
        #expect(await run.value == .cancelled)
        await held.waitForEnd()
    }

    @Test func `a plugin ends with the last who waits for it`() async throws {
        let credentials = credentials(plugin("sleep 300; echo '{}'"))
        let waiting = (1...3).map { _ in
            Task { await #expect(throws: CredentialError.self) { try await credentials.current() } }
        }
        await held.waitForWriter()
        for task in waiting { task.cancel() }
        for task in waiting { #expect(await task.value == .cancelled) }
        await held.waitForEnd()
    }

    @Test func `who waits no longer leaves the others what the plugin answers`() async throws {
        let answer =
            #"{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t"}}"#
        let credentials = credentials(plugin("while [ ! -e \"$GO\" ]; do sleep 0.05; done; echo '\(answer)'"))
        let first = Task { await #expect(throws: CredentialError.self) { try await credentials.current() } }
        let second = Task { try await credentials.current().authorization?.exposedText }
        await held.waitForWriter()
        first.cancel()
        #expect(await first.value == .cancelled)
        try folder.write("go", "")
        #expect(try await second.value == "Bearer t")
    }
}
