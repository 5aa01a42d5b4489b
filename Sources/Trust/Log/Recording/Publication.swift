/// Signatures that are logged before anybody can use them.
///
/// Each file is written whole, without a name where the file system has that, and made durable; then all are logged in one
/// commit; then they get their places. A disk that is full, a log that does not take the entries, or a killed process
/// leaves no file; what an earlier one had to leave is removed. A crash after the log has them leaves entries of signatures
/// that nobody has, which harm nobody; signing again logs them again.
package enum Publication {
    /// Files of one commit: each is held open until the log has it.
    package static let mostFiles = 256

    package struct File: Sendable {
        package let path: String
        package let bytes: [UInt8]

        package init(path: String, bytes: [UInt8]) {
            self.path = path
            self.bytes = bytes
        }
    }

    /// - Parameter log: nil where none is configured.
    /// - Returns: the entries' places, one for each; none without a log.
    package static func publish(
        _ files: [File], entries: [LogEntry], in log: LogBook?
    ) async throws(TrustError) -> [TransparencyLog.Receipt] {
        FileReplacement.sweep(besides: files.map(\.path))
        var staged: [FileReplacement] = []
        for file in files {
            let replacement = try FileReplacement(path: file.path)
            try replacement.write(file.bytes)
            try replacement.settle()
            staged.append(replacement)
        }
        let receipts = try await log?.record(entries) ?? []
        try FileReplacement.install(staged)
        return receipts
    }
}
