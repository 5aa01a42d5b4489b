import Foundation
import Testing

@testable import Delivery

/// A folder that is removed at the end.
final class Scratch: Sendable {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-\(UUID())").path

    init() throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite struct AnswerFolderTests {
    private let scratch: Scratch
    private let folder: AnswerFolder
    private let answer = Array("an answer".utf8)

    init() throws {
        scratch = try Scratch()
        folder = AnswerFolder("\(scratch.path)/made/here", least: 1, most: 1000)
    }

    private var files: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(scratch.path)/made/here")) ?? []
        return names.sorted().map { "\(scratch.path)/made/here/\($0)" }
    }

    private func permissions(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `what is put in comes out, under its own key alone, and only this user sees it`() throws {
        #expect(folder.answer("a") == nil)
        folder.keep(answer, as: "a")
        #expect(folder.answer("a") == answer && folder.answer("b") == nil)
        folder.keep([1], as: "a")
        #expect(folder.answer("a") == [1])
        #expect(files.count == 1)
        #expect(try permissions("\(scratch.path)/made/here") == 0o700 && permissions(files[0]) == 0o600)
    }

    @Test func `what is not as it was written is no answer`() throws {
        folder.keep(answer, as: "a")
        let file = files[0]
        let whole = try Data(contentsOf: URL(fileURLWithPath: file))
        func believes(_ content: Data) throws -> Bool {
            // In place, as another program would write: the file stays this user's.
            let handle = try #require(FileHandle(forWritingAtPath: file))
            try handle.truncate(atOffset: 0)
            try handle.write(contentsOf: content)
            try handle.close()
            return folder.answer("a") != nil
        }
        #expect(try believes(whole))
        for count in [0, 1, 63, 64, whole.count - 1] { #expect(try !believes(whole.prefix(count)), "\(count) bytes") }
        #expect(try !believes(whole + Data([0])))
        var changed = whole
        changed[changed.count - 1] ^= 1
        #expect(try !believes(changed))
        #expect(try !believes(Data(repeating: 0x30, count: 100)))
    }

    @Test func `a file under another's name, a link and a file that others may write are no answers`() throws {
        folder.keep(answer, as: "a")
        folder.keep(Array("another".utf8), as: "b")
        let (first, second) = (files[0], files[1])
        try FileManager.default.removeItem(atPath: second)
        try FileManager.default.copyItem(atPath: first, toPath: second)
        #expect([folder.answer("a"), folder.answer("b")].compactMap { $0 }.count == 1)
        try FileManager.default.removeItem(atPath: second)
        try FileManager.default.setAttributes([.posixPermissions: 0o622], ofItemAtPath: first)
        #expect(folder.answer("a") == nil && folder.answer("b") == nil)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: first)
        try FileManager.default.moveItem(atPath: first, toPath: "\(scratch.path)/elsewhere")
        try FileManager.default.createSymbolicLink(atPath: first, withDestinationPath: "\(scratch.path)/elsewhere")
        #expect(folder.answer("a") == nil && folder.answer("b") == nil)
    }

    @Test func `a folder that others may write takes nothing`() throws {
        folder.keep(answer, as: "a")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o777], ofItemAtPath: "\(scratch.path)/made/here")
        folder.keep(answer, as: "b")
        #expect(folder.answer("b") == nil)
    }

    @Test func `what is small is not worth a file, and a folder that cannot be made is none`() {
        let choosy = AnswerFolder("\(scratch.path)/choosy", least: 10, most: 1000)
        choosy.keep(answer, as: "a")
        #expect(choosy.answer("a") == nil)
        for path in ["relative/path", "/proc/nowhere"] {
            let none = AnswerFolder(path, least: 1, most: 1000)
            none.keep(answer, as: "a")
            #expect(none.answer("a") == nil)
        }
    }

    @Test func `the folder stays within its bounds, and keeps what was used last`() throws {
        func age(_ path: String) throws {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1000)], ofItemAtPath: path)
        }
        let answer = [UInt8](repeating: 1, count: 200)
        folder.keep(answer, as: "unused")
        for file in files { try age(file) }
        for key in ["a", "b", "c"] { folder.keep(answer, as: key) }
        #expect(files.count == 3)
        #expect(folder.answer("unused") == nil)
        for file in files { try age(file) }
        #expect(folder.answer("a") != nil)
        for key in ["d", "e"] { folder.keep(answer, as: key) }
        #expect(folder.answer("a") != nil && folder.answer("b") == nil && folder.answer("c") == nil)
    }
}
