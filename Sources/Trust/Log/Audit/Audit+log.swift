extension Audit {
    /// Reads a whole log, and checks it on the way: what it gives was all proved to lead to the checkpoint's root.
    ///
    /// - Parameter checkpoint: verified by the caller.
    /// - Throws: as ``LogClient/verifyAll(_:visit:)``.
    package init(of log: LogClient, checkpoint: Checkpoint) async throws(TrustError) {
        var audit = Audit(of: checkpoint.origin)
        try await log.verifyAll(checkpoint) { index, entry in audit.add(entry, at: index) }
        self = audit
    }
}
