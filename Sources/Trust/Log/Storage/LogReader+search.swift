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

extension LogReader {
    /// Whether an entry says that a trust policy was accepted. The entries are not verified to be in the tree.
    ///
    /// - Throws: as ``checkpoint()`` and ``bundle(_:)``.
    package func hasAccepted(_ policy: SHA256Digest) throws(TrustError) -> Bool {
        let size = try Checkpoint(text: try checkpoint().text).size
        let width = TileCoordinate.fullWidth
        // How canonical JSON begins of an entry with the artifact: most need not be read any further.
        let start = Array("{\"artifact\":\"sha256:\(policy.hex)\"".utf8)
        for bundle in (0..<(size + width - 1) / width).reversed() {
            for leaf in try self.bundle(TileCoordinate(entriesAt: bundle, in: size)) where leaf.starts(with: start) {
                if let entry = try? LogEntry(leaf), entry.acceptedPolicy == "sha256:\(policy.hex)" { return true }
            }
        }
        return false
    }
}
