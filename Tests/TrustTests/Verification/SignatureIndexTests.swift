import Foundation
import Testing
import Trust

@testable import Trust

@Suite struct SignatureIndexTests {
    private let folder: TestFolder
    private let test: TestLog

    init() throws {
        folder = try TestFolder()
        test = try TestLog(DiskFiles(), folder: folder.path + "/log", mark: folder.path + "/state/mark")
    }

    private func signature(_ number: Int) throws -> LogEntry {
        var entry = LogEntry(.signature, at: try #require(LogTime(seconds: Int64(number))))
        entry.key = "key"
        entry.envelope = "sha256:\(record(number).hex)"
        return entry
    }

    private func record(_ number: Int) -> SHA256Digest { SHA256Digest(of: Array("\(number)".utf8)) }

    private func head() throws -> Checkpoint { try Checkpoint(text: try test.reader.checkpoint().text) }

    @Test func `what is new is taken, by reading no more than that`() async throws {
        let log = try test.open()
        var signatures = LoggedSignatures(of: TestLog.origin)
        var count = 0
        for more in [3, 1, 300, 255, 600] {
            _ = try await log.append(contentsOf: try (count..<count + more).map { try signature($0).bytes })
            count += more
            try signatures.update(from: test.reader, to: try head())
            for number in [0, count / 2, count - 1] {
                #expect(signatures.position(of: record(number))?.index == UInt64(number))
            }
            #expect(signatures.position(of: record(count)) == nil)
        }
        // The bundles that were read are not read again: without them the newest entry is still taken.
        try FileManager.default.removeItem(atPath: folder.path + "/log/tile/entries/000")
        _ = try await log.append(try signature(count).bytes)
        try signatures.update(from: test.reader, to: try head())
        #expect(signatures.position(of: record(count))?.index == UInt64(count))
    }

    @Test func `another log is read as a whole, and one that contradicts itself is refused`() async throws {
        _ = try await test.open().append(contentsOf: try (0..<10).map { try signature($0).bytes })
        var signatures = LoggedSignatures(of: TestLog.origin)
        try signatures.update(from: test.reader, to: try head())
        let other = try TestLog(DiskFiles(), folder: folder.path + "/other", mark: folder.path + "/state/other")
        _ = try await other.open().append(contentsOf: try (5..<20).map { try signature($0).bytes })
        let checkpoint = try Checkpoint(text: try other.reader.checkpoint().text)
        try signatures.update(from: other.reader, to: checkpoint)
        #expect(signatures.position(of: record(5))?.index == 0)
        #expect(signatures.position(of: record(0)) == nil)
        let wrong = Checkpoint(origin: checkpoint.origin, size: checkpoint.size, root: .leaf([1]))
        #expect(throws: TrustError.self) { try signatures.update(from: other.reader, to: wrong) }
        #expect(signatures.position(of: record(5))?.index == 0)
    }

    @Test func `a place that a file gives counts only where the log has it`() async throws {
        _ = try await test.open().append(contentsOf: try (0..<10).map { try signature($0).bytes })
        var honest = LoggedSignatures(of: TestLog.origin)
        try honest.update(from: test.reader, to: try head())
        let time = Timestamp(seconds: 3)
        // What was signed as the third, moved before a revocation; and what nobody signed.
        let lies = [
            "sha256:\(record(3).hex)": SignedClaim.LogPosition(origin: TestLog.origin, index: 0, time: time),
            "sha256:\(record(99).hex)": SignedClaim.LogPosition(origin: TestLog.origin, index: 3, time: time),
        ]
        var kept = LoggedSignatures(of: TestLog.origin, kept: lies, latest: honest.latest, edge: honest.edge)
        #expect(kept.position(of: record(3)) == nil)
        try kept.update(from: test.reader, to: try head())
        #expect(kept.position(of: record(3))?.index == 3)
        #expect(kept.position(of: record(99)) == nil)
    }

    @Test func `a clock that was set back gives a signature no earlier time, read anew or from a file`() async throws {
        let log = try test.open()
        func entry(_ number: Int, at seconds: Int64) throws -> LogEntry {
            var entry = try signature(number)
            entry.time = try #require(LogTime(seconds: seconds))
            return entry
        }
        _ = try await log.append(
            contentsOf: [try entry(0, at: 100), try entry(1, at: 500), try entry(2, at: 200)].map(\.bytes))
        var signatures = LoggedSignatures(of: TestLog.origin)
        try signatures.update(from: test.reader, to: try head())
        #expect((0..<3).map { signatures.position(of: record($0))?.time.seconds } == [100, 500, 500])
        // What came before is not forgotten where only what is new is read.
        var kept = LoggedSignatures(
            of: TestLog.origin, kept: signatures.positions, latest: signatures.latest, edge: signatures.edge)
        _ = try await log.append(try entry(3, at: 300).bytes)
        try kept.update(from: test.reader, to: try head())
        #expect((0..<4).map { kept.position(of: record($0))?.time.seconds } == [100, 500, 500, 500])
        #expect(kept.position(of: record(3))?.origin == TestLog.origin)
    }
}
