extension TransparencyLog {
    /// Records what happened; durable when this returns.
    ///
    /// - Throws: as ``append(_:)``, and ``LogError/malformed(_:reason:)`` for an entry whose fields do not fit together,
    ///   so that nothing gets into the log that no reader takes for an entry.
    package func record(_ entry: LogEntry) async throws(LogError) -> Receipt {
        try entry.check()
        let bytes = entry.bytes
        _ = try LogEntry(bytes)
        return try await append(bytes)
    }
}
