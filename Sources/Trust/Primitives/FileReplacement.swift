import CLinux
import Foundation

/// A new content for a file, written piece by piece and put in its place at the end. Let go of before, it leaves nothing
/// behind; nor does a process that is killed, where the file system has files without a name (`O_TMPFILE`).
final class FileReplacement {
    private let path: String
    private let temporary: String
    /// Whether the content has a name of its own yet.
    private var isNamed: Bool
    private var isSettled = false
    // INVARIANT: open until `install` or `deinit`.
    private var descriptor: Int32

    /// - Parameter usesUnnamed: false forces the way for file systems that have no files without a name.
    init(path: String, mode: UInt32 = 0o644, usesUnnamed: Bool = true) throws(TrustError) {
        self.path = path
        temporary = "\(path).\(getpid()).\(UInt64.random(in: 0 ... .max))\(Self.suffix)"
        // A file without a name gets one through /proc.
        let hasNames = usesUnnamed && access("/proc/self/fd", X_OK) == 0
        let unnamed =
            hasNames
            ? open(Self.folder(of: path), O_WRONLY | linux_o_tmpfile | O_CLOEXEC, mode_t(mode)) : -1
        isNamed = unnamed < 0
        descriptor =
            isNamed ? open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(mode)) : unnamed
        guard descriptor >= 0 else { throw Self.failure(path) }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        if isNamed { unlink(temporary) }
    }

    private static let suffix = ".new"

    private static func folder(of path: String) -> String {
        URL(fileURLWithPath: path).deletingLastPathComponent().path
    }

    /// Removes what processes that are gone began beside these files and did not finish.
    static func sweep(besides paths: [String]) {
        for (folder, paths) in Dictionary(grouping: paths, by: folder(of:)) {
            let names = Set(paths.map { URL(fileURLWithPath: $0).lastPathComponent })
            for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            where name.hasSuffix(suffix) {
                let parts = name.dropLast(suffix.count).split(separator: ".", omittingEmptySubsequences: false)
                guard parts.count > 2, names.contains(parts.dropLast(2).joined(separator: ".")),
                    let process = pid_t(parts[parts.count - 2]), process > 0, UInt64(parts[parts.count - 1]) != nil,
                    kill(process, 0) != 0, errno == ESRCH
                else { continue }
                unlink("\(folder)/\(name)")
            }
        }
    }

    func write(_ bytes: [UInt8]) throws(TrustError) {
        isSettled = false
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure(path) }
            written += count
        }
    }

    /// Makes the content durable, so that a full disk is told before the content is used anywhere.
    func settle() throws(TrustError) {
        guard fsync(descriptor) == 0 else { throw Self.failure(path) }
        isSettled = true
    }

    /// Puts the new content in the file's place; it survives a crash once this returns.
    ///
    /// - Parameter replaces: false refuses a file that is there already.
    func install(replaces: Bool = true) throws(TrustError) {
        try place(replaces: replaces)
        try Self.settle(folderOf: path)
    }

    /// Puts many in their places; all survive a crash once this returns.
    static func install(_ replacements: [FileReplacement]) throws(TrustError) {
        for replacement in replacements { try replacement.place(replaces: true) }
        let paths = Dictionary(replacements.map { (folder(of: $0.path), $0.path) }) { first, _ in first }
        for path in paths.values { try settle(folderOf: path) }
    }

    private static func settle(folderOf path: String) throws(TrustError) {
        let folder = open(folder(of: path), O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { throw failure(path) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw failure(path) }
    }

    private func place(replaces: Bool) throws(TrustError) {
        if !isSettled { try settle() }
        try name(replaces: replaces)
        close(descriptor)
        descriptor = -1
    }

    private func name(replaces: Bool) throws(TrustError) {
        if !isNamed {
            if give(path) == 0 { return }
            guard replaces, errno == EEXIST, give(temporary) == 0 else { throw Self.failure(path) }
            isNamed = true
        }
        guard replaces else {
            guard link(temporary, path) == 0 else { throw Self.failure(path) }
            unlink(temporary)
            return
        }
        guard rename(temporary, path) == 0 else { throw Self.failure(path) }
    }

    /// Links the file without a name.
    private func give(_ name: String) -> Int32 {
        linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, name, AT_SYMLINK_FOLLOW)
    }

    private static func failure(_ path: String) -> TrustError {
        .file(action: "write", path: path, reason: String(cString: strerror(errno)))
    }
}
