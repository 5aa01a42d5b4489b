package import Trust

/// Where every transition of a release is recorded before it may happen.
package protocol ReleaseLog: Sendable {
    /// Durable when this returns.
    func record(_ entry: LogEntry) async throws

    /// As ``record(_:)``, of several at once.
    func record(all entries: [LogEntry]) async throws
}

extension ReleaseLog {
    package func record(all entries: [LogEntry]) async throws {
        for entry in entries { try await record(entry) }
    }
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

    package func record(all entries: [LogEntry]) async throws {
        let _: [TransparencyLog.Receipt] = try await record(entries)
    }
}
