import Glibc

/// The file system of this machine.
package struct DiskFiles: LogFiles {
    /// Bytes in a file: a full bundle of the largest entries has 16.8 million.
    private static let mostBytes = 32 << 20

    package init() {}

    package func read(_ path: String) throws(TrustError) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw fault("open", path)
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw fault("read", path) }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= Self.mostBytes else {
            throw .corrupt(path, reason: "it is no file of at most \(Self.mostBytes) bytes")
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[offset...])
                return Glibc.read(file, rest.baseAddress, rest.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw fault("read", path) }
            guard count > 0 else { break }
            offset += count
        }
        bytes.removeLast(bytes.count - offset)
        return bytes
    }

    package func write(_ bytes: [UInt8], to path: String) throws(TrustError) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard file >= 0 else { throw fault("create", path) }
        var code: Int32 = 0
        var offset = 0
        while offset < bytes.count, code == 0 {
            let count = bytes.withUnsafeBytes { buffer in
                let rest = UnsafeRawBufferPointer(rebasing: buffer[offset...])
                return Glibc.write(file, rest.baseAddress, rest.count)
            }
            if count > 0 { offset += count } else if errno != EINTR { code = count < 0 ? errno : ENOSPC }
        }
        if code == 0, fsync(file) != 0 { code = errno }
        if close(file) != 0, code == 0 { code = errno }
        if code != 0 { throw .system("write", path: path, code: code) }
    }

    package func rename(_ source: String, to target: String) throws(TrustError) {
        guard Glibc.rename(source, target) == 0 else { throw fault("replace", target) }
    }

    package func makeFolder(_ path: String) throws(TrustError) {
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
        let parent = Self.parent(of: path)
        if parent != path { try makeFolder(parent) }
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw fault("create the folder", path) }
        try sync(folder: parent)
    }

    package func sync(folder: String) throws(TrustError) {
        let file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw fault("open the folder", folder) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw fault("sync the folder", folder) }
    }

    package func names(in folder: String) throws(TrustError) -> [String] {
        guard let stream = opendir(folder) else {
            if errno == ENOENT || errno == ENOTDIR { return [] }
            throw fault("list", folder)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { buffer in
                String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    package func remove(_ path: String) throws(TrustError) {
        if unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR { return }
        guard errno == EISDIR || errno == EPERM else { throw fault("remove", path) }
        for name in try names(in: path) { try remove(path + "/" + name) }
        guard rmdir(path) == 0 || errno == ENOENT else { throw fault("remove", path) }
    }

    package func lock(_ path: String) throws(TrustError) -> FileLock {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw fault("open", path) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(file)
            if code == EWOULDBLOCK { throw .locked(path) }
            throw .system("lock", path: path, code: code)
        }
        return FileLock { close(file) }
    }

    /// The lock, once others are done with it.
    ///
    /// - Throws: ``TrustError/locked(_:)`` after 20 s.
    package func waitForLock(_ path: String) async throws(TrustError) -> FileLock {
        let deadline = ContinuousClock.now + Self.patience
        while true {
            do throws(TrustError) { return try lock(path) } catch {
                guard case .locked = error, ContinuousClock.now < deadline else { throw error }
                do { try await Task.sleep(for: Self.pause) } catch { throw .cancelled }
            }
        }
    }

    /// How long one waits for another, and how often one looks.
    static let patience = Duration.seconds(20)
    static let pause = Duration.milliseconds(20)

    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private func fault(_ operation: String, _ path: String) -> TrustError {
        .system(operation, path: path, code: errno)
    }
}
