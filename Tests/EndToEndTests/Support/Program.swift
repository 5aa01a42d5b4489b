import Foundation
import Synchronization
import Testing

/// Where things are.
enum Place {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The binary under test, built beside the test bundle.
    static let lockstep =
        Bundle.main.executableURL?.deletingLastPathComponent().appendingPathComponent("lockstep").path ?? "lockstep"

    static let kubectl = root.appendingPathComponent(".venv/bin/kubectl").path
    static var hasKubectl: Bool { FileManager.default.isExecutableFile(atPath: kubectl) }
}

/// A folder of its own for one test, removed at the end.
final class Scratch: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent(
            "lockstep-e2e-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws {
        let url = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: url, atomically: true, encoding: .utf8)
    }

    func read(_ name: String) throws -> String { try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }
}

/// What a finished program left behind.
struct Finished: Sendable {
    var status: Int32
    var output: String
    var errors: String
}

/// Runs a program to its end, off Swift's own threads; killed after five minutes, for keys under a passphrase take long.
@discardableResult
func run(_ program: String, _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:])
    async throws -> Finished
{
    let running = try Running(program, arguments, in: folder, environment: environment)
    let deadline = Task {
        try await Task.sleep(for: .seconds(300))
        running.kill()
    }
    let finished = await running.finish()
    deadline.cancel()
    return finished
}

/// What a program has printed so far.
private final class Collected: Sendable {
    let text = Mutex<(output: String, errors: String)>(("", ""))
}

/// A program that goes on while the test does.
final class Running: Sendable {
    private let process: Process
    private let collected = Collected()
    private let lines: AsyncStream<String>
    private let ended: AsyncStream<Never>

    init(_ program: String, _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:]) throws
    {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        var all = ProcessInfo.processInfo.environment
        for name in ["KUBECONFIG", "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"] { all[name] = nil }
        all["NO_COLOR"] = "1"
        all["GIT_CONFIG_GLOBAL"] = "/dev/null"
        for (key, value) in environment { all[key] = value }
        process.environment = all
        process.standardInput = FileHandle.nullDevice
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        let (lines, lineSink) = AsyncStream.makeStream(of: String.self)
        let (ended, endSink) = AsyncStream.makeStream(of: Never.self)
        self.lines = lines
        self.ended = ended
        self.process = process
        try process.run()
        let group = DispatchGroup()
        for (pipe, isOutput) in [(output, true), (errors, false)] {
            group.enter()
            DispatchQueue(label: "reader").async { [collected] in
                var rest = ""
                while case let data = pipe.fileHandleForReading.availableData, !data.isEmpty {
                    let text = String(decoding: data, as: UTF8.self)
                    collected.text.withLock { if isOutput { $0.output += text } else { $0.errors += text } }
                    rest += text
                    while let end = rest.firstIndex(of: "\n") {
                        lineSink.yield(String(rest[..<end]))
                        rest = String(rest[rest.index(after: end)...])
                    }
                }
                group.leave()
            }
        }
        group.notify(queue: .global()) {
            process.waitUntilExit()
            lineSink.finish()
            endSink.finish()
        }
    }

    deinit { if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) } }

    var output: String { collected.text.withLock { $0.output } }
    var errors: String { collected.text.withLock { $0.errors } }

    var processIdentifier: Int32 { process.processIdentifier }

    func kill(_ signal: Int32 = SIGKILL) { Foundation.kill(process.processIdentifier, signal) }

    func finish() async -> Finished {
        for await _ in ended {}
        return Finished(status: process.terminationStatus, output: output, errors: errors)
    }

    /// The first line that holds a text; nil where the program ends before. One reader only.
    func line(holding text: String) async -> String? {
        for await line in lines where line.contains(text) { return line }
        return nil
    }
}

/// Asks again and again until the answer is right or a time, by default a minute, has passed: for what tells of no event.
func eventually(
    _ what: String, within seconds: Int = 60, sourceLocation: SourceLocation = #_sourceLocation,
    _ check: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < deadline {
        if try await check() { return }
        try await Task.sleep(for: .milliseconds(50))
    }
    Issue.record("not within \(seconds) s: \(what)", sourceLocation: sourceLocation)
}
