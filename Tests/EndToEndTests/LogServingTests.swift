import Foundation
import Synchronization
import Testing

/// `lockstep log serve`, `log witness` and the commands that read a log over HTTP, each a process of its own.
@Suite struct LogServingTests {
    private static let key = Place.root.appendingPathComponent("keys-example/keys/alice-release").path
    private static let reader = Place.root.appendingPathComponent(".venv/bin/tlog-tiles").path
    private let scratch: Scratch
    private let servers = Servers()

    /// Keeps what was started until the test ends.
    private final class Servers: Sendable {
        let running = Mutex<[Running]>([])
    }

    init() throws {
        scratch = try Scratch()
        try scratch.write("file", "one\n")
    }

    private var environment: [String: String] {
        ["HOME": scratch.path, "XDG_DATA_HOME": "", "XDG_STATE_HOME": "", "LOCKSTEP_LOG": "", "LOCKSTEP_LOG_KEY": ""]
    }

    private func lockstep(_ arguments: String...) async throws -> Finished {
        try await run(Place.lockstep, arguments, in: scratch.path, environment: environment)
    }

    /// - Parameter machine: another one remembers other things.
    private func sign(_ version: Int, log: String = "L", on machine: String = "") async throws -> Finished {
        try await run(
            Place.lockstep,
            [
                "sign", "blob", "file", "--artifact", "app", "--environment", "staging", "--artifact-version",
                "\(version)", "--key", Self.key, "--allow-example-keys", "--log", log,
            ], in: scratch.path,
            environment: environment.merging(["XDG_STATE_HOME": machine.isEmpty ? "" : scratch.path + machine]) { $1 })
    }

    /// Starts something that listens.
    private func start(_ arguments: String...) async throws -> (running: Running, url: String) {
        let running = try Running(Place.lockstep, arguments, in: scratch.path, environment: environment)
        let line = await running.line(holding: "listening on http://")
        let url = try #require(line?.split(separator: " ").last, "it did not start: \(running.errors)")
        servers.running.withLock { $0.append(running) }
        return (running, String(url))
    }

