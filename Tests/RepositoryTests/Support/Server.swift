import Foundation

/// A server process that says `ready` when it listens; ended with its last reference.
final class Server: @unchecked Sendable {
    private let process = Process()
    private let output = Pipe()

    init(_ command: [String], environment: [String: String] = [:]) {
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.environment = Command.environment.merging(environment) { $1 }
        process.standardOutput = output
        process.standardError = output
    }

    /// - Returns: the line that holds the word.
    func start(until word: String) async throws -> String {
        try process.run()
        let handle = output.fileHandleForReading
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                var text = ""
                while true {
                    let data = handle.availableData
                    text += String(decoding: data, as: UTF8.self)
                    if let line = text.split(separator: "\n").first(where: { $0.contains(word) }), text.hasSuffix("\n") {
                        // What comes later must not fill the pipe.
                        handle.readabilityHandler = { _ = $0.availableData }
                        return continuation.resume(returning: String(line))
                    }
                    if data.isEmpty {
                        let failure = CommandFailure(command: [], status: -1, output: text)
                        return continuation.resume(throwing: failure)
                    }
                }
            }
        }
    }

    deinit {
        output.fileHandleForReading.readabilityHandler = nil
        if process.isRunning { process.terminate() }
    }
}
