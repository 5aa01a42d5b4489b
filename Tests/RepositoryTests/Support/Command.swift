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
        try await onThread {
            let process = try ChildProcess(
                command, in: folder, environment: Self.environment.merging(environment) { $1 })
            // Small enough for a pipe's buffer.
            _ = input.withUnsafeBytes { Glibc.write(process.input, $0.baseAddress, $0.count) }
            close(process.input)
            var output: [UInt8] = []
            while case let bytes = process.readSome(), !bytes.isEmpty { output += bytes }
            close(process.output)
            let text = String(decoding: output, as: UTF8.self)
            let status = process.wait()
            guard status == 0 else { throw CommandFailure(command: command, status: status, output: text) }
            return text
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

    static func git(_ arguments: String..., in folder: String, input: [UInt8] = []) async throws -> String {
        let text = try await run(["git"] + arguments, in: folder, input: input)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}
