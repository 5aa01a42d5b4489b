import Foundation
import Synchronization

/// A server process of a test; ends with its last reference.
final class LocalServer: Sendable {
    struct Failure: Error { var message: String }

    let port: Int
    private let process: ServerProcess

    /// - Parameter options: see ``ServerScript``.
    init(_ options: [String: String] = [:], script: String = ServerScript.source) async throws {
        if options["proxy"] == nil { _ = try await ProxyEnvironment.shared.settle() }
        process = try ServerProcess(options, script: script)
        let first = try await process.line { _ in true }
        guard let port = Int(first) else { throw Failure(message: "no port: \(first)") }
        self.port = port
    }

    deinit { process.end() }

    func url(_ path: String, scheme: String = "http", host: String = "127.0.0.1") -> String {
        "\(scheme)://\(host):\(port)\(path)"
    }

    /// Waits until the server has printed that line.
    func waitFor(_ text: String) async throws {
        _ = try await process.line { $0 == text }
    }
}

/// The process and what it has printed.
final class ServerProcess: Sendable {
    private struct Output {
        var partial: [UInt8] = []
        var lines: [String] = []
    }

    private let output = Mutex(Output())
    private let process = Process()
    private let input = Pipe()

    init(_ options: [String: String], script: String = ServerScript.source) throws {
        let pipe = Pipe()
        let json = try JSONSerialization.data(withJSONObject: options)
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script, String(decoding: json, as: UTF8.self)]
        process.standardOutput = pipe
        process.standardInput = input
        pipe.fileHandleForReading.readabilityHandler = { [weak self] handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil }
            self?.take(data)
        }
        try process.run()
    }

    func end() { process.terminate() }

    private func take(_ data: Data) {
        output.withLock { output in
            for byte in data {
                if byte == UInt8(ascii: "\n") {
                    output.lines.append(String(decoding: output.partial, as: UTF8.self))
                    output.partial = []
                } else {
                    output.partial.append(byte)
                }
            }
        }
    }

    /// The first line that matches, printed already or later; it is taken out.
    func line(where matches: (String) -> Bool) async throws -> String {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            let found = output.withLock { output -> String? in
                guard let index = output.lines.firstIndex(where: matches) else { return nil }
                return output.lines.remove(at: index)
            }
            if let found { return found }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw LocalServer.Failure(message: "the server did not print the line in time")
    }
}
