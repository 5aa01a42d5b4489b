/// Reads a log from outside by its files (C2SP tlog-tiles), wherever they lie: behind a web server, or in a folder.
///
/// It believes nothing that does not lead to the root of a checkpoint that the caller has verified.
package struct LogClient: Sendable {
    /// Gets a file by its path under the log's prefix; the caller's HTTP or disk.
    ///
    /// - Returns: nil where the log says that it has no such file.
    package typealias Fetch = @Sendable (_ path: String) async throws -> [UInt8]?

    private let fetch: Fetch

    package init(fetch: @escaping Fetch) { self.fetch = fetch }

    /// The files of a folder.
    package init(folder: String, files: any LogFiles = DiskFiles()) {
        self.init { path in try files.read("\(folder)/\(path)") }
    }

    /// The newest checkpoint, which nobody has verified yet.
    ///
    /// - Throws: ``TrustError/missing(_:)``, ``TrustError/unreachable(_:reason:)``, ``TrustError/unexpected(_:found:)``.
    package func checkpoint() async throws(TrustError) -> SignedNote { try SignedNote(try await bytes("checkpoint")) }

    /// - Throws: as ``checkpoint()``; ``TrustError/corrupt(_:reason:)``.
    func tile(_ coordinate: TileCoordinate) async throws(TrustError) -> Tile {
        let bytes = try await fetch(coordinate)
        guard bytes.count >= coordinate.width * 32,
            let tile = Tile(bytes: Array(bytes.prefix(coordinate.width * 32)), width: coordinate.width)
        else { throw .corrupt(coordinate.path, reason: "expected \(coordinate.width) hashes") }
        return tile
    }

    /// The entries of a bundle, as many as the coordinate is wide.
    func bundle(_ coordinate: TileCoordinate) async throws(TrustError) -> [[UInt8]] {
        guard let entries = EntryBundle.entries(try await fetch(coordinate)), entries.count >= coordinate.width else {
            throw .corrupt(coordinate.path, reason: "expected \(coordinate.width) whole entries")
        }
        return Array(entries.prefix(coordinate.width))
    }

    /// The tiles that plans need.
    func tiles(for plans: [ProofPlan]) async throws(TrustError) -> TileSet {
        var tiles = TileSet()
        for plan in plans {
            for coordinate in tiles.missing(for: plan) { tiles[coordinate] = try await tile(coordinate) }
        }
        return tiles
    }

    /// A partial tile may have gone since; the full one then holds it.
    private func fetch(_ coordinate: TileCoordinate) async throws(TrustError) -> [UInt8] {
        if let bytes = try await file(coordinate.path) { return bytes }
        guard !coordinate.isFull, let bytes = try await file(coordinate.full.path) else {
            throw .missing(coordinate.path)
        }
        return bytes
    }

    private func bytes(_ path: String) async throws(TrustError) -> [UInt8] {
        guard let bytes = try await file(path) else { throw .missing(path) }
        return bytes
    }

    private func file(_ path: String) async throws(TrustError) -> [UInt8]? {
        do { return try await fetch(path) } catch let error as TrustError { throw error } catch {
            throw .unreachable("'\(path)' of the log", reason: "\(error)")
        }
    }
}

extension LogClient {
    /// An entry, and a proof of it that stands alone; both are checked before they are given out.
    ///
    /// - Parameter head: verified by the caller.
    /// - Throws: ``TrustError/outOfRange(index:size:)``; ``TrustError/proof(_:)`` where the log's files do not lead to
    ///   its checkpoint; as ``checkpoint()``.
    package func entry(
        _ index: Int, in head: VerifiedCheckpoint
    ) async throws(TrustError) -> (entry: [UInt8], proof: LogProof) {
        let size = head.checkpoint.size
        let plan = try ProofPlan.inclusion(of: index, in: size)
        let width = TileCoordinate.fullWidth
        let entries = try await bundle(TileCoordinate(entriesAt: index / width, in: size))
        guard entries.indices.contains(index % width) else { throw .outOfRange(index: index, size: size) }
        let path = try await tiles(for: [plan]).hashes(for: plan)
        let entry = entries[index % width]
        try InclusionProof(index: index, size: size, path: path).verify(leaf: .leaf(entry), root: head.checkpoint.root)
        return (entry, LogProof(index: index, path: path, note: head.note))
    }

    /// That a tree grew out of an earlier one.
    ///
    /// - Parameter witness: who saw the earlier one, in words.
    /// - Throws: ``TrustError/rolledBack(found:known:witness:)``, ``TrustError/forked(size:witness:)``; as
    ///   ``checkpoint()``.
    package func check(_ head: Checkpoint, grewOutOf seen: Checkpoint, witness: String) async throws(TrustError) {
        guard head.size >= seen.size else {
            throw .rolledBack(found: head.size, known: seen.size, witness: witness)
        }
        let plan = try ProofPlan.consistency(from: seen.size, to: head.size)
        let path = try await tiles(for: [plan]).hashes(for: plan)
        do throws(TrustError) {
            try ConsistencyProof(oldSize: seen.size, newSize: head.size, path: path)
                .verify(oldRoot: seen.root, newRoot: head.root)
        } catch { throw .forked(size: seen.size, witness: witness) }
    }

    /// Bundles asked for at a time.
    private static let window = 8

    /// Reads every entry and every tile, and recomputes the root.
    ///
    /// - Parameters:
    ///   - checkpoint: verified by the caller.
    ///   - visit: called for each entry in order, with its index. What it saw counts only once this returns.
    /// - Throws: ``TrustError/corrupt(_:reason:)`` naming the first file that contradicts the entries,
    ///   ``TrustError/proof(_:)`` where the entries do not lead to the checkpoint's root; as ``checkpoint()``.
    package func verifyAll(
        _ checkpoint: Checkpoint, visit: (_ index: Int, _ entry: [UInt8]) -> Void = { _, _ in }
    ) async throws(TrustError) {
        var edge = RightEdge()
        while edge.size < checkpoint.size {
            for entries in try await bundles(from: edge.size / TileCoordinate.fullWidth, in: checkpoint.size) {
                for entry in entries {
                    visit(edge.size, entry)
                    for filled in edge.append(.leaf(entry)) { try await compare(filled.tile, with: filled.coordinate) }
                }
            }
        }
        for partial in edge.partialTiles { try await compare(partial.tile, with: partial.coordinate) }
        guard edge.root == checkpoint.root else {
            throw .proof("the \(checkpoint.size) entries of the log lead to another root, \(edge.root.base64)")
        }
    }

    private func compare(_ computed: Tile, with coordinate: TileCoordinate) async throws(TrustError) {
        guard try await tile(coordinate) == computed else {
            throw .corrupt(coordinate.path, reason: "its hashes are not those of the entries")
        }
    }

    /// The next bundles, in order, asked for at one time.
    private func bundles(from first: Int, in size: Int) async throws(TrustError) -> [[[UInt8]]] {
        let last = min(first + Self.window, (size + TileCoordinate.fullWidth - 1) / TileCoordinate.fullWidth)
        let results = await withTaskGroup(of: (Int, Result<[[UInt8]], TrustError>).self) { group in
            for number in first..<last {
                group.addTask {
                    do throws(TrustError) {
                        return (number, .success(try await bundle(TileCoordinate(entriesAt: number, in: size))))
                    } catch { return (number, .failure(error)) }
                }
            }
            var results: [(Int, Result<[[UInt8]], TrustError>)] = []
            for await result in group { results.append(result) }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
        var bundles: [[[UInt8]]] = []
        for result in results { bundles.append(try result.get()) }
        return bundles
    }
}