    private func new(_ arguments: String...) async throws -> String {
        let made = try await run(
            Place.lockstep, ["log"] + arguments + ["--no-passphrase"], in: scratch.path, environment: environment)
        try #require(made.status == 0, "\(made.errors)")
        return made.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func copy(_ from: String, _ to: String) throws {
        for suffix in ["", ".private"] {
            try? FileManager.default.removeItem(atPath: "\(scratch.path)/\(to)\(suffix)")
            try FileManager.default.copyItem(
                atPath: "\(scratch.path)/\(from)\(suffix)", toPath: "\(scratch.path)/\(to)\(suffix)")
        }
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: reader), "needs tlog-scales from PyPI in .venv"))
    func `another reader verifies over HTTP a log that grows while it is served`() async throws {
        _ = try await new("new", "example.com/log", "--log", "L")
        let (server, url) = try await start("log", "serve", "--log", "L", "--listen", "127.0.0.1:0")
        for version in 1...3 {
            #expect(try await sign(version).status == 0)
            let leaf = try await run(Self.reader, ["get-leaf", "--check", url, "\(version - 1)"])
            #expect(leaf.status == 0 && leaf.output.contains("\"version\":\"\(version)\""), "\(leaf.errors)")
            let proof = try await run(Self.reader, ["gen-proof", url, "0"])
            try scratch.write("proof", proof.output)
            try scratch.write("entry", try await lockstep("log", "show", "0", "--log", "L").output)
            let checked = try await lockstep("log", "verify", "--proof", "proof", "--entry", "entry", "--log", "L")
            #expect(checked.status == 0, "\(checked.errors)")
        }
        server.kill(SIGTERM)
        #expect(await server.finish().status == 0)
    }

    @Test func `files of the log are served with their types, and nothing beside them`() async throws {
        _ = try await new("new", "example.com/log", "--log", "L")
        #expect(try await sign(1).status == 0)
        let (_, url) = try await start("log", "serve", "--log", "L", "--listen", "127.0.0.1:0")
        func head(_ path: String, _ more: [String] = []) async throws -> String {
            try await run("/usr/bin/curl", ["-s", "-i", "--path-as-is"] + more + [url + path]).output
        }
        let checkpoint = try await head("/checkpoint")
        #expect(checkpoint.hasPrefix("HTTP/1.1 200") && checkpoint.contains("Content-Type: text/plain; charset=utf-8"))
        #expect(checkpoint.contains("Cache-Control: no-cache"))
        let tile = try await head("/tile/0/000.p/1", ["-I"])
        #expect(tile.hasPrefix("HTTP/1.1 200") && tile.contains("Content-Type: application/octet-stream"))
        #expect(tile.contains("immutable") && tile.contains("Content-Length: 32"))
        for path in [
            "/", "/tile/0/000", "/tile/0/000.p/2", "/tile/entries/001", "/tile/../checkpoint",
            "/tile/%2e%2e/checkpoint",
            "/../L.private/signing-key", "/L.private/signing-key", "/.lock", "/checkpoint/",
        ] {
            let answer = try await head(path)
            let isAbsent = answer.hasPrefix("HTTP/1.1 404")
            // A slash at the end names the same route for the server; never another file.
            #expect(isAbsent || path == "/checkpoint/", "\(path): \(answer.prefix(40))")
        }
        #expect(try await !head("/checkpoint", ["-X", "DELETE"]).hasPrefix("HTTP/1.1 200"))
    }

    @Test func `a log that goes back or shows another history over HTTP is found out`() async throws {
        let key = try await new("new", "example.com/log", "--log", "L")
        #expect(try await sign(1).status == 0)
        try copy("L", "old")
        try copy("L", "other")
        #expect(try await sign(2).status == 0)
        for version in 3...4 { #expect(try await sign(version, log: "other", on: "/elsewhere").status == 0) }
        let (_, url) = try await start("log", "serve", "--log", "L", "--listen", "127.0.0.1:0")
        let first = try await lockstep("log", "verify", "--url", url, "--key", key)
        #expect(first.status == 0 && first.output.contains("all 2 entries"), "\(first.errors)")
        #expect(try await lockstep("log", "monitor", "--url", url, "--key", key).status == 0)
        // Behind the same address, an old copy and then a fork of the log.
        try copy("old", "L")
        let shrunk = try await lockstep("log", "show", "--url", url, "--key", key)
        #expect(
            shrunk.status == 1 && shrunk.errors.contains("expected a log of at least 2 entries"), "\(shrunk.errors)")
        let watched = try await lockstep("log", "monitor", "--url", url, "--key", key, "--output", "json")
        #expect(watched.status == 1 && watched.output.contains("\"alert\":\"rolledBack\""), "\(watched.output)")
        try copy("other", "L")
        let forked = try await lockstep("log", "prove", "0", "--url", url, "--key", key)
        #expect(forked.status == 1 && forked.errors.contains("another history at 2 entries"), "\(forked.errors)")
        let seen = try await lockstep("log", "monitor", "--url", url, "--key", key, "--output", "json")
        #expect(seen.status == 1 && seen.output.contains("\"alert\":\"inconsistent\""), "\(seen.output)")
        let away = try await lockstep("log", "show", "--url", "http://127.0.0.1:9", "--key", key)
        #expect(away.status == 3, "\(away.errors)")
    }

    @Test func `a folder of this machine that was put back is found out, with its mark or without`() async throws {
        _ = try await new("new", "example.com/log", "--log", "L")
        #expect(try await sign(1).status == 0)
        try copy("L", "old")
        #expect(try await sign(2).status == 0)
        let reading = [
            ["log", "verify"], ["verify", "log"], ["log", "show"], ["log", "prove", "0"], ["audit"],
        ]
        func read(_ arguments: [String]) async throws -> Finished {
            try await run(
                Place.lockstep, arguments + ["--log", "L"], in: scratch.path, environment: environment)
        }
        for arguments in reading { #expect(try await read(arguments).status == 0) }
        // The folder alone, with nothing remembered but the mark.
        try FileManager.default.removeItem(atPath: "\(scratch.path)/L")
        try FileManager.default.copyItem(atPath: "\(scratch.path)/old", toPath: "\(scratch.path)/L")
        for arguments in reading {
            let found = try await read(arguments + ["--memory", "nothing"])
            #expect(found.status == 1, "\(arguments)")
            #expect(found.errors.contains("at least 2 entries, as 'L.private/checkpoint' saw it"), "\(found.errors)")
        }
        // Both.
        try copy("old", "L")
        for arguments in reading {
            let found = try await read(arguments)
            #expect(found.status == 1, "\(arguments)")
            #expect(found.errors.contains("at least 2 entries, as this machine ('"), "\(found.errors)")
        }
        let signed = try await sign(3)
        #expect(signed.status == 1 && signed.errors.contains("at least 2 entries"), "\(signed.errors)")
    }

    @Test func `a log gets a new key, and one whose mark is lost is adopted`() async throws {
        let first = try await new("new", "example.com/log", "--log", "L")
        #expect(try await sign(1).status == 0)
        let second = try await new("rotate", "--log", "L")
        #expect(second != first && second.hasPrefix("example.com/log+"))
        #expect(try await sign(2).status == 0)
        #expect(try await lockstep("log", "verify", "--log", "L", "--key", second).output.hasPrefix("all 3 entries"))
        #expect(try await lockstep("log", "verify", "--log", "L", "--key", first).status == 1)
        try FileManager.default.removeItem(atPath: "\(scratch.path)/L.private/checkpoint")
        let lost = try await sign(3)
        #expect(lost.status == 1 && lost.errors.contains("'L.private/checkpoint', found nothing"), "\(lost.errors)")
        #expect(lost.errors.contains("lockstep log adopt"), "\(lost.errors)")
        let adopted = try await lockstep("log", "adopt", "--log", "L")
        #expect(adopted.output.hasPrefix("'example.com/log' goes on from 3 entries"), "\(adopted.errors)")
        #expect(try await sign(3).status == 0)
    }

    @Test func `a monitor that follows tells each new entry and an unexpected key`() async throws {
        let key = try await new("new", "example.com/log", "--log", "L")
        let (_, url) = try await start("log", "serve", "--log", "L", "--listen", "127.0.0.1:0")
        let monitor = try Running(
            Place.lockstep,
            [
                "log", "monitor", "--url", url, "--key", key, "--interval", "100ms", "--output", "json", "--expect",
                "SHA256:somebody",
            ], in: scratch.path, environment: environment)
        #expect(await monitor.line(holding: "\"type\":\"look\"") != nil, "\(monitor.errors)")
        #expect(try await sign(1).status == 0)
        #expect(await monitor.line(holding: "\"alert\":\"unexpectedKey\"") != nil, "\(monitor.errors)")
        monitor.kill(SIGTERM)
        #expect(await monitor.finish().status == 1)
    }

    @Test func `two witnesses cosign what grows, and refuse a log that lies, also after a restart`() async throws {
        let names = ["w1", "w2"]
        var keys: [String] = []
        for name in names { keys.append(try await new("witness", "new", "witness.example/\(name)", "--folder", name)) }
        let log = try await new("new", "example.com/log", "--log", "L")
        func witness(_ name: String, _ listen: String = "127.0.0.1:0") async throws -> (running: Running, url: String) {
            try await start("log", "witness", "serve", "--folder", name, "--for", log, "--listen", listen)
        }
        let first = try await witness("w1")
        let second = try await witness("w2")
        try scratch.write(
            "policy",
            """
            log \(log)
            witness w1 \(keys[0]) \(first.url)
            witness w2 \(keys[1]) \(second.url)
            group both 2 w1 w2
            quorum both

            """)
        let begun = try await lockstep("log", "publish", "--witnesses", "policy", "--log", "L")
        #expect(begun.status == 0 && begun.output.hasPrefix("0 entries, cosigned by"), "\(begun.errors)")
        #expect(try await sign(1).status == 0)
        #expect(try await lockstep("log", "verify", "--policy", "policy", "--log", "L", "--max-age", "1h").status == 0)
        try copy("L", "lying")
        #expect(try await sign(2).status == 0)
        // The copy goes another way: both witnesses have seen two entries, and so will not have its two.
        try FileManager.default.removeItem(atPath: "\(scratch.path)/file.staging.dsse.json")
        let lied = try await sign(7, log: "lying", on: "/elsewhere")
        #expect(lied.status == 1 && lied.errors.contains("another history"), "\(lied.errors)")
        #expect(!FileManager.default.fileExists(atPath: "\(scratch.path)/file.staging.dsse.json"))
        first.running.kill(SIGKILL)
        _ = await first.running.finish()
        let alone = try await sign(3)
        #expect(alone.status == 3 && alone.errors.contains("w1' did not answer"), "\(alone.errors)")
        #expect(!FileManager.default.fileExists(atPath: "\(scratch.path)/file.staging.dsse.json"))
        // Nobody is shown what is not cosigned.
        #expect(try await lockstep("log", "verify", "--log", "L").output.contains("all 2 entries"))
        let again = try await witness("w1", String(first.url.dropFirst("http://".count)))
        let published = try await lockstep("log", "publish", "--log", "L")
        #expect(published.status == 0 && published.output.hasPrefix("3 entries"), "\(published.errors)")
        #expect(try await sign(8, log: "lying", on: "/elsewhere").status == 1)
        #expect(
            try await lockstep("log", "verify", "--policy", "policy", "--log", "L").output.contains("all 3 entries"))
        let other = try await lockstep("log", "witness", "serve", "--folder", "w2", "--for", log)
        #expect(other.status == 3 && other.errors.contains("locked by another process"), "\(other.errors)")
        again.running.kill(SIGTERM)
    }
}
