import Foundation
import Glibc
import Testing
import Trust

@Suite struct DiskFilesTests {
    let folder: TestFolder
    let files = DiskFiles()

    init() throws { folder = try TestFolder() }

    private func path(_ name: String) -> String { folder.path + "/" + name }

    @Test func `a file is written whole, replaced and read back`() throws {
        #expect(try files.read(path("a")) == nil)
        #expect(try files.read(path("a/b/c")) == nil)
        for bytes in [[], [1, 2, 3], [UInt8](repeating: 7, count: 300_000), [9]] {
            try files.write(bytes, to: path("a"))
            #expect(try files.read(path("a")) == bytes)
        }
        try files.write([5], to: path("b"))
        try files.rename(path("b"), to: path("a"))
        #expect(try files.read(path("a")) == [5])
        #expect(try files.names(in: folder.path) == ["a"])
    }

    @Test func `folders are made with those above, listed and removed`() throws {
        try files.makeFolder(path("x/y/z"))
        try files.makeFolder(path("x/y/z"))
        try files.write([1], to: path("x/y/z/1"))
        try files.write([1], to: path("x/y/z/2"))
        #expect(try files.names(in: path("x/y/z")).sorted() == ["1", "2"])
        try files.sync(folder: path("x/y/z"))
        try files.remove(path("x/y/z"))
        try files.remove(path("x/y/z"))
        #expect(try files.names(in: path("x/y")) == [])
        #expect(try files.names(in: path("nowhere")) == [])
    }

    @Test func `a full disk is told as such`() {
        #expect(throws: TrustError.system("write", path: "/dev/full", code: ENOSPC)) {
            try files.write([1], to: "/dev/full")
        }
        let error = TrustError.system("write", path: "/log/x", code: ENOSPC)
        #expect(error.message == "could not write '/log/x': no space left on device")
        #expect(error.hint == "free space; nothing half-written was acknowledged")
    }

    @Test func `nothing is written through a symbolic link`() throws {
        try files.write([1], to: path("target"))
        try #require(symlink(path("target"), path("link")) == 0)
        #expect(throws: TrustError.self) { try files.write([2], to: path("link")) }
        #expect(try files.read(path("target")) == [1])
    }

    @Test func `what is no file is not read as one`() {
        #expect(throws: TrustError.self) { try files.read(folder.path) }
    }

    @Test func `a lock is held by one, until it is let go`() throws {
        do {
            let first = try files.lock(path("lock"))
            #expect(throws: TrustError.locked(path("lock"))) { try files.lock(path("lock")) }
            withExtendedLifetime(first) {}
        }
        _ = try files.lock(path("lock"))
    }
}
