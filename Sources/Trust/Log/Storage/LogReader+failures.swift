extension LogReader {
    /// The failed verifications among the newest entries, for not telling them twice. They are not verified to be in the
    /// tree.
    ///
    /// - Parameter count: entries to look back at least, where there are as many.
    /// - Throws: as ``checkpoint()`` and ``bundle(_:)``.
    package func recentFailures(among count: Int = 65_536) throws(TrustError) -> [LogEntry] {
        let size = try Checkpoint(text: try checkpoint().text).size
        let width = TileCoordinate.fullWidth
        var failures: [LogEntry] = []
        for bundle in max(0, size - count) / width..<(size + width - 1) / width {
            for entry in try self.bundle(TileCoordinate(entriesAt: bundle, in: size)) {
                // What other programs wrote is none of ours.
                guard let entry = try? LogEntry(entry), entry.kind == .verificationFailure else { continue }
                failures.append(entry)
            }
        }
        return failures
    }
}
