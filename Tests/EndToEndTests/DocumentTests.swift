import Foundation
import Testing

/// Types every command of the documents, one document after another, as a reader would: in a repository with the
/// project's own `environments`, with `lockstep` and `kubectl` on the path.
@Suite(.serialized, .enabled(if: Place.hasKubectl, "kubectl is missing: make test installs it"))
struct DocumentTests {
    /// A line of a shell block.
    struct Command: Sendable, CustomTestStringConvertible {
        var document: String
        var text: String
        var testDescription: String { "\(document): \(text)" }

        /// The command itself, without the remark behind it.
        var line: String {
            let code = text.range(of: "  #").map { String(text[..<$0.lowerBound]) } ?? text
            return code.trimmingCharacters(in: .whitespaces)
        }

        var program: String { line.prefix { $0 != " " }.split(separator: "/").last.map(String.init) ?? "" }
        /// What ``DocumentTests/lasting`` says of it; nil for what ends by itself.
        var lastingSign: String? {
            let words = line.split(separator: " ").dropFirst().joined(separator: " ") + " "
            return DocumentTests.lasting.first { words.hasPrefix($0.key + " ") }?.value
        }

        var verb: String { line.split(separator: " ").dropFirst().first.map(String.init) ?? "" }
    }

    /// What goes on until it is ended, and the line that says that it is there.
    static let lasting = [
        "serve": "listening on", "log serve": "listening on", "log witness serve": "listening on",
        "cluster": "http://",
    ]

    static let documents: [String] = {
        let files = FileManager.default.enumerator(atPath: Place.root.path)?.compactMap { $0 as? String } ?? []
        return files.filter { $0.hasSuffix(".md") && !$0.hasPrefix(".") && !$0.contains("/.") }.sorted()
    }()

    static func commands(in document: String) throws -> [Command] {
        let text = try String(contentsOf: Place.root.appendingPathComponent(document), encoding: .utf8)
        var isShell = false
        var commands: [Command] = []
        for line in text.components(separatedBy: "\n") {
            let line = line.trimmingCharacters(in: .whitespaces)
            if line.hasPrefix("```") {
                isShell = line == "```sh"
            } else if isShell, !line.isEmpty {
                if let last = commands.last, last.text.hasSuffix("\\") {
                    commands[commands.count - 1].text = last.text.dropLast() + line
                } else {
                    commands.append(Command(document: document, text: line))
                }
            }
        }
        return commands
    }

    @Test func `there are commands to type`() throws {
        #expect(Self.documents.contains("README.md"))
        #expect(try Self.commands(in: "README.md").map(\.program).contains("lockstep"))
    }

    @Test(arguments: documents) func `each command of a document works`(document: String) async throws {
        let commands = try Self.commands(in: document)
        if commands.isEmpty { return }
        let desk = try await Desk()
        for command in commands { try await desk.type(command) }
    }
}

/// Where the commands are typed.
private struct Desk {
    private let world: World
    private let environment: [String: String]

    init() async throws {
        world = try await World.make()
        let path = "\(world.scratch.path)/bin"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, target) in [("lockstep", Place.lockstep), ("kubectl", Place.kubectl)] {
            try FileManager.default.createSymbolicLink(atPath: "\(path)/\(name)", withDestinationPath: target)
        }
        environment = [
            "PATH": path + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"),
            "HOME": world.scratch.path, "KUBECONFIG": world.kubeconfig, "XDG_STATE_HOME": "\(world.scratch.path)/xdg",
        ]
        try prepareForDocuments()
    }

    /// What the text around the commands asks the reader to do.
    private func prepareForDocuments() throws {
        for folder in ["deploy", "keys-example", "policies"] {
            try FileManager.default.copyItem(
                atPath: Place.root.appendingPathComponent(folder).path, toPath: "\(world.work)/\(folder)")
        }
        try FileManager.default.createDirectory(atPath: "\(world.work)/model", withIntermediateDirectories: true)
        try Data("weights".utf8).write(to: URL(fileURLWithPath: "\(world.work)/model/weights.bin"))
        let environments = "\(world.work)/environments"
        try FileManager.default.copyItem(atPath: "\(environments)/staging", toPath: "\(environments)/canary")
        try world.edit("environments/canary/environment.yaml") {
            $0.replacingOccurrences(of: "name: staging", with: "name: canary")
                .replacingOccurrences(of: "namespace: staging", with: "namespace: canary")
        }
        try world.edit("environments/canary/namespace.yaml") {
            $0.replacingOccurrences(of: "name: staging", with: "name: canary")
        }
        try FileManager.default.createDirectory(
            atPath: "\(world.work)/.build/release", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: "\(world.work)/.build/release/lockstep", withDestinationPath: Place.lockstep)
    }

    func type(_ command: DocumentTests.Command) async throws {
        // What `make` builds and installs is the business of CI; here it only has to be there.
        // DemoTests play it, with the processor for themselves.
        if command.program == "lockstep", command.verb == "demo" { return }
        if command.program == "make" || command.program == "git" || command.program == "docker" {
            return try await rehearse(command)
        }
        if command.program == "lockstep", let sign = command.lastingSign, !command.line.contains("--exit") {
            return try await start(command, until: sign)
        }
        let done = try await run("/bin/bash", ["-c", command.line], in: world.work, environment: environment)
        let expected: ClosedRange<Int32> =
            command.verb == "plan" || command.text.contains("exit code 1") ? 0...1 : 0...0
        #expect(
            expected.contains(done.status),
            "\(command.testDescription): exit code \(done.status)\n\(done.output)\(done.errors)")
    }

    private func rehearse(_ command: DocumentTests.Command) async throws {
        guard command.program == "make" else { return }
        let line = "make -n" + command.line.dropFirst("make".count)
        let done = try await run("/bin/bash", ["-c", line], in: Place.root.path, environment: environment)
        #expect(done.status == 0, "\(command.testDescription): \(done.errors)")
    }

    private func start(_ command: DocumentTests.Command, until sign: String) async throws {
        let running = try Running(
            "/bin/bash", ["-c", "exec \(command.line)"], in: world.work, environment: environment)
        let line = await running.line(holding: sign)
        #expect(line != nil, "\(command.testDescription): ended before '\(sign)'\n\(running.output)\(running.errors)")
        running.kill(SIGTERM)
        let done = await running.finish()
        #expect(done.status == 0, "\(command.testDescription): exit code \(done.status)\n\(done.errors)")
    }
}
