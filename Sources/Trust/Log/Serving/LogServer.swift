/// Which bytes answer a path under a log's prefix (C2SP tlog-tiles); the HTTP is the caller's.
package struct LogServer: Sendable {
    package struct Answer: Sendable, Hashable {
        package var bytes: [UInt8]
        package var contentType: String
        package var cacheControl: String
        /// Whether the bytes of this path never change.
        package var isImmutable: Bool
    }

    private let reader: LogReader

    package init(reader: LogReader) { self.reader = reader }

    /// - Parameter path: `checkpoint`, or `tile/…`, without a leading slash. Nothing else is a file of the log, so no
    ///   path leads out of its folder.
    /// - Returns: nil where there is nothing to serve: not a path of a log, or beyond the newest checkpoint.
    /// - Throws: ``TrustError/system(_:path:code:)``, ``TrustError/corrupt(_:reason:)``, ``TrustError/missing(_:)``.
    package func answer(_ path: String) throws(TrustError) -> Answer? {
        let note = try reader.checkpoint()
        if path == "checkpoint" {
            return Answer(
                bytes: note.bytes, contentType: "text/plain; charset=utf-8", cacheControl: "no-cache",
                isImmutable: false)
        }
        guard let coordinate = TileCoordinate(path: path),
            coordinate.isCovered(by: try Checkpoint(text: note.text).size)
        else { return nil }
        return Answer(
            bytes: try bytes(coordinate), contentType: "application/octet-stream",
            cacheControl: "public, max-age=31536000, immutable", isImmutable: true)
    }

    private func bytes(_ coordinate: TileCoordinate) throws(TrustError) -> [UInt8] {
        guard coordinate.level == nil else { return try reader.tile(coordinate).bytes }
        var bytes: [UInt8] = []
        for entry in try reader.bundle(coordinate) { EntryBundle.append(entry, to: &bytes) }
        return bytes
    }
}
