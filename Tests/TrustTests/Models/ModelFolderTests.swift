import Foundation
import Glibc
import Testing

@testable import Trust

@Suite struct ModelFolderTests {
    static func files(_ folder: TestFolder, ignoring: IgnoredPaths = .none) throws -> [String] {
        try ModelFolder(folder.path, ignoring: ignoring).files.map(\.path.text)
    }

    /// Runs with openat2 and with the way for systems that lack it.
    static func refusal(_ folder: TestFolder, ignoring: IgnoredPaths = .none) -> [TrustError?] {
        [true, false].map { usesOpenat2 in
            do throws(TrustError) {
                let handle = try FolderHandle(folder.path, usesOpenat2: usesOpenat2)
                _ = try ModelFolder(folder.path, ignoring: ignoring, handle: handle)
                return nil
            } catch { return error }
        }
    }

    @Test func `files are listed by the components of their paths`() throws {
        let folder = try TestFolder()
        for name in ["sub-c.bin", "sub/b.bin", "a", "sub.d", "y/z/x", "Z", "é"] { try folder.write(name, [1]) }
        #expect(try Self.files(folder) == ["Z", "a", "sub/b.bin", "sub-c.bin", "sub.d", "y/z/x", "é"])
        #expect(Self.refusal(folder) == [nil, nil])
    }

    @Test func `an empty file counts, an empty folder does not`() throws {
        let folder = try TestFolder()
        try folder.write("empty", [])
        #expect(mkdir(folder.path + "/folder", 0o755) == 0)
        #expect(try Self.files(folder) == ["empty"])
    }

    @Test(arguments: ["/etc/passwd", "target", "..", "missing"])
    func `a symbolic link is refused, wherever it leads`(target: String) throws {
        let folder = try TestFolder()
        try folder.write("target", [1])
        #expect(symlink(target, folder.path + "/link") == 0)
        let refusal = TrustError.fileKind("link", found: "a symbolic link")
        #expect(Self.refusal(folder) == [refusal, refusal])
    }

    @Test func `a FIFO and a socket are refused, without waiting for them`() throws {
        let folder = try TestFolder()
        #expect(mkfifo(folder.path + "/pipe", 0o644) == 0)
        #expect(Self.refusal(folder).first == .fileKind("pipe", found: "a FIFO"))
        #expect(unlink(folder.path + "/pipe") == 0)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = folder.path + "/socket"
        try #require(path.utf8.count < 100)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(bound == 0)
        #expect(Self.refusal(folder).first == .fileKind("socket", found: "a socket"))
    }

    @Test(.enabled(if: getuid() == 0, "only root can make a device"))
    func `a device is refused`() throws {
        let folder = try TestFolder()
        #expect(mknod(folder.path + "/zero", S_IFCHR | 0o644, dev_t(1 << 8 | 5)) == 0)
        #expect(Self.refusal(folder).first == .fileKind("zero", found: "a device"))
    }

    @Test func `names that differ in case only are refused, files and folders alike`() throws {
        for (first, second) in [("Model.bin", "model.BIN"), ("sub/a", "SUB/b"), ("straße", "STRASSE"), ("É", "é")] {
            let folder = try TestFolder()
            try folder.write(first, [1])
            try folder.write(second, [2])
            guard case .collision = try #require(Self.refusal(folder).first) else {
                Issue.record("expected a collision of \(first) and \(second)")
                continue
            }
        }
    }

    @Test(arguments: ["e\u{301}", "a\nb", "a\\b", "\u{1B}[31m", "a\u{2028}b"])
    func `a name that not every system reads alike is refused`(name: String) throws {
        let folder = try TestFolder()
        close(try #require(Optional(open(folder.path + "/" + name, O_CREAT | O_WRONLY, 0o644))))
        guard case .fileName = try #require(Self.refusal(folder).first) else {
            Issue.record("expected a refusal of '\(name)'")
            return
        }
    }

    @Test func `a name that is not UTF-8 is refused`() throws {
        let folder = try TestFolder()
        let path = Array(folder.path.utf8).map { CChar(bitPattern: $0) } + [0x2F, CChar(bitPattern: 0xFF), 0]
        close(open(path, O_CREAT | O_WRONLY, 0o644))
        guard case .fileName(_, reason: "it is not UTF-8") = try #require(Self.refusal(folder).first) else {
            Issue.record("expected a refusal")
            return
        }
    }

    @Test(arguments: ["", "/etc/passwd", "../a", "a/../b", "a//b", "a/", "./a", "a/.", "a\u{0}b", "a\\b", "e\u{301}"])
    func `a listed path that leads elsewhere is refused`(path: String) {
        #expect(throws: TrustError.self) { try ModelPath(path) }
    }

    @Test func `nothing opens through a link that replaced a folder after the walk`() throws {
        let folder = try TestFolder()
        let outside = try TestFolder()
        try folder.write("sub/secret", [1])
        try outside.write("secret", [2])
        for usesOpenat2 in [true, false] {
            let handle = try FolderHandle(folder.path, usesOpenat2: usesOpenat2)
            _ = try handle.openFile(try ModelPath("sub/secret"))
            rename(folder.path + "/sub", folder.path + "/moved")
            symlink(outside.path, folder.path + "/sub")
            #expect(throws: TrustError.self) { _ = try handle.openFile(try ModelPath("sub/secret")) }
            unlink(folder.path + "/sub")
            rename(folder.path + "/moved", folder.path + "/sub")
        }
    }

    @Test func `a file in an ignored folder is refused or covered, never passed over`() throws {
        let folder = try TestFolder()
        try folder.write("model.bin", [1])
        try folder.write(".git/deep/config", [2])
        let paths: Set = [try ModelPath(".git")]
        #expect(Self.refusal(folder, ignoring: IgnoredPaths(paths)).first == .inIgnoredFolder(".git/deep/config"))
        let covered = IgnoredPaths(paths, folders: .covered)
        #expect(try Self.files(folder, ignoring: covered) == [".git/deep/config", "model.bin"])
    }

    @Test func `only the exact file that is to be ignored is left out`() throws {
        let folder = try TestFolder()
        for name in ["model.sig", "sub/model.sig", "model.sig.bin"] { try folder.write(name, [1]) }
        let ignored = IgnoredPaths([try ModelPath("model.sig")])
        #expect(try Self.files(folder, ignoring: ignored) == ["model.sig.bin", "sub/model.sig"])
    }

    @Test func `folders nested without end are refused`() throws {
        let folder = try TestFolder()
        try folder.write(Array(repeating: "d", count: 70).joined(separator: "/") + "/file", [1])
        guard case .tooDeep = try #require(Self.refusal(folder).first) else {
            Issue.record("expected a refusal")
            return
        }
    }
}
