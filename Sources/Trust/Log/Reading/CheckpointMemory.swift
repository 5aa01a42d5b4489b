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

    /// The newest checkpoint that was seen of a log; nil for none.
    ///
    /// - Throws: ``TrustError/corrupt(_:reason:)`` for a damaged memory, which is never taken for none.
    package func seen(_ origin: String) throws(TrustError) -> SignedNote? {
        let path = path(of: origin)
        guard let bytes = try files.read(path) else { return nil }
        do throws(TrustError) {
            let note = try SignedNote(bytes)
            _ = try Checkpoint(text: note.text)
            return note
        } catch { throw .corrupt(path, reason: error.message) }
    }

    /// The newest checkpoint of a log, which has grown out of the one remembered; durable when this returns.
    ///
    /// - Parameter verify: whether the log is believed.
    /// - Throws: ``TrustError/rolledBack(found:known:witness:)``, ``TrustError/forked(size:witness:)``, as
    ///   ``LogClient/check(_:grewOutOf:witness:)``; as ``seen(_:)``; ``TrustError/locked(_:)``; what `verify` throws.
    package func newest(
        of log: LogClient, verify: (SignedNote) throws -> VerifiedCheckpoint
    ) async throws -> VerifiedCheckpoint {
        for _ in 1..<Self.mostLooks {
            let head = try verify(try await log.checkpoint())
            do throws(TrustError) {
                try await take(head, of: log)
                return head
            } catch {
                // Others may have seen a newer one since this one was read: a log that is honest shows it now.
                guard case .rolledBack = error else { throw error }
            }
        }
        let head = try verify(try await log.checkpoint())
        try await take(head, of: log)
        return head
    }

    private static let mostLooks = 4

    private func take(_ head: VerifiedCheckpoint, of log: LogClient) async throws(TrustError) {
        try await update(head.note) { (seen) async throws(TrustError) in
            try await log.check(head.checkpoint, grewOutOf: seen, witness: witness(of: head.checkpoint.origin))
        }
    }

    /// Remembers what this process itself has added to a log that it found to have grown out of what is remembered.
    package func remember(_ note: SignedNote) async throws(TrustError) {
        try await update(note) { (_) async throws(TrustError) in }
    }

    /// Who saw what is remembered, in words.
    func witness(of origin: String) -> String { "this machine ('\(path(of: origin))')" }

    private func update(
        _ note: SignedNote, check: (_ seen: Checkpoint) async throws(TrustError) -> Void
    ) async throws(TrustError) {
        let checkpoint = try Checkpoint(text: note.text)
        let path = path(of: checkpoint.origin)
        try files.makeFolder(folder)
        let lock = try await files.waitForLock(path + ".lock")
        defer { withExtendedLifetime(lock) {} }
        if let known = try seen(checkpoint.origin) {
            let seen = try Checkpoint(text: known.text)
            try await check(seen)
            guard checkpoint.size > seen.size else { return }
        }
        try DurableFile.write(note.bytes, path: path)
    }
}
