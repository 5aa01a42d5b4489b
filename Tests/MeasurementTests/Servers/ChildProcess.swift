import Foundation
import Synchronization

/// A process of a test whose output is read line by line; ends with its last reference.
final class ChildProcess: Sendable {
    struct Failure: Error { var message: String }

    private struct State {
        var partial: [UInt8] = []
        var lines: [String] = []
        var hasEnded = false
        var waiters: [(matches: @Sendable (String) -> Bool, continuation: CheckedContinuation<String?, Never>)] = []
    }

    private let process = Process()
    private let state = Mutex(State())

    /// - Parameter arguments: the program is found on PATH.
    init(_ arguments: [String]) throws {
        let pipe = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        // A thread of its own: Foundation's `readabilityHandler` does not always tell of the end.
        let output = pipe.fileHandleForReading
        Thread.detachNewThread { [weak self] in
            while true {
                let data = output.availableData
                self?.take(data)
                if data.isEmpty { return }
            }
        }
    }

    deinit { process.terminate() }

    /// The first line, printed already or later, that matches.
    func line(where matches: @escaping @Sendable (String) -> Bool) async throws -> String {
        let line = await withCheckedContinuation { continuation in
            let known = state.withLock { state -> String?? in
                if let line = state.lines.first(where: matches) { return .some(line) }
                if state.hasEnded { return .some(nil) }
                state.waiters.append((matches, continuation))
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
        guard let line else {
            throw Failure(message: state.withLock { $0.lines.suffix(10).joined(separator: "\n") })
        }
        return line
    }

    private func take(_ data: Data) {
        let ready = state.withLock { state -> [(CheckedContinuation<String?, Never>, String?)] in
            for byte in data {
                guard byte == UInt8(ascii: "\n") else { state.partial.append(byte); continue }
                state.lines.append(String(decoding: state.partial, as: UTF8.self))
                state.partial = []
            }
            state.hasEnded = state.hasEnded || data.isEmpty
            var ready: [(CheckedContinuation<String?, Never>, String?)] = []
            state.waiters.removeAll { waiter in
                let line = state.lines.first(where: waiter.matches)
                guard line != nil || state.hasEnded else { return false }
                ready.append((waiter.continuation, line))
                return true
            }
            return ready
        }
        for (continuation, line) in ready { continuation.resume(returning: line) }
    }
}
