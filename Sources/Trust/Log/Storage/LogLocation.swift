/// Where a log lies: the folder that is served, and what must survive when that folder is put back from a copy.
package struct LogLocation: Sendable, Hashable {
    /// Holds `checkpoint` and `tile/`.
    package let folder: String
    /// The file that remembers the newest checkpoint. INVARIANT: outside ``folder``, so that a copy of the one does
    /// not bring back the other.
    package let highWaterMark: String

    /// - Throws: ``TrustError/unexpected(_:found:)`` where the mark lies in the log's folder.
    package init(folder: String, highWaterMark: String) throws(TrustError) {
        let (folder, mark) = (Self.plain(folder), Self.plain(highWaterMark))
        guard mark != folder, !mark.hasPrefix(folder + "/"), folder != "/" else {
            throw .unexpected("a high-water mark outside '\(folder)'", found: "'\(mark)'")
        }
        self.folder = folder
        self.highWaterMark = mark
    }

    /// Without needless slashes and dots.
    private static func plain(_ path: String) -> String {
        let parts = path.split(separator: "/").filter { $0 != "." }
        return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }

    var checkpoint: String { folder + "/checkpoint" }
    /// The newest checkpoint where it waits for cosignatures before it becomes ``checkpoint``; never served.
    var head: String { folder + "/.head" }
    /// What is being written; emptied whenever the log is opened.
    var staging: String { folder + "/.staging" }
    /// Two locks: one goes with the folder, the other stays where the folder is replaced under a running writer.
    var locks: [String] { [folder + "/.lock", highWaterMark + ".lock"] }

    func path(_ coordinate: TileCoordinate) -> String { folder + "/" + coordinate.path }
}
