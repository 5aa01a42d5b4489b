/// The few file operations that the log's storage is made of, so that tests can stop after any of them.
///
/// Paths are absolute or relative to the working folder. Every operation throws ``TrustError/system(_:path:code:)``.
package protocol LogFiles: Sendable {
    /// - Returns: nil where there is no such file.
    func read(_ path: String) throws(TrustError) -> [UInt8]?
    /// Makes or replaces a file; its bytes are durable when this returns, its name not before ``sync(folder:)``.
    func write(_ bytes: [UInt8], to path: String) throws(TrustError)
    /// Replaces `target` in one step; durable after ``sync(folder:)`` of the target's folder.
    func rename(_ source: String, to target: String) throws(TrustError)
    /// Makes a folder and those above it; all are durable when this returns.
    func makeFolder(_ path: String) throws(TrustError)
    func sync(folder: String) throws(TrustError)
    /// Names in a folder, in any order; empty where there is no such folder.
    func names(in folder: String) throws(TrustError) -> [String]
    /// Removes a file, or a folder of files. It is no fault where there is none.
    func remove(_ path: String) throws(TrustError)
    /// - Throws: ``TrustError/locked(_:)`` where another writer holds it.
    func lock(_ path: String) throws(TrustError) -> FileLock
}

/// Held until it is released.
package final class FileLock: Sendable {
    private let release: @Sendable () -> Void

    package init(release: @escaping @Sendable () -> Void) { self.release = release }

    deinit { release() }
}
