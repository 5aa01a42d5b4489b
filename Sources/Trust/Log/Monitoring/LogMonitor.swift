/// Follows a log from outside: each new checkpoint must grow out of the last one, each entry is seen once.
///
/// It believes nothing but the log's key and what it saw before; all else is recomputed from what it fetches.
package struct LogMonitor: Sendable {
    /// What to keep between two looks. Losing it loses the proof that the past was not changed.
    package struct State: Sendable, Hashable {
        package var size: Int
        package var root: TreeHash
        /// The latest time that an entry said; nil where none was read.
        package var latest: LogTime?

        package init(size: Int = 0, root: TreeHash = .ofEmptyTree, latest: LogTime? = nil) {
            self.size = size
            self.root = root
            self.latest = latest
        }
    }

    package enum Alert: Sendable, Hashable {
        /// An entry by a key that is not expected.
        case unexpectedKey(index: Int, key: String)
        /// An entry that is none of the product's.
        case unreadable(index: Int, reason: String)
        /// An entry that says it was made long before one that stands before it.
        case wentBack(index: Int, time: LogTime, latest: LogTime)
        /// The log shows fewer entries than before.
        case rolledBack(found: Int, seen: Int)
        /// The log changed what it showed before.
        case inconsistent(reason: String)
        /// Somebody else was shown another log.
        case splitView(size: Int)
        /// The checkpoint is not signed or not cosigned as it must be.
        case unverified(reason: String)
    }

    package struct Report: Sendable, Hashable {
        /// Moves on only where everything new was checked.
        package var state: State
        package var alerts: [Alert]
        package var newEntries: Int
        package var checkpoint: SignedNote
    }

    private let log: LogClient
    private let policy: LogPolicy
    private let expectedKeys: Set<String>?
    private let now: @Sendable () -> Int64
    private let oldest: Int64?

    /// - Parameters:
    ///   - policy: the log's key, and the witnesses that must have cosigned what it shows.
    ///   - expectedKeys: the keys that may sign; nil expects all.
    ///   - now: seconds since 1970.
    ///   - oldest: seconds; see ``LogPolicy/verify(_:now:oldest:isValid:)``.
    package init(
        log: LogClient, policy: LogPolicy, expectedKeys: Set<String>? = nil,
        now: @escaping @Sendable () -> Int64 = { 0 }, oldest: Int64? = nil
    ) {
        self.log = log
        self.policy = policy
        self.expectedKeys = expectedKeys
        self.now = now
        self.oldest = oldest
    }

    /// Looks once.
    ///
    /// - Parameters:
    ///   - state: what the last look gave.
    ///   - others: checkpoints of the same log that others were shown: witnesses, other monitors, proofs.
    ///   - visit: called for each new entry in order, after it was proved to be in the log.
    /// - Throws: ``TrustError/unreachable(_:reason:)``, ``TrustError/missing(_:)``,
    ///   ``TrustError/unexpected(_:found:)``. A log that misbehaves is no error but an alert.
    package func look(
        since state: State, others: [SignedNote] = [],
        visit: (_ index: Int, _ entry: [UInt8]) async -> Void = { _, _ in }
    ) async throws(TrustError) -> Report {
        let note = try await log.checkpoint()
        var report = Report(state: state, alerts: [], newEntries: 0, checkpoint: note)
        let head: Checkpoint
        do throws(TrustError) {
            head = try policy.verify(note, now: now(), oldest: oldest, isValid: LogPolicy.strictCheck).checkpoint
        } catch {
            guard case .unverified = error else { throw error }
            report.alerts.append(.unverified(reason: error.message))
            return report
        }
        guard head.size >= state.size else {
            report.alerts.append(.rolledBack(found: head.size, seen: state.size))
            return report
        }
        do throws(TrustError) {
            try await compare(head, size: state.size, root: state.root)
            var latest = state.latest
            try await readNewEntries(head, since: state) { index, entry in
                report.alerts += alerts(index: index, entry: entry, latest: &latest)
                report.newEntries += 1
                await visit(index, entry)
            }
            report.state = State(size: head.size, root: head.root, latest: latest)
        } catch {
            guard error.accusesTheLog else { throw error }
            report.alerts.append(.inconsistent(reason: error.message))
        }
        for other in others { report.alerts += try await splitView(head, other: other) }
        return report
    }

    private func splitView(_ head: Checkpoint, other: SignedNote) async throws(TrustError) -> [Alert] {
        // What the log itself signed accuses it, whoever cosigned.
        let seen = try policy.withoutQuorum.verify(other, now: now(), isValid: LogPolicy.strictCheck).checkpoint
        // A larger one shows nothing yet: this look may only be older.
        guard seen.size <= head.size else { return [] }
        do throws(TrustError) { try await compare(head, size: seen.size, root: seen.root) } catch {
            guard error.accusesTheLog else { throw error }
            return [.splitView(size: seen.size)]
        }
        return []
    }

    private func compare(_ head: Checkpoint, size: Int, root: TreeHash) async throws(TrustError) {
        let plan = try ProofPlan.consistency(from: size, to: head.size)
        let path = try await log.tiles(for: [plan]).hashes(for: plan)
        try ConsistencyProof(oldSize: size, newSize: head.size, path: path).verify(oldRoot: root, newRoot: head.root)
    }

    /// Visits the entries since the last look, each bundle after it was proved to lead to the root.
    private func readNewEntries(
        _ head: Checkpoint, since state: State, visit: (_ index: Int, _ entry: [UInt8]) async -> Void
    ) async throws(TrustError) {
        guard head.size > state.size else { return }
        let plan = ProofPlan.root(size: head.size)
        var tiles = try await log.tiles(for: [plan])
        guard try tiles.root(size: head.size) == head.root else {
            throw .proof("the tiles do not lead to the root of the checkpoint of \(head.size) entries")
        }
        let width = TileCoordinate.fullWidth
        for number in state.size / width...(head.size - 1) / width {
            let coordinate = TileCoordinate(entriesAt: number, in: head.size)
            let bundle = try await log.bundle(coordinate)
            try await prove(Tile(bundle.map(TreeHash.leaf)), number: number, head: head, tiles: &tiles)
            for (offset, entry) in bundle.enumerated()
            where number * width + offset >= state.size { await visit(number * width + offset, entry) }
        }
    }

    /// A bundle's leaf hashes must be those of the tree: its subtrees are proved up to the root.
    private func prove(
        _ leaves: Tile, number: Int, head: Checkpoint, tiles: inout TileSet
    ) async throws(TrustError) {
        let coordinate = TileCoordinate(level: 0, index: number, in: head.size)
        // With the computed tile in the place of the fetched one, a proof of its last leaf holds only if all are right.
        let index = number * TileCoordinate.fullWidth + coordinate.width - 1
        let plan = try ProofPlan.inclusion(of: index, in: head.size)
        tiles[coordinate] = leaves
        for missing in tiles.missing(for: plan) { tiles[missing] = try await log.tile(missing) }
        let path = try tiles.hashes(for: plan)
        guard let leaf = leaves.hashes.last else { throw .missing(coordinate.path) }
        try InclusionProof(index: index, size: head.size, path: path).verify(leaf: leaf, root: head.root)
    }

    private func alerts(index: Int, entry: [UInt8], latest: inout LogTime?) -> [Alert] {
        do throws(TrustError) {
            let entry = try LogEntry(entry)
            var alerts: [Alert] = []
            let before = latest ?? entry.time
            latest = max(before, entry.time)
            if before.seconds - entry.time.seconds > LogBook.mostBehind {
                alerts.append(.wentBack(index: index, time: entry.time, latest: before))
            }
            if let expectedKeys, let key = entry.key, !expectedKeys.contains(key) {
                alerts.append(.unexpectedKey(index: index, key: key))
            }
            return alerts
        } catch { return [.unreadable(index: index, reason: error.message)] }
    }
}

extension TrustError {
    /// Whether it tells of a log that contradicts itself, not of a network that fails.
    fileprivate var accusesTheLog: Bool {
        switch self {
        case .proof, .corrupt, .forked, .rolledBack: true
        default: false
        }
    }
}
