import Foundation
import Glibc
import Synchronization
import Testing

@testable import Trust

@Suite struct ModelHasherTests {
    /// Bytes that repeat nowhere near.
    static func bytes(_ count: Int, seed: UInt64) -> [UInt8] {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        return (0..<count).map { _ in
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return UInt8(truncatingIfNeeded: state)
        }
    }

    static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    static func makeModel() throws -> TestFolder {
        let folder = try TestFolder()
        let sizes = [0, 1, 63, 64, 65, 4_095, 262_143, 262_144, 262_145, 600_001, 1_000_000]
        for (number, size) in sizes.enumerated() {
            try folder.write(number % 2 == 0 ? "f\(number)" : "sub/f\(number)", bytes(size, seed: UInt64(number + 1)))
        }
        return folder
    }

    @Test func `parallel, serial and sha256sum agree`() async throws {
        let folder = try Self.makeModel()
        let model = try ModelFolder(folder.path)
        let serial = try await ModelHasher(threads: 1).digests(of: model)
        for threads in [2, 3, 16] { #expect(try await ModelHasher(threads: threads).digests(of: model) == serial) }
        for file in serial.files {
            let (_, output) = try Program.run("/usr/bin/sha256sum", file.path.text, in: folder.path)
            #expect(String(decoding: output, as: UTF8.self).hasPrefix(Self.hex(file.digest)))
        }
        #expect(serial.root == SHA256Digest(of: serial.files.flatMap(\.digest)))
    }

    /// The digest as ``ChunkedDigest`` describes it, straight from the words.
    static func chunked(_ bytes: [UInt8]) -> [UInt8] {
        func number(_ value: Int) -> [UInt8] { withUnsafeBytes(of: UInt64(value).bigEndian) { Array($0) } }
        let size = 67_108_864
        let chunks = stride(from: 0, to: bytes.count, by: size).map { start in
            let chunk = Array(bytes[start..<min(start + size, bytes.count)])
            return SHA256Digest(
                of: Array("lockstep-chunk/v1\n".utf8) + number(start / size) + number(chunk.count) + chunk)
        }
        let root = TreeTests.root(chunks.map { TreeHash.leaf($0.bytes) }[...])
        let head = Array("lockstep-chunked-sha256/v1\n".utf8) + number(size) + number(bytes.count)
        return SHA256Digest(of: head + root.bytes).bytes
    }

    @Test func `the chunked digest is what its description says, however many threads`() async throws {
        let folder = try Self.makeModel()
        let large = [UInt8](repeating: 5, count: ChunkedDigest.chunkSize + 3)
        try folder.write("large", large)
        let model = try ModelFolder(folder.path)
        let digests = try await ModelHasher(threads: 2).digests(of: model, method: .chunked)
        #expect(try await ModelHasher(threads: 1).digests(of: model, method: .chunked) == digests)
        for file in digests.files where file.size < 10_000 || file.path.text == "large" {
            let bytes =
                file.path.text == "large"
                ? large : Array(try Data(contentsOf: URL(fileURLWithPath: folder.path + "/" + file.path.text)))
            #expect(file.digest == Self.chunked(bytes), "\(file.path.text)")
        }
    }

    @Test func `chunk order, length and the empty file are in the chunked digest`() {
        let (a, b) = ([UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 32))
        let size = ChunkedDigest.chunkSize
        let all = [
            ChunkedDigest.finish([], size: 0), ChunkedDigest.finish([], size: 1), ChunkedDigest.finish([a], size: 1),
            ChunkedDigest.finish([a, b], size: 2 * size), ChunkedDigest.finish([b, a], size: 2 * size),
            ChunkedDigest.finish([a, b], size: 2 * size - 1),
        ]
        #expect(Set(all).count == all.count)
        #expect(ChunkedDigest.chunks(size: 0).isEmpty)
        #expect(ChunkedDigest.chunks(size: size) == [0..<size])
        #expect(ChunkedDigest.chunks(size: size + 1) == [0..<size, size..<size + 1])
    }

    @Test func `an added or removed empty file changes the chunked root`() async throws {
        let folder = try Self.makeModel()
        let before = try await ModelHasher().digests(of: try ModelFolder(folder.path), method: .chunked)
        try folder.write("another", [])
        let after = try await ModelHasher().digests(of: try ModelFolder(folder.path), method: .chunked)
        #expect(before.root != after.root)
        #expect(after.differences(from: before) == [.extra(try ModelPath("another"))])
        #expect(before.differences(from: after) == [.missing(try ModelPath("another"))])
    }

    @Test func `a changed byte and a mixed-in file are named`() async throws {
        let folder = try Self.makeModel()
        let signed = try await ModelHasher().digests(of: try ModelFolder(folder.path))
        try folder.write("f10", Self.bytes(1_000_000, seed: 99))
        try folder.write("sub/new", [1])
        try FileManager.default.removeItem(atPath: folder.path + "/f0")
        let found = try await ModelHasher().digests(of: try ModelFolder(folder.path))
        #expect(
            found.differences(from: signed) == [
                .missing(try ModelPath("f0")), .changed(try ModelPath("f10")), .extra(try ModelPath("sub/new")),
            ])
        #expect(signed.differences(from: signed).isEmpty)
    }

