extension Audit {
    /// Reads a whole log, and checks it on the way: what it gives was all proved to lead to the checkpoint's root.
    ///
    /// - Parameter checkpoint: verified by the caller.
    /// - Throws: as ``LogReader/verifyAll(_:visit:)``.
    package init(of reader: LogReader, checkpoint: Checkpoint) throws(TrustError) {
        self.init()
        var audit = Audit()
        try reader.verifyAll(checkpoint) { index, entry in audit.add(entry, at: index) }
        self = audit
    }
}
