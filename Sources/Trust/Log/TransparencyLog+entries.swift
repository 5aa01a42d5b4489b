extension TransparencyLog {
    /// Records what happened; durable when this returns.
    ///
    /// - Throws: as ``append(_:)``, and ``TrustError/unexpected(_:found:)`` for an entry whose fields do not fit together,
    ///   so that nothing gets into the log that no reader takes for an entry.
    package func record(_ entry: LogEntry) async throws(TrustError) -> Receipt {
        try entry.check()
        let bytes = entry.bytes
        _ = try LogEntry(bytes)
        return try await append(bytes)
    }
}
