/// The newest checkpoint of each log that was shown here, on disk: what finds out a log that goes back or shows two
/// histories.
///
/// A log is known by its origin, so one that begins anew under an old name is found out, too.
package struct CheckpointMemory: Sendable {
    private let folder: String
    private let files = DiskFiles()

    package init(folder: String) { self.folder = folder }

    /// Where the checkpoint of a log is remembered; a signed note.
    package func path(of origin: String) -> String { "\(folder)/\(SHA256Digest(of: Array(origin.utf8)).hex)" }

    /// Takes a verified checkpoint that grew out of the one remembered; durable when this returns.
    ///
    /// - Throws: ``TrustError/rolledBack(found:known:witness:)``, ``TrustError/forked(size:witness:)``, as
    ///   ``LogClient/check(_:grewOutOf:witness:)``; ``TrustError/unexpected(_:found:)`` for a damaged memory, which is
    ///   never taken for none; ``TrustError/locked(_:)``.
    package func take(_ head: VerifiedCheckpoint, of log: LogClient) async throws(TrustError) {
        let path = path(of: head.checkpoint.origin)
        try files.makeFolder(folder)
        let lock = try await files.waitForLock(path + ".lock")
        defer { withExtendedLifetime(lock) {} }
        if let bytes = try files.read(path) {
            let seen = try Checkpoint(text: try SignedNote(bytes).text)
            try await log.check(head.checkpoint, grewOutOf: seen, witness: "this machine ('\(path)')")
            guard head.checkpoint.size > seen.size else { return }
        }
        try DurableFile.write(head.note.bytes, path: path)
    }
}
