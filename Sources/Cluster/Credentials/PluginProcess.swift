import Foundation
import Synchronization

/// Runs a credential plugin to its end and gives its standard output.
struct PluginProcess: Sendable {
    let plugin: ExecPlugin
    /// The content of `KUBERNETES_EXEC_INFO`.
    let request: String
    var seconds = 60

    /// Bytes of standard output and, of the error output, of its end.
    private static let longestOutput = 1 << 20

    func run() async throws(CredentialError) -> [UInt8] {
        if plugin.needsTerminal { throw .pluginNeedsTerminal(command: plugin.command) }
        guard let executable = executable() else {
            throw .pluginNotFound(command: plugin.command, installHint: plugin.installHint)
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = plugin.arguments
        process.environment = ProcessInfo.processInfo.environment
            .merging(plugin.environment) { $1 }
            .merging(["KUBERNETES_EXEC_INFO": request]) { $1 }
        process.standardInput = FileHandle.nullDevice
        let result = await withTaskCancellationHandler {
            await output(of: process)
        } onCancel: {
            Self.kill(process)
        }
        return try result.get()
    }

    /// Waits on threads of Dispatch, none of the cooperative ones.
    private func output(of process: Process) async -> Result<[UInt8], CredentialError> {
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        let hasTimedOut = Mutex(false)
        do {
            try process.run()
        } catch {
            return .failure(.pluginDidNotStart(command: plugin.command, reason: error.localizedDescription))
        }
        let limit = Task {
            try await Task.sleep(for: .seconds(seconds))
            hasTimedOut.withLock { $0 = true }
            Self.kill(process)
        }
        async let printed = Self.readToEnd(output.fileHandleForReading)
        async let complaints = Self.readToEnd(errors.fileHandleForReading)
        let (bytes, errorBytes) = await (printed, complaints)
        await Self.waitUntilExit(process)
        limit.cancel()
        if hasTimedOut.withLock({ $0 }) {
            return .failure(.pluginTimedOut(command: plugin.command, seconds: seconds))
        }
        guard process.terminationStatus == 0 else {
            return .failure(
                .pluginFailed(
                    command: plugin.command, code: process.terminationStatus, lastLine: Self.lastLine(errorBytes)))
        }
        return .success(bytes)
    }

    /// Threads of Dispatch block signals and their children inherit that: only this one cannot be blocked.
    private static func kill(_ process: Process) {
        guard process.isRunning else { return }
        _ = Foundation.kill(process.processIdentifier, SIGKILL)
    }

    private static func readToEnd(_ handle: FileHandle) async -> [UInt8] {
        await withCheckedContinuation { waiter in
            DispatchQueue.global().async {
                var bytes: [UInt8] = []
                while true {
                    let data = handle.availableData
                    if data.isEmpty { break }
                    if bytes.count < longestOutput { bytes += data }
                }
                waiter.resume(returning: bytes)
            }
        }
    }

    private static func waitUntilExit(_ process: Process) async {
        await withCheckedContinuation { waiter in
            DispatchQueue.global().async {
                process.waitUntilExit()
                waiter.resume()
            }
        }
    }

    private static func lastLine(_ bytes: [UInt8]) -> String {
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        return String((lines.last ?? "").prefix(300))
    }

    private func executable() -> String? {
        if plugin.command.contains("/") {
            return FileManager.default.isExecutableFile(atPath: plugin.command) ? plugin.command : nil
        }
        let path = plugin.environment["PATH"] ?? ProcessInfo.processInfo.environment["PATH"] ?? ""
        return path.split(separator: ":").lazy.map { "\($0)/\(plugin.command)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
