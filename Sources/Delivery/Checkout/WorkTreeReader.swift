import Glibc
import Manifests

/// Reads a folder of a work tree with all that lies in it, through the file system's own calls: Foundation's take
/// fifteen times as long, and a plan begins with this.
///
/// Every folder is opened below the one that holds it, and no symbolic link is followed. What lies side by side in a folder
/// of many is read by all processors.
struct WorkTreeReader: Sendable {
    /// Bytes that are asked for at once: most manifests have fewer.
    private static let room = 16 << 10
    /// Entries of a folder that are worth more than one processor.
    private static let many = 32

    private(set) var files: [Checkout.File] = []
    /// Paths of symbolic links.
    private(set) var links: [String] = []

    private init() {}

    /// - Parameters:
    ///   - name: the folder's path from `root`, which the paths of the files begin with.
    /// - Throws: a ``Diagnostic`` where there is no such folder, or something in it cannot be read.
    static func read(_ name: String, in root: String) async throws(Diagnostic) -> WorkTreeReader {
        let folder = Glibc.open("\(root)/\(name)", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else {
            throw .error(
                "expected a folder '\(name)' in '\(root)', found none", at: nil,
                hint: "run lockstep at the top of an environments repository, or name it with --repository")
        }
        return try await tree(of: folder, name)
    }

    /// The same; nothing where there is no such folder.
    static func read(ifPresent name: String, in root: String) async throws(Diagnostic) -> WorkTreeReader {
        var status = stat()
        if lstat("\(root)/\(name)", &status) != 0, errno == ENOENT { return WorkTreeReader() }
        if status.st_mode & S_IFMT == S_IFLNK {
            var reader = WorkTreeReader()
            reader.links = [name]
            return reader
        }
        return try await read(name, in: root)
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
        return try? bytes(of: file, name)
    }

    /// Takes over the descriptor and closes it.
    private static func tree(of descriptor: Int32, _ path: String) async throws(Diagnostic) -> WorkTreeReader {
        let stream = try stream(of: descriptor, path)
        defer { closedir(stream) }
        let entries = entries(in: stream)
        var all = WorkTreeReader()
        if entries.count < many {
            for entry in entries {
                if let folder = try subfolder(entry, in: descriptor, path) {
                    all.append(try await tree(of: folder, "\(path)/\(entry.name)"))
                } else {
                    try all.read(entry, in: descriptor, path)
                }
            }
        } else {
            let parts = await Parallel.compute(entries) { entry -> Result<WorkTreeReader, Diagnostic> in
                var part = WorkTreeReader()
                do throws(Diagnostic) { try part.read(entry, in: descriptor, path) } catch { return .failure(error) }
                return .success(part)
            }
            for part in parts { all.append(try part.get()) }
        }
        return all
    }

    private mutating func append(_ other: WorkTreeReader) {
        files += other.files
        links += other.links
    }

    /// Takes over the descriptor and closes it.
    private mutating func readFolder(_ descriptor: Int32, _ path: String) throws(Diagnostic) {
        let stream = try Self.stream(of: descriptor, path)
        defer { closedir(stream) }
        for entry in Self.entries(in: stream) { try read(entry, in: descriptor, path) }
    }

    /// A file, or a folder with all that lies in it.
    private mutating func read(_ entry: Entry, in folder: Int32, _ path: String) throws(Diagnostic) {
        if let subfolder = try Self.subfolder(entry, in: folder, path) {
            return try readFolder(subfolder, "\(path)/\(entry.name)")
        }
        let (name, path) = (entry.name, "\(path)/\(entry.name)")
        // The name has been repaired: the file would not be found under it.
        guard entry.isText else { throw Self.unreadable(path, EILSEQ) }
        switch try Self.type(of: entry, in: folder, path) {
        case UInt8(DT_LNK): links.append(path)
        case UInt8(DT_REG):
            guard let file = try Self.open(name, in: folder, O_NONBLOCK, path) else { return }
            defer { close(file) }
            files.append(Checkout.File(path: path, bytes: try Self.bytes(of: file, path)))
        default: break
        }
    }

    /// - Returns: nil for what is no folder, or is gone by now.
    private static func subfolder(_ entry: Entry, in folder: Int32, _ path: String) throws(Diagnostic) -> Int32? {
        let path = "\(path)/\(entry.name)"
        guard entry.isText, try type(of: entry, in: folder, path) == UInt8(DT_DIR) else { return nil }
        return try open(entry.name, in: folder, O_DIRECTORY, path)
    }

    /// Takes over the descriptor: it ends with the stream.
    private static func stream(of descriptor: Int32, _ path: String) throws(Diagnostic) -> OpaquePointer {
        guard let stream = fdopendir(descriptor) else {
            let code = errno
            close(descriptor)
            throw unreadable(path, code)
        }
        return stream
    }

    private struct Entry {
        var name: String
        /// Whether the name is UTF-8; else it stands here repaired.
        var isText: Bool
        /// `DT_REG` and the like; `DT_UNKNOWN` where the file system does not say.
        var type: UInt8
    }

    /// In the order of their names.
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
        return entries.sorted { $0.name < $1.name }
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

    /// Reads to the end: most manifests at one go, each into what it needs.
    private static func bytes(of file: Int32, _ path: String) throws(Diagnostic) -> [UInt8] {
        // What it throws has lost its type, so the error is a value.
        let read = withUnsafeTemporaryAllocation(byteCount: room, alignment: 1) { room -> Result<[UInt8], Diagnostic> in
            var bytes: [UInt8] = []
            while true {
                let got = Glibc.read(file, room.baseAddress, room.count)
                if got < 0, errno == EINTR { continue }
                guard got >= 0 else { return .failure(unreadable(path, errno)) }
                bytes += room[..<got]
                // A regular file gives less than it is asked for at its end only.
                if got < room.count { return .success(bytes) }
            }
        }
        return try read.get()
    }

    private static func unreadable(_ path: String, _ code: Int32) -> Diagnostic {
        .error(
            "expected to read '\(path)', found \(String(cString: strerror(code)).lowercased())",
            at: SourceLocation(file: path, line: 1, column: 1))
    }
}
