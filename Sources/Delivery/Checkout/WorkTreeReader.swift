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

    /// Takes over the descriptor and closes it.
    private mutating func readFolder(_ descriptor: Int32, _ path: String) throws(Diagnostic) {
        guard let stream = fdopendir(descriptor) else {
            let code = errno
            close(descriptor)
            throw Self.unreadable(path, code)
        }
        defer { closedir(stream) }
        for name in Self.names(in: stream).sorted() {
            let path = "\(path)/\(name)"
            // The name has been repaired: the file would not be found under it.
            if name.contains("\u{FFFD}") { throw Self.unreadable(path, EILSEQ) }
            var status = stat()
            guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
                // An editor's temporary file that is gone by now.
                if errno == ENOENT { continue }
                throw Self.unreadable(path, errno)
            }
            switch status.st_mode & S_IFMT {
            case S_IFLNK: links.append(path)
            case S_IFDIR: try readFolder(try Self.open(name, in: descriptor, O_DIRECTORY, path), path)
            case S_IFREG:
                let file = try Self.open(name, in: descriptor, O_NONBLOCK, path)
                defer { close(file) }
                let bytes = try Self.bytes(of: file, expecting: Int(status.st_size), path)
                files.append(Checkout.File(path: path, bytes: bytes))
            default: break
            }
        }
    }

    private static func names(in stream: OpaquePointer) -> [String] {
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private static func open(
        _ name: String, in folder: Int32, _ flag: Int32, _ path: String
    ) throws(Diagnostic) -> Int32 {
        let descriptor = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | flag)
        guard descriptor >= 0 else { throw unreadable(path, errno) }
        return descriptor
    }

    /// Reads to the end, which may lie elsewhere than the size said.
    private static func bytes(of file: Int32, expecting size: Int, _ path: String) throws(Diagnostic) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            // The array keeps this room; a file of no size, as in /proc, may have anything in it.
            let room = size > 0 && bytes.isEmpty ? size + 1 : 4096
            var failure: Int32 = 0
            let part = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
                let got = Glibc.read(file, buffer.baseAddress, room)
                if got < 0 { failure = errno }
                count = max(0, got)
            }
            if failure == EINTR { continue }
            guard failure == 0 else { throw unreadable(path, failure) }
            bytes = bytes.isEmpty ? part : bytes + part
            // A regular file gives less than it is asked for at its end only.
            if part.count < room { return bytes }
        }
    }

    private static func unreadable(_ path: String, _ code: Int32) -> Diagnostic {
        .error(
            "expected to read '\(path)', found \(String(cString: strerror(code)).lowercased())",
            at: SourceLocation(file: path, line: 1, column: 1))
    }
}
