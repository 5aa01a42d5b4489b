import Dispatch

/// The one writer of a tiled transparency log on disk (C2SP tlog-tiles).
///
/// An entry is durable and covered by a signed checkpoint once ``append(_:)`` returns. Appends that come while a commit
/// is under way go together into the next one, so thousands a second share a few writes.
package actor TransparencyLog {
    /// What an appended entry got.
    package struct Receipt: Sendable, Hashable {
        /// From 0.
        package let index: Int
        /// The first checkpoint that covers it.
        package let checkpoint: SignedNote
    }

    /// Where a commit put its entries.
    private struct Commit: Sendable {
        var first: Int
        var checkpoint: SignedNote
    }

    private enum Turn: Sendable {
        case done(Result<Commit, TrustError>)
        /// The waiter commits its own entries and those that wait behind it.
        case lead
    }

    private struct Waiter {
        var entries: [[UInt8]]
        /// Whether another's commit may take the entries along.
        var follows: Bool
        var continuation: CheckedContinuation<Turn, Never>
    }

    /// Entries and bytes in one commit.
    private static let mostEntries = 8_192
    private static let mostBytes = 16 << 20

    private let writer: LogWriter
    private let locks: [FileLock]
    private let now: @Sendable () -> Int64
    // Commits block on the disk; they must not hold a thread of the cooperative pool.
    private let queue = DispatchQueue(label: "lockstep.log")
    private var head: LogHead
    private var waiters: [Waiter] = []
    private var isCommitting = false
    private var failure: TrustError?

    /// Opens the log, or begins one where there is none, and recovers it from a crash.
    ///
    /// - Parameters:
    ///   - earlier: the log's keys before a rotation, whose checkpoints are still believed.
    ///   - now: seconds since 1970.
    ///   - witnessed: checkpoints seen elsewhere (cosigned ones, those in Git) out of which the log must have grown.
    ///   - witness: who has seen them, in words.
    ///   - withholds: keeps each new checkpoint from being served until ``attach(_:to:)`` has put witnesses'
    ///     cosignatures under it.
    ///   - adopts: takes a log whose high-water mark is lost; what it holds is then believed as it is.
    /// - Throws: ``TrustError/locked(_:)``, ``TrustError/rolledBack(found:known:witness:)``,
    ///   ``TrustError/forked(size:witness:)``, ``TrustError/corrupt(_:reason:)``, ``TrustError/missing(_:)``,
    ///   ``TrustError/markLost(_:found:)``,
    ///   ``TrustError/unverified(_:reason:)``, ``TrustError/system(_:path:code:)``, ``TrustError/signing(_:)``.
    package init(
        at location: LogLocation, origin: String, signer: NoteSigner, verifier: NoteVerifier,
        earlier: [NoteVerifier] = [], witnessed: [SignedNote] = [],
        witness: String = "a checkpoint kept elsewhere", withholds: Bool = false, adopts: Bool = false,
        files: any LogFiles = DiskFiles(),
        now: @escaping @Sendable () -> Int64
    ) throws(TrustError) {
        try files.makeFolder(location.folder)
        try files.makeFolder(DiskFiles.parent(of: location.highWaterMark))
        var locks: [FileLock] = []
        for path in location.locks { locks.append(try files.lock(path)) }
        self.locks = locks
        writer = LogWriter(location: location, files: files, signer: signer, origin: origin, withholds: withholds)
        let recovery = LogRecovery(
            writer: writer, verifiers: [verifier] + earlier, witnessed: witnessed, witness: witness,
            adopts: adopts)
        head = try recovery.open(time: now())
        self.now = now
    }

    /// The newest signed checkpoint.
    package var checkpoint: SignedNote { head.note }
    package var size: Int { head.edge.size }

    /// Adds one entry, of at most 65,535 bytes.
    ///
    /// - Throws: ``TrustError/entryTooLarge(_:)``, ``TrustError/system(_:path:code:)``, ``TrustError/signing(_:)``,
    ///   ``TrustError/closed(_:)`` after a commit that failed half-way. After any of them the entry is not acknowledged;
    ///   only after `closed` it may turn out to be in the log.
    package func append(_ entry: [UInt8]) async throws(TrustError) -> Receipt {
        guard entry.count <= EntryBundle.mostBytes else { throw .entryTooLarge(entry.count) }
        let done = try await submit([entry])
        return Receipt(index: done.first, checkpoint: done.checkpoint)
    }

    /// Adds entries in one commit: all of them or none, next to one another.
    ///
    /// - Returns: one receipt for each.
    /// - Throws: as ``append(_:)``; ``TrustError/outOfRange(index:size:)`` for more than 8,192 entries.
    package func append(contentsOf entries: [[UInt8]]) async throws(TrustError) -> [Receipt] {
        guard entries.count <= Self.mostEntries else { throw .outOfRange(index: entries.count, size: Self.mostEntries) }
        for entry in entries where entry.count > EntryBundle.mostBytes { throw .entryTooLarge(entry.count) }
        guard !entries.isEmpty else { return [] }
        let done = try await submit(entries)
        return entries.indices.map { Receipt(index: done.first + $0, checkpoint: done.checkpoint) }
    }

    /// Puts witnesses' cosignatures under the newest checkpoint, and publishes it.
    ///
    /// - Returns: false where a newer checkpoint has taken its place; nothing is changed then.
    /// - Throws: ``TrustError/system(_:path:code:)``, ``TrustError/closed(_:)``.
    package func attach(_ cosignatures: [NoteSignature], to note: SignedNote) async throws(TrustError) -> Bool {
        if isCommitting {
            _ = await withCheckedContinuation {
                waiters.append(Waiter(entries: [], follows: false, continuation: $0))
            }
        }
        isCommitting = true
        defer { passOn() }
        if let failure { throw failure }
        guard head.note.text == note.text else { return false }
        var next = head
        for signature in cosignatures { next.note.add(signature) }
        let cosigned = next
        let writer = writer
        let outcome: Result<LogHead, CommitFailure> = await onQueue { () throws(CommitFailure) in
            do throws(TrustError) { try writer.publish(cosigned.note) } catch {
                throw CommitFailure(error: error, isUncertain: true)
            }
            return cosigned
        }
        try take(outcome).get()
        return true
    }

    private func submit(_ entries: [[UInt8]]) async throws(TrustError) -> Commit {
        if isCommitting {
            let turn = await withCheckedContinuation {
                waiters.append(Waiter(entries: entries, follows: true, continuation: $0))
            }
            if case .done(let result) = turn { return try result.get() }
        }
        isCommitting = true
        let followers = takeFollowers(of: entries)
        let result = await commit(entries + followers.flatMap(\.entries))
        var offset = entries.count
        for follower in followers {
            let first = offset
            follower.continuation.resume(
                returning: .done(result.map { Commit(first: $0.first + first, checkpoint: $0.checkpoint) }))
            offset += follower.entries.count
        }
        passOn()
        return try result.get()
    }

    private func commit(_ entries: [[UInt8]]) async -> Result<Commit, TrustError> {
        if let failure { return .failure(failure) }
        let (writer, head, time) = (writer, head, now())
        let first = head.edge.size
        let outcome: Result<LogHead, CommitFailure> = await onQueue { () throws(CommitFailure) in
            try writer.commit(entries, to: head, time: time)
        }
        return take(outcome).map { Commit(first: first, checkpoint: self.head.note) }
    }

    private func onQueue(
        _ work: @escaping @Sendable () throws(CommitFailure) -> LogHead
    ) async -> Result<LogHead, CommitFailure> {
        await withCheckedContinuation { continuation in
            queue.async {
                do throws(CommitFailure) {
                    continuation.resume(returning: .success(try work()))
                } catch { continuation.resume(returning: .failure(error)) }
            }
        }
    }

    private func take(_ outcome: Result<LogHead, CommitFailure>) -> Result<Void, TrustError> {
        switch outcome {
        case .success(let next):
            head = next
            return .success(())
        case .failure(let fault):
            if fault.isUncertain { failure = .closed(fault.error.message) }
            return .failure(fault.isUncertain ? .closed(fault.error.message) : fault.error)
        }
    }

    /// Those who wait first in line, as far as they fit one commit.
    private func takeFollowers(of entries: [[UInt8]]) -> [Waiter] {
        var count = entries.count
        var bytes = entries.reduce(0) { $0 + $1.count }
        let followers = waiters.prefix { waiter in
            count += waiter.entries.count
            bytes += waiter.entries.reduce(0) { $0 + $1.count }
            return waiter.follows && count <= Self.mostEntries && bytes <= Self.mostBytes
        }
        waiters.removeFirst(followers.count)
        return Array(followers)
    }

    /// Gives the turn to whoever waits first. INVARIANT: ``isCommitting`` stays true from one turn to the next.
    private func passOn() {
        guard let next = waiters.first else {
            isCommitting = false
            return
        }
        waiters.removeFirst()
        next.continuation.resume(returning: .lead)
    }
}
