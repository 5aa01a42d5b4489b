import Foundation

struct CommandFailure: Error, CustomStringConvertible {
    var command: [String]
    var status: Int32
    var output: String

    var description: String { "\(command.joined(separator: " ")) ended with \(status): \(output)" }
}

/// Runs the machine's own tools, with a configuration that no user's settings change.
enum Command {
    static func run(
        _ command: [String], in folder: String = "/", input: [UInt8] = [], environment: [String: String] = [:]
    ) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result { try runBlocking(command, in: folder, input: input, environment: environment) })
            }
        }
    }

    static let environment: [String: String] = {
        var environment = ProcessInfo.processInfo.environment
        environment.merge([
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0",
            "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.com", "GIT_COMMITTER_NAME": "Ada",
            "GIT_COMMITTER_EMAIL": "ada@example.com", "LC_ALL": "C",
        ]) { $1 }
        return environment
    }()

    private static func runBlocking(
        _ command: [String], in folder: String, input: [UInt8], environment: [String: String]
    ) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = Self.environment.merging(environment) { $1 }
        let output = Pipe()
        let entry = Pipe()
        process.standardOutput = output
        process.standardError = output
        process.standardInput = entry
        try process.run()
        try entry.fileHandleForWriting.write(contentsOf: Data(input))
        try entry.fileHandleForWriting.close()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let text = String(decoding: data, as: UTF8.self)
        guard process.terminationStatus == 0 else {
            throw CommandFailure(command: command, status: process.terminationStatus, output: text)
        }
        return text
    }

    static func git(_ arguments: String..., in folder: String, input: [UInt8] = []) async throws -> String {
        let text = try await run(["git"] + arguments, in: folder, input: input)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}