    @Test func `a file listed twice is refused`() throws {
        let file = ModelDigests.File(path: try ModelPath("a"), size: 0, digest: [])
        #expect(throws: TrustError.duplicate("a")) { try ModelDigests(method: .whole, files: [file, file]) }
    }

    enum Change: String, CaseIterable {
        case append, rewrite, replace, remove, add, truncate
    }

    @Test(arguments: Change.allCases)
    func `a change after the walk is seen`(change: Change) async throws {
        let folder = try Self.makeModel()
        let model = try ModelFolder(folder.path)
        try Self.make(change, in: folder)
        await #expect(throws: TrustError.self) { try await ModelHasher().digests(of: model) }
    }

    @Test(arguments: Change.allCases)
    func `a change while files are read is seen`(change: Change) async throws {
        let folder = try Self.makeModel()
        // Largest first: when the first progress comes from this file, the others are still to be read.
        try folder.write("large", [UInt8](repeating: 1, count: 17 << 20))
        let model = try ModelFolder(folder.path)
        let isDone = Mutex(false)
        await #expect(throws: TrustError.self) {
            try await ModelHasher(threads: 1).digests(of: model) { _ in
                isDone.withLock { done in
                    if !done { try? Self.make(change, in: folder) }
                    done = true
                }
            }
        }
        #expect(isDone.withLock { $0 })
    }

    static func make(_ change: Change, in folder: TestFolder) throws {
        let path = folder.path + "/f10"
        switch change {
        case .append: try folder.write("f10", bytes(1_000_001, seed: 11))
        case .rewrite:
            let handle = try #require(FileHandle(forWritingAtPath: path))
            try handle.write(contentsOf: [0])
            try handle.close()
        case .replace:
            try folder.write("new", bytes(1_000_000, seed: 11))
            try #require(rename(folder.path + "/new", path) == 0)
        case .remove: try FileManager.default.removeItem(atPath: path)
        case .add: try folder.write("new", [])
        case .truncate: try #require(truncate(path, 5) == 0)
        }
    }

    @Test func `a hard link is a file like any other, and a write through its other name is seen`() async throws {
        let folder = try Self.makeModel()
        let outside = try TestFolder()
        #expect(link(folder.path + "/f10", outside.path + "/other") == 0)
        let model = try ModelFolder(folder.path)
        _ = try await ModelHasher().digests(of: model)
        let handle = try #require(FileHandle(forWritingAtPath: outside.path + "/other"))
        try handle.write(contentsOf: [0])
        try handle.close()
        await #expect(throws: TrustError.changed("f10")) { try await ModelHasher().digests(of: model) }
    }

    @Test func `progress ends at the last byte`() async throws {
        let folder = try Self.makeModel()
        let model = try ModelFolder(folder.path)
        let seen = Mutex<[HashingProgress]>([])
        _ = try await ModelHasher().digests(of: model) { progress in seen.withLock { $0.append(progress) } }
        let done = seen.withLock { $0.map(\.done).max() }
        #expect(done == model.size)
        #expect(seen.withLock { $0.allSatisfy { $0.total == model.size } })
    }

    @Test func `a cancelled task stops the threads`() async throws {
        let folder = try Self.makeModel()
        let model = try ModelFolder(folder.path)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await ModelHasher().digests(of: model)
        }
        await #expect(throws: TrustError.cancelled) { try await task.value }
    }

    static let python = Program.venv("python")
    static let hasModelSigning = Program.exists(Program.venv("model_signing"))

    /// What model_signing signs: its own list of names and digests.
    @Test(.enabled(if: hasModelSigning, "needs model_signing and pyopenssl from PyPI in .venv"))
    func `names, order and digests are those of model_signing`() async throws {
        let folder = try Self.makeModel()
        for name in ["sub-c.bin", "sub/b.bin", "sub.d", "z/y/x", "é"] { try folder.write(name, Array(name.utf8)) }
        let script = """
            import sys, model_signing.hashing as hashing
            manifest = hashing.Config().set_ignored_paths(paths=[], ignore_git_paths=False).hash(sys.argv[1])
            for item in manifest.resource_descriptors(): print(item.identifier, item.digest.digest_hex)
            """
        let (status, output) = try Program.run(Self.python, "-c", script, folder.path)
        try #require(status == 0)
        let digests = try await ModelHasher().digests(of: try ModelFolder(folder.path))
        let lines = digests.files.map { "\($0.path.text) \(Self.hex($0.digest))\n" }.joined()
        #expect(String(decoding: output, as: UTF8.self) == lines)
    }
}
