package import Trust

/// Where every transition of a release is recorded before it may happen.
package protocol ReleaseLog: Sendable {
    /// Durable when this returns.
    func record(_ entry: LogEntry) async throws
}

extension TransparencyLog: ReleaseLog {
    package func record(_ entry: LogEntry) async throws {
        let _: Receipt = try await record(entry)
    }
}

extension LogBook: ReleaseLog {
    package func record(_ entry: LogEntry) async throws {
        let _: [TransparencyLog.Receipt] = try await record([entry])
    }
}
