/// Follows a log from outside: each new checkpoint must grow out of the last one, each entry is seen once.
///
/// It believes nothing but the log's key and what it saw before; all else is recomputed from what it fetches.
package struct LogMonitor: Sendable {
    /// What to keep between two looks. Losing it loses the proof that the past was not changed.
    package struct State: Sendable, Hashable {
        package var size: Int
        package var root: TreeHash

        package init(size: Int = 0, root: TreeHash = .ofEmptyTree) {
            self.size = size
            self.root = root
        }
    }

    package enum Alert: Sendable, Hashable {
        /// An entry by a key that is not expected.
        case unexpectedKey(index: Int, key: String)
        /// An entry that is none of the product's.
        case unreadable(index: Int, reason: String)
        /// The log shows fewer entries than before.
        case rolledBack(found: Int, seen: Int)
        /// The log changed what it showed before.
        case inconsistent(reason: String)
        /// Somebody else was shown another log.
        case splitView(size: Int)
    }

    package struct Report: Sendable, Hashable {
        /// Moves on only where everything new was checked.
        package var state: State
        package var alerts: [Alert]
        package var newEntries: Int
        package var checkpoint: SignedNote
    }

    /// Gets a file of the log by its path under the log's prefix; the caller's HTTP or disk.
    package typealias Fetch = @Sendable (_ path: String) async throws -> [UInt8]

    private let origin: String
    private let verifier: NoteVerifier
    private let expectedKeys: Set<String>?
    private let fetch: Fetch

    /// - Parameter expectedKeys: the keys that may sign; nil expects all.
    package init(
        origin: String, verifier: NoteVerifier, expectedKeys: Set<String>? = nil, fetch: @escaping Fetch
    ) {
        self.origin = origin
        self.verifier = verifier
        self.expectedKeys = expectedKeys
        self.fetch = fetch
    }

    /// Looks once.
    ///
    /// - Parameters:
    ///   - state: what the last look gave.
    ///   - others: checkpoints of the same log that others were shown: witnesses, other monitors, proofs.
    ///   - visit: called for each new entry in order, after it was proved to be in the log.
    /// - Throws: ``TrustError/unreachable(_:reason:)``, ``TrustError/unverified(_:reason:)``,
    ///   ``TrustError/unexpected(_:found:)``. A log that misbehaves is no error but an alert.
    package func look(
        since state: State, others: [SignedNote] = [],
        visit: (_ index: Int, _ entry: [UInt8]) async -> Void = { _, _ in }
    ) async throws(TrustError) -> Report {
        let note = try SignedNote(try await bytes("checkpoint"))
        let head = try VerifiedCheckpoint(note, origin: origin, log: verifier).checkpoint
        var report = Report(state: state, alerts: [], newEntries: 0, checkpoint: note)
        guard head.size >= state.size else {
            report.alerts.append(.rolledBack(found: head.size, seen: state.size))
            return report
        }
        do throws(TrustError) {
            try await compare(head, size: state.size, root: state.root)
            try await readNewEntries(head, since: state) { index, entry in
                report.alerts += alerts(index: index, entry: entry)
                report.newEntries += 1
                await visit(index, entry)
            }
            report.state = State(size: head.size, root: head.root)
        } catch {
            guard error.accusesTheLog else { throw error }
            report.alerts.append(.inconsistent(reason: error.message))
        }
        for other in others { report.alerts += try await splitView(head, other: other) }
        return report
    }

    private func splitView(_ head: Checkpoint, other: SignedNote) async throws(TrustError) -> [Alert] {
        let seen = try VerifiedCheckpoint(other, origin: origin, log: verifier).checkpoint
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
        let path = try await tiles(for: [plan]).hashes(for: plan)
        try ConsistencyProof(oldSize: size, newSize: head.size, path: path).verify(oldRoot: root, newRoot: head.root)
    }

    /// Visits the entries since the last look, each bundle after it was proved to lead to the root.
    private func readNewEntries(
        _ head: Checkpoint, since state: State, visit: (_ index: Int, _ entry: [UInt8]) async -> Void
    ) async throws(TrustError) {
        guard head.size > state.size else { return }
        let plan = ProofPlan.root(size: head.size)
        var tiles = try await tiles(for: [plan])
        guard try tiles.root(size: head.size) == head.root else {
            throw .proof("the tiles do not lead to the root of the checkpoint of \(head.size) entries")
        }
        let width = TileCoordinate.fullWidth
        for number in state.size / width...(head.size - 1) / width {
            let coordinate = TileCoordinate(entriesAt: number, in: head.size)
            guard let bundle = EntryBundle.entries(try await fetchTile(coordinate)), bundle.count >= coordinate.width
            else { throw .corrupt(coordinate.path, reason: "expected \(coordinate.width) whole entries") }
            let leaves = Tile(bundle.prefix(coordinate.width).map(TreeHash.leaf))
            try await prove(leaves, number: number, head: head, tiles: &tiles)
            for (offset, entry) in bundle.prefix(coordinate.width).enumerated()
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
        for missing in tiles.missing(for: plan) { tiles[missing] = try await tile(missing) }
        let path = try tiles.hashes(for: plan)
        guard let leaf = leaves.hashes.last else { throw .missing(coordinate.path) }
        try InclusionProof(index: index, size: head.size, path: path).verify(leaf: leaf, root: head.root)
    }

    private func alerts(index: Int, entry: [UInt8]) -> [Alert] {
        do throws(TrustError) {
            let entry = try LogEntry(entry)
            guard let expectedKeys, let key = entry.key, !expectedKeys.contains(key) else { return [] }
            return [.unexpectedKey(index: index, key: key)]
        } catch { return [.unreadable(index: index, reason: error.message)] }
    }
}

extension LogMonitor {
    private func tiles(for plans: [ProofPlan]) async throws(TrustError) -> TileSet {
        var tiles = TileSet()
        for plan in plans {
            for coordinate in tiles.missing(for: plan) { tiles[coordinate] = try await tile(coordinate) }
        }
        return tiles
    }

    private func tile(_ coordinate: TileCoordinate) async throws(TrustError) -> Tile {
        let bytes = try await fetchTile(coordinate)
        guard bytes.count >= coordinate.width * 32,
            let tile = Tile(bytes: Array(bytes.prefix(coordinate.width * 32)), width: coordinate.width)
        else { throw .corrupt(coordinate.path, reason: "expected \(coordinate.width) hashes") }
        return tile
    }

    /// A partial tile may have gone since; the full one then holds it.
    private func fetchTile(_ coordinate: TileCoordinate) async throws(TrustError) -> [UInt8] {
        guard !coordinate.isFull else { return try await bytes(coordinate.path) }
        do throws(TrustError) { return try await bytes(coordinate.path) } catch {
            do throws(TrustError) { return try await bytes(coordinate.full.path) } catch _ { throw error }
        }
    }

    private func bytes(_ path: String) async throws(TrustError) -> [UInt8] {
        do { return try await fetch(path) } catch { throw .unreachable("'\(path)' of the log", reason: "\(error)") }
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
