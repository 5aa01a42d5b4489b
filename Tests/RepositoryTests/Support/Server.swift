import Foundation

/// A server process; killed with its last reference.
final class Server: Sendable {
    private let process: ChildProcess

    init(_ command: [String]) throws {
        process = try ChildProcess(command, in: "/", environment: Command.environment)
        close(process.input)
    }

    /// Waits until the server says that it listens.
    ///
    /// - Returns: the line that holds the word.
    func waitForLine(with word: String) async throws -> String {
        let process = process
        return try await onThread {
            var text = ""
            while true {
                let bytes = process.readSome()
                text += String(decoding: bytes, as: UTF8.self)
                if bytes.isEmpty { throw CommandFailure(command: [], status: -1, output: text) }
                let lines = text.split(whereSeparator: \.isNewline)
                guard text.last?.isNewline == true, let line = lines.first(where: { $0.contains(word) })
                else { continue }
                // What comes later must not fill the pipe; the output ends with the process.
                Thread.detachNewThread {
                    while !process.readSome().isEmpty {}
                    close(process.output)
                    _ = process.wait()
                }
                return String(line)
            }
        }
    }

    deinit { kill(process.id, SIGKILL) }
}
