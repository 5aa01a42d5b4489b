import Glibc
import Manifests

/// Reads a folder of a work tree with all that lies in it, through the file system's own calls: Foundation's take
/// fifteen times as long, and a plan begins with this.
///
/// Every folder is opened below the one that holds it, and no symbolic link is followed.
struct WorkTreeReader {
    private(set) var files: [Checkout.File] = []
    /// Paths of symbolic links.
    private(set) var links: [String] = []
    private var room = [UInt8](repeating: 0, count: 16 << 10)

    private init() {}

    /// - Parameters:
    ///   - name: the folder's path from `root`, which the paths of the files begin with.
    /// - Throws: a ``Diagnostic`` where there is no such folder, or something in it cannot be read.
    static func read(_ name: String, in root: String) throws(Diagnostic) -> WorkTreeReader {
        let folder = Glibc.open("\(root)/\(name)", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else {
            throw .error(
                "expected a folder '\(name)' in '\(root)', found none", at: nil,
                hint: "run lockstep at the top of an environments repository, or name it with --repository")
        }
        var reader = WorkTreeReader()
        try reader.readFolder(folder, name)
        return reader
    }

    /// The same; nothing where there is no such folder.
    static func read(ifPresent name: String, in root: String) throws(Diagnostic) -> WorkTreeReader {
        var status = stat()
        if lstat("\(root)/\(name)", &status) != 0, errno == ENOENT { return WorkTreeReader() }
        if status.st_mode & S_IFMT == S_IFLNK {
            var reader = WorkTreeReader()
            reader.links = [name]
            return reader
        }
        return try read(name, in: root)
    }

    /// One file, by the folders that it lies in; nil where it cannot be read.
    static func bytes(of steps: [String], in root: String) -> [UInt8]? {
        guard let name = steps.last, !steps.contains(where: { $0.isEmpty || $0 == ".." || $0.contains("/") }) else {
            return nil
        }
        var folder = Glibc.open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { if folder >= 0 { close(folder) } }
        for step in steps.dropLast() {
            let next = openat(folder, step, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            close(folder)
            folder = next
        }
        var status = stat()
        guard fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_mode & S_IFMT == S_IFREG,
            let file = try? open(name, in: folder, O_NONBLOCK, name)
        else { return nil }
        defer { close(file) }
        var reader = WorkTreeReader()
        return try? reader.bytes(of: file, name)
    }

    /// Takes over the descriptor and closes it.
    private mutating func readFolder(_ descriptor: Int32, _ path: String) throws(Diagnostic) {
        guard let stream = fdopendir(descriptor) else {
            let code = errno
            close(descriptor)
            throw Self.unreadable(path, code)
        }
        defer { closedir(stream) }
        for entry in Self.entries(in: stream).sorted(by: { $0.name < $1.name }) {
            let (name, path) = (entry.name, "\(path)/\(entry.name)")
            // The name has been repaired: the file would not be found under it.
            guard entry.isText else { throw Self.unreadable(path, EILSEQ) }
            switch try Self.type(of: entry, in: descriptor, path) {
            case UInt8(DT_LNK): links.append(path)
            case UInt8(DT_DIR):
                guard let folder = try Self.open(name, in: descriptor, O_DIRECTORY, path) else { continue }
                try readFolder(folder, path)
            case UInt8(DT_REG):
                guard let file = try Self.open(name, in: descriptor, O_NONBLOCK, path) else { continue }
                defer { close(file) }
                files.append(Checkout.File(path: path, bytes: try bytes(of: file, path)))
            default: break
            }
        }
    }

    private struct Entry {
        var name: String
        /// Whether the name is UTF-8; else it stands here repaired.
        var isText: Bool
        /// `DT_REG` and the like; `DT_UNKNOWN` where the file system does not say.
        var type: UInt8
    }

    private static func entries(in stream: OpaquePointer) -> [Entry] {
        var entries: [Entry] = []
        while let entry = readdir(stream) {
            let type = entry.pointee.d_type
            let (name, isText) = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { name in
                    String(validatingCString: name).map { ($0, true) } ?? (String(cString: name), false)
                }
            }
            if name != ".", name != ".." { entries.append(Entry(name: name, isText: isText, type: type)) }
        }
        return entries
    }

    /// - Returns: `DT_UNKNOWN` for what is gone by now, such as an editor's temporary file.
    private static func type(of entry: Entry, in folder: Int32, _ path: String) throws(Diagnostic) -> UInt8 {
        guard entry.type == UInt8(DT_UNKNOWN) else { return entry.type }
        var status = stat()
        guard fstatat(folder, entry.name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT { return UInt8(DT_UNKNOWN) }
            throw unreadable(path, errno)
        }
        return switch status.st_mode & S_IFMT {
        case S_IFLNK: UInt8(DT_LNK)
        case S_IFDIR: UInt8(DT_DIR)
        case S_IFREG: UInt8(DT_REG)
        default: UInt8(DT_UNKNOWN)
        }
    }

    /// - Returns: nil for what is gone by now.
    private static func open(
        _ name: String, in folder: Int32, _ flag: Int32, _ path: String
    ) throws(Diagnostic) -> Int32? {
        let descriptor = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | flag)
        if descriptor >= 0 { return descriptor }
        if errno == ENOENT { return nil }
        throw unreadable(path, errno)
    }

    /// Reads to the end: most manifests at one go, into room that all files share, so that each keeps what it needs.
    private mutating func bytes(of file: Int32, _ path: String) throws(Diagnostic) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let got = Glibc.read(file, &room, room.count)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw Self.unreadable(path, errno) }
            bytes += room[..<got]
            // A regular file gives less than it is asked for at its end only.
            if got < room.count { return bytes }
        }
    }

    private static func unreadable(_ path: String, _ code: Int32) -> Diagnostic {
        .error(
            "expected to read '\(path)', found \(String(cString: strerror(code)).lowercased())",
            at: SourceLocation(file: path, line: 1, column: 1))
    }
}
