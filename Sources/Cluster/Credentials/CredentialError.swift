/// Why there are no credentials to send. Never holds one.
package enum CredentialError: Error, Sendable, Hashable {
    case unreadableFile(String)
    case emptyToken(file: String)
    case pluginNotFound(command: String, installHint: String?)
    /// It is there and the system does not run it.
    case pluginDidNotStart(command: String, reason: String)
    case pluginNeedsTerminal(command: String)
    /// It ended with that code; the last line of its standard error.
    case pluginFailed(command: String, code: Int32, lastLine: String)
    case pluginTimedOut(command: String, seconds: Int)
    /// What it printed is no ExecCredential of the version that was asked for.
    case pluginMisspoke(command: String, detail: String)
    /// Nobody waits for them any more.
    case cancelled
}

extension CredentialError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreadableFile(let path): "the file '\(path)' cannot be read"
        case .emptyToken(let file): "the token file '\(file)' is empty"
        case .pluginNotFound(let command, let hint):
            "the credential plugin '\(command)' was not found" + (hint.map { "; \(Self.oneLine($0))" } ?? "")
        case .pluginDidNotStart(let command, let reason):
            "the credential plugin '\(command)' could not be started: \(reason)"
        case .pluginNeedsTerminal(let command):
            "the credential plugin '\(command)' says 'interactiveMode: Always', and there is no terminal"
        case .pluginFailed(let command, let code, let lastLine):
            "the credential plugin '\(command)' ended with code \(code)" + (lastLine.isEmpty ? "" : ": \(lastLine)")
        case .pluginTimedOut(let command, let seconds):
            "the credential plugin '\(command)' did not answer within \(seconds) s"
        case .pluginMisspoke(let command, let detail): "the credential plugin '\(command)' \(detail)"
        case .cancelled: "the wait for credentials was cancelled"
        }
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
