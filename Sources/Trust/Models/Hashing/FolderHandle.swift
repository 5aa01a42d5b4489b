import CLinux
import Glibc

/// An open folder, and everything below it that no symbolic link leads to.
final class FolderHandle: Sendable {
    private let descriptor: Int32
    // Where the kernel or a sandbox lacks openat2, each component is opened by itself.
    private let usesOpenat2: Bool

    /// - Parameter usesOpenat2: false forces the way for systems without it.
    /// - Throws: ``TrustError/system(_:path:code:)``. The folder itself may be reached through a symbolic link: the
    ///   caller named it.
    init(_ path: String, usesOpenat2: Bool = true) throws(TrustError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("open the folder", path: path, code: errno) }
        self.descriptor = descriptor
        self.usesOpenat2 = usesOpenat2 && Self.hasOpenat2(descriptor)
    }

    deinit { close(descriptor) }

    /// Opens a file for reading, without waiting where it is a FIFO.
    func openFile(_ path: ModelPath) throws(TrustError) -> OpenFile {
        let file = openBelow(path.components, flags: O_RDONLY | O_NONBLOCK | O_NOCTTY)
        guard file >= 0 else { throw Self.fault(path.text) }
        return OpenFile(descriptor: file)
    }

    /// The entries of a folder below, in any order, each with what it is, without opening it.
    func entries(of folder: [String]) throws(TrustError) -> [(name: [UInt8], status: FileStatus)] {
        let shown = folder.joined(separator: "/")
        let opened = openBelow(folder, flags: O_RDONLY | O_DIRECTORY)
        guard opened >= 0 else { throw Self.fault(shown) }
        guard let stream = fdopendir(opened) else {
            close(opened)
            throw .system("list", path: shown, code: errno)
        }
        defer { closedir(stream) }
        var entries: [(name: [UInt8], status: FileStatus)] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            let name = withUnsafeBytes(of: entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name == [0x2E] || name == [0x2E, 0x2E] { continue }
            var status = stat()
            let terminated = (name + [0]).map { CChar(bitPattern: $0) }
            guard fstatat(opened, terminated, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
                throw .changed(shown + "/" + String(decoding: name, as: UTF8.self))
            }
            entries.append((name, FileStatus(status)))
        }
        guard errno == 0 else { throw .system("list", path: shown, code: errno) }
        return entries
    }

    private func openBelow(_ components: [String], flags: Int32) -> Int32 {
        let flags = flags | O_CLOEXEC | O_NOFOLLOW
        if usesOpenat2 {
            let path = components.isEmpty ? "." : components.joined(separator: "/")
            return linux_openat2(descriptor, path, UInt64(flags), linux_resolve_beneath_no_symlinks)
        }
        var folder = dup(descriptor)
        for (index, name) in (components.isEmpty ? ["."] : components).enumerated() {
            guard folder >= 0 else { return folder }
            let isLast = index >= components.count - 1
            let next = openat(folder, name, isLast ? flags : O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            let code = errno
            close(folder)
            errno = code
            folder = next
        }
        return folder
    }

    private static func hasOpenat2(_ descriptor: Int32) -> Bool {
        let probe = linux_openat2(
            descriptor, ".", UInt64(O_RDONLY | O_DIRECTORY | O_CLOEXEC), linux_resolve_beneath_no_symlinks)
        guard probe >= 0 else { return false }
        close(probe)
        return true
    }

    private static func fault(_ path: String) -> TrustError {
        switch errno {
        case ELOOP: .fileKind(path, found: "a symbolic link")
        case EXDEV: .fileName(path, reason: "it leads out of the folder")
        case ENXIO: .fileKind(path, found: "a socket")
        case ENOENT, ENOTDIR: .changed(path)
        default: .system("open", path: path, code: errno)
        }
    }
}

/// A file that is open for reading; closed with its last use.
struct OpenFile: ~Copyable {
    private let descriptor: Int32

    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// nil where the system does not say.
    var status: FileStatus? {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? FileStatus(status) : nil
    }

    /// Tells the kernel that the range is read from front to back.
    func announceSequentialRead() { posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL) }

    /// Lets the kernel fetch a range while another is digested.
    func fetchAhead(_ range: Range<Int>) {
        posix_fadvise(descriptor, off_t(range.lowerBound), off_t(range.count), POSIX_FADV_WILLNEED)
    }

    /// - Returns: the bytes read, 0 at the end of the file, or the negated errno.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            if count >= 0 { return count }
            if errno != EINTR { return -Int(errno) }
        }
    }
}
