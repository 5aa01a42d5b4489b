import Foundation
import Testing
import Trust

@Suite struct TransparencyLogTests {
    @Test func `entries are in the log when append returns`() async throws {
        let test = try TestLog()
        let log = try test.open()
        for number in 0..<5 {
            let receipt = try await log.append(TestLog.entry(number))
            #expect(receipt.index == number)
            #expect(try Checkpoint(text: receipt.checkpoint.text).size == number + 1)
            #expect(try test.verifiedEntries() == TestLog.entries(0..<number + 1))
        }
    }

    @Test func `appends at one time share commits, and each gets its own place`() async throws {
        let test = try TestLog()
        let log = try test.open()
        let receipts = try await withThrowingTaskGroup(of: (Int, TransparencyLog.Receipt).self) { group in
            for number in 0..<700 { group.addTask { (number, try await log.append(TestLog.entry(number))) } }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        let entries = try test.verifiedEntries()
        #expect(Set(receipts.values.map(\.index)).count == 700)
        for (number, receipt) in receipts { #expect(entries[receipt.index] == TestLog.entry(number)) }
        #expect(Set(receipts.values.map(\.checkpoint.text)).count < 700)
    }

    @Test func `a batch lies together, across tiles`() async throws {
        let test = try TestLog()
        let log = try test.open()
        _ = try await log.append(TestLog.entry(0))
        let receipts = try await log.append(contentsOf: TestLog.entries(1..<600))
        #expect(receipts.map(\.index) == Array(1..<600))
        #expect(try test.verifiedEntries() == TestLog.entries(0..<600))
    }

    @Test func `partial tiles go when the full one is there, and proofs of early trees still hold`() async throws {
        let files = FaultyFiles()
        let test = try TestLog(files)
        let log = try test.open()
        let early = try await log.append(contentsOf: TestLog.entries(0..<100)).last?.checkpoint
        _ = try await log.append(contentsOf: TestLog.entries(100..<300))
        #expect(!files.seen.keys.contains { $0.contains("/000.p/") && $0.contains("tile/0") })
        let proof = try test.reader.proof(of: 42, in: try #require(early))
        _ = try proof.verify(entry: TestLog.entry(42), origin: TestLog.origin, log: test.key.verifier)
    }

    @Test func `an entry of 65,535 bytes fits, one of 65,536 does not`() async throws {
        let test = try TestLog()
        let log = try test.open()
        _ = try await log.append([UInt8](repeating: 1, count: 65_535))
        await #expect(throws: TrustError.entryTooLarge(65_536)) {
            try await log.append([UInt8](repeating: 1, count: 65_536))
        }
        #expect(try test.verifiedEntries().map(\.count) == [65_535])
    }

    @Test func `an entry whose fields do not fit together is not recorded`() async throws {
        let test = try TestLog()
        let log = try test.open()
        var entry = LogEntry(.signature, at: try #require(LogTime(seconds: 0)))
        await #expect(throws: TrustError.unexpected("a log entry", found: "no 'key' in a signature")) {
            try await log.record(entry)
        }
        entry.key = "k"
        #expect(try await log.record(entry).index == 0)
        #expect(try LogEntry(try #require(try test.verifiedEntries().first)) == entry)
    }

    @Test(arguments: ["/log/mark", "/log", "/log/./mark", "/log//state/mark"])
    func `a high-water mark within the log's folder is refused`(mark: String) {
        #expect(throws: TrustError.self) { try LogLocation(folder: "/log/", highWaterMark: mark) }
    }

    @Test func `a second writer is refused`() async throws {
        let folder = try TestFolder()
        let test = try TestLog(DiskFiles(), folder: folder.path + "/log", mark: folder.path + "/state/mark")
        let log = try test.open()
        #expect(throws: TrustError.locked(folder.path + "/log/.lock")) { try test.open() }
        _ = try await log.append([1])
    }

    @Test func `a closed log is opened again with all its entries`() async throws {
        let folder = try TestFolder()
        let test = try TestLog(DiskFiles(), folder: folder.path + "/log", mark: folder.path + "/state/mark")
        for round in 0..<4 {
            let log = try test.open()
            #expect(await log.size == round * 150)
            _ = try await log.append(contentsOf: TestLog.entries(round * 150..<(round + 1) * 150))
        }
        #expect(try test.verifiedEntries() == TestLog.entries(0..<600))
    }

    @Test func `a cosignature is kept under the newest checkpoint only`() async throws {
        let test = try TestLog()
        let log = try test.open()
        let witness = try TestKey(7, name: "w", kind: .cosignature)
        let note = try await log.append([1]).checkpoint
        let signature = try witness.signer.signature(over: note.text, time: 5)
        #expect(try await log.attach([signature], to: note))
        let stored = try VerifiedCheckpoint(
            try test.reader.checkpoint(), origin: TestLog.origin, log: test.key.verifier, witnesses: [witness.verifier])
        #expect(stored.cosigners.map(\.time) == [5])
        _ = try await log.append([2])
        #expect(try await log.attach([signature], to: note) == false)
    }

    @Test func `a proof is written, read and verified offline`() async throws {
        let test = try TestLog()
        let log = try test.open()
        _ = try await log.append(contentsOf: TestLog.entries(0..<300))
        var proof = try test.reader.proof(of: 271, in: await log.checkpoint)
        proof.extra = [1, 2, 3]
        let read = try LogProof(proof.bytes)
        #expect(read == proof)
        let (origin, key) = (TestLog.origin, test.key.verifier)
        #expect(try read.verify(entry: TestLog.entry(271), origin: origin, log: key).checkpoint.size == 300)
        #expect(throws: TrustError.self) { try read.verify(entry: TestLog.entry(270), origin: origin, log: key) }
        #expect(throws: TrustError.self) { try read.verify(entry: TestLog.entry(271), origin: "another", log: key) }
        let stranger = try TestKey(2, name: TestLog.origin).verifier
        #expect(throws: TrustError.self) { try read.verify(entry: TestLog.entry(271), origin: origin, log: stranger) }
    }

    static let reader = Program.venv("tlog-tiles")

    @Test(
        .enabled(if: Program.exists(reader), "needs tlog-scales from PyPI in .venv"),
        arguments: [1, 255, 256, 257, 700])
    func `tlog-scales reads the log and proves its entries`(count: Int) async throws {
        let folder = try TestFolder()
        let test = try TestLog(DiskFiles(), folder: folder.path + "/log", mark: folder.path + "/state/mark")
        let log = try test.open()
        _ = try await log.append(contentsOf: TestLog.entries(0..<count))
        for index in Set([0, count / 2, count - 1]) {
            let (status, leaf) = try Program.run(Self.reader, "get-leaf", "--check", test.location.folder, "\(index)")
            #expect(status == 0)
            #expect(Array(leaf) == TestLog.entry(index))
            let (_, text) = try Program.run(Self.reader, "gen-proof", test.location.folder, "\(index)")
            let proof = try LogProof(Array(text))
            #expect(proof == (try test.reader.proof(of: index, in: await log.checkpoint)))
        }
    }
}
