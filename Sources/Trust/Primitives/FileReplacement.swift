import Foundation

/// A new content for a file, written piece by piece beside it and put in its place at the end. Let go of before, it
/// leaves nothing behind.
final class FileReplacement {
    private let path: String
    private let temporary: String
    // INVARIANT: open until `install` or `deinit`.
    private var descriptor: Int32

    init(path: String, mode: UInt32 = 0o644) throws(TrustError) {
        self.path = path
        temporary = "\(path).\(getpid()).\(UInt64.random(in: 0 ... .max)).new"
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(mode))
        guard descriptor >= 0 else { throw Self.failure(path) }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        unlink(temporary)
    }

    func write(_ bytes: [UInt8]) throws(TrustError) {
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
    }

    /// Puts the new content in the file's place; it survives a crash once this returns.
    ///
    /// - Parameter replaces: false refuses a file that is there already.
    func install(replaces: Bool = true) throws(TrustError) {
        try settle()
        if replaces {
            guard rename(temporary, path) == 0 else { throw Self.failure(path) }
        } else {
            guard link(temporary, path) == 0 else { throw Self.failure(path) }
            unlink(temporary)
        }
        close(descriptor)
        descriptor = -1
        let folder = open(URL(fileURLWithPath: path).deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { throw Self.failure(path) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw Self.failure(path) }
    }

    private static func failure(_ path: String) -> TrustError {
        .file(action: "write", path: path, reason: String(cString: strerror(errno)))
    }
}

/// A file from front to back.
final class FileChunks {
    private let path: String
    private let descriptor: Int32

    init(path: String) throws(TrustError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .file(action: "read", path: path, reason: String(cString: strerror(errno)))
        }
    }

    deinit { close(descriptor) }

    /// The next `count` bytes; fewer only at the end, and then none.
    func next(_ count: Int) throws(TrustError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let more = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled)
            }
            if more < 0, errno == EINTR { continue }
            guard more >= 0 else {
                throw .file(action: "read", path: path, reason: String(cString: strerror(errno)))
            }
            if more == 0 { break }
            filled += more
        }
        return filled == count ? bytes : Array(bytes[..<filled])
    }
}
