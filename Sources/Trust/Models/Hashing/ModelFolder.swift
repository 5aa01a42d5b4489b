import Foundation

/// A model's folder and the files in it, as they stood when it was walked.
///
/// Refused: symbolic links, FIFOs, devices, sockets; names that are no UTF-8, not in form C, with control characters or
/// backslashes; names in one folder that differ in case only. A hard link is a file like any other: what another name
/// writes to it while it is read is seen as a change. Empty folders count for nothing.
package struct ModelFolder: Sendable {
    package struct File: Sendable, Hashable {
        package let path: ModelPath
        /// Bytes.
        package let size: Int
        let status: FileStatus
    }

    static let mostDepth = 64
    private static let mostFiles = 1_000_000

    /// As the caller named it.
    package let name: String
    /// Sorted by path.
    package let files: [File]
    let handle: FolderHandle
    private let ignored: IgnoredPaths
    /// The one file of a model that is no folder.
    private let only: ModelPath?

    /// Walks the folder.
    ///
    /// - Throws: every case of ``TrustError`` but `duplicate` and `cancelled`.
    package init(_ name: String, ignoring ignored: IgnoredPaths = .none) throws(TrustError) {
        try self.init(name, ignoring: ignored, handle: FolderHandle(name))
    }

    init(_ name: String, ignoring ignored: IgnoredPaths, handle: FolderHandle) throws(TrustError) {
        self.name = name
        self.ignored = ignored
        self.handle = handle
        only = nil
        files = try Self.walk(handle, ignoring: ignored)
    }

    /// A model that is one file, as a web server has it; its neighbours are none of it.
    package init(file path: String) throws(TrustError) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let folder = parts.dropLast().joined(separator: "/")
        name = path
        ignored = .none
        handle = try FolderHandle(parts.count == 1 ? "." : folder.isEmpty ? "/" : folder)
        let only = try ModelPath(in: [], name: parts.last.map(String.init) ?? "")
        self.only = only
        files = [try Self.file(only, in: handle)]
    }

    /// The model at a path: a folder, or one file.
    package init(at path: String) throws(TrustError) {
        var isFolder: ObjCBool = false
        let isFile = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
        self = isFile ? try ModelFolder(file: path) : try ModelFolder(path)
    }

    private static func file(_ path: ModelPath, in handle: FolderHandle) throws(TrustError) -> File {
        guard let status = try handle.openFile(path).status else { throw .changed(path.text) }
        guard status.isFile else { throw .fileKind(path.text, found: status.kindInWords) }
        return File(path: path, size: status.size, status: status)
    }

    /// Bytes of all files.
    package var size: Int { files.reduce(0) { $0 &+ $1.size } }

    /// Walks the folder once more.
    ///
    /// - Throws: ``TrustError/changed(_:)`` naming a file that was added, removed, replaced or written to.
    func checkUnchanged() throws(TrustError) {
        let now = if let only { [try Self.file(only, in: handle)] } else { try Self.walk(handle, ignoring: ignored) }
        for (before, after) in zip(files, now) where before != after {
            throw .changed(min(before.path, after.path).text)
        }
        if files.count != now.count {
            let longer = files.count > now.count ? files : now
            throw .changed(longer[min(files.count, now.count)].path.text)
        }
    }

    private static func walk(_ handle: FolderHandle, ignoring ignored: IgnoredPaths) throws(TrustError) -> [File] {
        var files: [File] = []
        // The second says whether files in the folder refuse the model.
        var folders: [([String], Bool)] = [([], false)]
        while let (folder, refuses) = folders.popLast() {
            var names: [String: String] = [:]
            for entry in try handle.entries(of: folder) {
                let path = try path(in: folder, name: entry.name)
                let name = path.components.last ?? ""
                if let other = names.updateValue(name, forKey: ModelPath.caseless(name)) {
                    throw .collision((folder + [other]).joined(separator: "/"), path.text)
                }
                if entry.status.isFolder {
                    guard path.components.count < mostDepth else { throw .tooDeep(path.text) }
                    folders.append((path.components, refuses || ignored.refusesFiles(in: path)))
                } else {
                    guard entry.status.isFile else { throw .fileKind(path.text, found: entry.status.kindInWords) }
                    if refuses { throw .inIgnoredFolder(path.text) }
                    if ignored.leavesOut(path) { continue }
                    files.append(File(path: path, size: entry.status.size, status: entry.status))
                    guard files.count <= mostFiles else { throw .tooMany(files: mostFiles) }
                }
            }
        }
        return files.sorted { $0.path < $1.path }
    }

    private static func path(in folder: [String], name: [UInt8]) throws(TrustError) -> ModelPath {
        guard let text = String(validating: name, as: UTF8.self) else {
            let shown = folder + [String(decoding: name, as: UTF8.self)]
            throw .fileName(shown.joined(separator: "/"), reason: "it is not UTF-8")
        }
        return try ModelPath(in: folder, name: text)
    }
}
