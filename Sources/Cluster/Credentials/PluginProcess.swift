import Foundation

/// Runs a credential plugin to its end and gives its standard output.
struct PluginProcess: Sendable {
    let plugin: ExecPlugin
    /// The content of `KUBERNETES_EXEC_INFO`.
    let request: String
    var seconds = 60

    /// Cancelling the task ends the plugin, as the time does that it may take.
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
        let output = try await output(of: process)
        switch output.end {
        case .ended where process.terminationStatus == 0: return output.printed
        case .ended:
            throw .pluginFailed(
                command: plugin.command, code: process.terminationStatus, lastLine: output.lastComplaint)
        case .timedOut: throw .pluginTimedOut(command: plugin.command, seconds: seconds)
        case .cancelled: throw .cancelled
        }
    }

    private func output(of process: Process) async throws(CredentialError) -> PluginOutput {
        let (output, errors, signals) = (Pipe(), Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.terminationHandler = { _ in PluginOutput.Signal.ended.send(to: signals) }
        do {
            try process.run()
        } catch {
            throw .pluginDidNotStart(command: plugin.command, reason: error.localizedDescription)
        }
        let deadline = ContinuousClock.now + .seconds(seconds)
        let read = await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                Thread.detachNewThread {
                    let read = PluginOutput(output: output, errors: errors, signals: signals, until: deadline)
                    waiter.resume(returning: read)
                }
            }
        } onCancel: {
            PluginOutput.Signal.cancelled.send(to: signals)
        }
        if read.end != .ended { Self.kill(process) }
        return read
    }

    /// Foundation makes each process the first of a group of its own, to which those belong that it starts.
    ///
    /// Threads block signals and the processes that they start inherit that: only this one cannot be blocked.
    private static func kill(_ process: Process) { _ = Foundation.kill(-process.processIdentifier, SIGKILL) }

    private func executable() -> String? {
        if plugin.command.contains("/") {
            return FileManager.default.isExecutableFile(atPath: plugin.command) ? plugin.command : nil
        }
        let path = plugin.environment["PATH"] ?? ProcessInfo.processInfo.environment["PATH"] ?? ""
        return path.split(separator: ":").lazy.map { "\($0)/\(plugin.command)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
