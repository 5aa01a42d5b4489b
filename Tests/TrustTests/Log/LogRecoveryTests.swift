import Glibc
import Testing
import Trust

@Suite struct LogRecoveryTests {
    /// What the batches of a run are: the second fills the first tile.
    static let batches = [0..<1, 1..<3]
    static let tileBatches = [0..<254, 254..<255, 255..<258, 258..<259]

    /// Appends until the power goes.
    ///
    /// - Returns: how many entries were acknowledged.
    static func run(_ files: FaultyFiles, batches: [Range<Int>]) async throws -> Int {
        let test = try TestLog(files)
        var acknowledged = 0
        do {
            let log = try test.open()
            for batch in batches {
                _ = try await log.append(contentsOf: TestLog.entries(batch))
                acknowledged = batch.upperBound
            }
        } catch is TrustError {}
        return acknowledged
    }

    static func checkAfterPowerLoss(budget: Int, batches: [Range<Int>]) async throws {
        let files = FaultyFiles(budget: budget)
        let acknowledged = try await run(files, batches: batches)
        for keepsNames in [false, true] {
            let left = FaultyFiles(files.afterPowerLoss(keepsNames: keepsNames))
            let test = try TestLog(left)
            let log = try test.open()
            let size = await log.size
            #expect(size >= acknowledged, "after \(budget) steps")
            #expect(batches.contains { $0.upperBound == size } || size == 0, "a batch is there whole or not at all")
            _ = try await log.append(contentsOf: TestLog.entries(size..<size + 3))
            #expect(try test.verifiedEntries() == TestLog.entries(0..<size + 3), "after \(budget) steps")
        }
    }

    @Test func `a crash at every byte loses nothing acknowledged and leaves a whole log`() async throws {
        let whole = FaultyFiles()
        #expect(try await Self.run(whole, batches: Self.batches) == 3)
        for budget in 0...whole.steps { try await Self.checkAfterPowerLoss(budget: budget, batches: Self.batches) }
    }

    @Test func `a crash at every operation that fills a tile loses nothing`() async throws {
        let whole = FaultyFiles()
        #expect(try await Self.run(whole, batches: Self.tileBatches) == 259)
        var budgets: Set<Int> = []
        for (start, end) in zip([0] + whole.marks, whole.marks) {
            budgets.formUnion([start, start + 1, (start + end) / 2, end - 1, end])
        }
        for budget in budgets.sorted() {
            try await Self.checkAfterPowerLoss(budget: budget, batches: Self.tileBatches)
        }
    }

    @Test func `a crash while recovering loses nothing either`() async throws {
        let files = FaultyFiles()
        _ = try await Self.run(files, batches: Self.batches)
        for budget in 0..<40 {
            let second = FaultyFiles(files.afterPowerLoss(keepsNames: true), budget: budget)
            _ = try? TestLog(second).open()
            let third = try TestLog(FaultyFiles(second.afterPowerLoss(keepsNames: false)))
            #expect(await (try third.open()).size == 3)
        }
    }

    @Test func `a full disk refuses the entry and leaves the log usable`() async throws {
        let files = FaultyFiles(code: ENOSPC)
        let test = try TestLog(files)
        let log = try test.open()
        _ = try await log.append(TestLog.entry(0))
        files.setBudget(files.steps + 5)
        await #expect(throws: TrustError.self) { try await log.append(TestLog.entry(1)) }
        #expect(try test.verifiedEntries() == [TestLog.entry(0)])
        files.setBudget(.max)
        #expect(try await log.append(TestLog.entry(2)).index == 1)
        #expect(try test.verifiedEntries() == [TestLog.entry(0), TestLog.entry(2)])
    }

    @Test func `after a commit that failed half-way the log takes no more until it is opened anew`() async throws {
        for extra in 1..<2_000 {
            let files = FaultyFiles()
            let test = try TestLog(files)
            let acknowledged: Int
            do {
                let log = try test.open()
                _ = try await log.append(TestLog.entry(0))
                files.setBudget(files.steps + extra)
                do {
                    _ = try await log.append(TestLog.entry(1))
                    return
                } catch TrustError.closed {
                    files.setBudget(.max)
                    await #expect(throws: TrustError.self) { try await log.append(TestLog.entry(2)) }
                } catch TrustError.system {
                    files.setBudget(.max)
                }
                acknowledged = 1
            }
            let log = try test.open()
            #expect(await log.size >= acknowledged)
            _ = try await log.append(TestLog.entry(3))
            _ = try test.verifiedEntries()
        }
    }

    /// The log's files of an earlier day, with today's high-water mark.
    static func restored(from early: [String: [UInt8]], over late: [String: [UInt8]]) throws -> TestLog {
        let files = early.filter { $0.key.hasPrefix("/log/") }.merging(late.filter { !$0.key.hasPrefix("/log/") }) {
            $1
        }
        return try TestLog(FaultyFiles(FaultyFiles.Disk(seen: files, durable: files)))
    }

    @Test func `storage put back from an old copy is refused`() async throws {
        let files = FaultyFiles()
        let test = try TestLog(files)
        let log = try test.open()
        _ = try await log.append(contentsOf: TestLog.entries(0..<5))
        let early = files.seen
        _ = try await log.append(contentsOf: TestLog.entries(5..<9))
        #expect(throws: TrustError.rolledBack(found: 5, known: 9, witness: "'/state/mark'")) {
            try Self.restored(from: early, over: files.seen).open()
        }
        #expect(throws: TrustError.rolledBack(found: 0, known: 9, witness: "'/state/mark'")) {
            try Self.restored(from: [:], over: files.seen).open()
        }
    }

    @Test func `a log continued from an old copy is a fork, although it is longer`() async throws {
        let files = FaultyFiles()
        let test = try TestLog(files)
        var log: TransparencyLog? = try test.open()
        _ = try await log?.append(contentsOf: TestLog.entries(0..<5))
        let early = files.afterPowerLoss(keepsNames: true)
        _ = try await log?.append(contentsOf: TestLog.entries(5..<9))
        log = nil
        let other = FaultyFiles(early)
        _ = try await TestLog(other).open().append(contentsOf: TestLog.entries(50..<70))
        #expect(throws: TrustError.forked(size: 9, witness: "'/state/mark'")) {
            try Self.restored(from: other.seen, over: files.seen).open()
        }
    }

    @Test func `log and mark put back together are refused by a cosigned checkpoint`() async throws {
        let files = FaultyFiles()
        let test = try TestLog(files)
        let log = try test.open()
        _ = try await log.append(contentsOf: TestLog.entries(0..<5))
        let early = FaultyFiles(files.afterPowerLoss(keepsNames: true))
        let late = try await log.append(TestLog.entry(5)).checkpoint
        #expect(throws: TrustError.rolledBack(found: 5, known: 6, witness: "a checkpoint kept elsewhere")) {
            try TestLog(early).open(witnessed: [late])
        }
    }

    @Test func `a lost mark is refused unless the log is adopted`() async throws {
        let files = FaultyFiles()
        let test = try TestLog(files)
        _ = try await test.open().append(TestLog.entry(0))
        try files.remove("/state/mark")
        #expect(throws: TrustError.markLost("/state/mark", found: "nothing")) { try test.open() }
        #expect(await (try test.open(adopts: true)).size == 1)
        #expect(await (try test.open()).size == 1)
    }

    @Test func `a damaged mark is told with its file, and is as good as lost`() async throws {
        let files = FaultyFiles()
        let test = try TestLog(files)
        _ = try await test.open().append(TestLog.entry(0))
        for text in ["", "x", "a\n\nb\n"] {
            try files.write(Array(text.utf8), to: "/state/mark")
            #expect {
                try test.open()
            } throws: {
                "\($0)".contains("high-water mark in '/state/mark', found") && "\($0)".contains("lockstep log adopt")
            }
        }
        #expect(await (try test.open(adopts: true)).size == 1)
        #expect(await (try test.open()).size == 1)
    }

    @Test func `a mark that is whole is not gone back on by adopting`() async throws {
        let files = FaultyFiles()
        let test = try TestLog(files)
        _ = try await test.open().append(contentsOf: TestLog.entries(0..<5))
        let early = files.seen
        _ = try await test.open().append(TestLog.entry(5))
        #expect(throws: TrustError.rolledBack(found: 5, known: 6, witness: "'/state/mark'")) {
            try Self.restored(from: early, over: files.seen).open(adopts: true)
        }
    }

    @Test func `a torn tail tile is mended from the entries`() async throws {
        let files = FaultyFiles()
        let test = try TestLog(files)
        _ = try await test.open().append(contentsOf: TestLog.entries(0..<520))
        for path in ["/log/tile/0/002.p/8", "/log/tile/1/000.p/2"] {
            let bytes = try #require(files.seen[path])
            for cut in [0, 1, bytes.count / 2, bytes.count - 1] {
                try files.write(Array(bytes.prefix(cut)), to: path)
                _ = try test.open()
                #expect(files.seen[path] == bytes)
            }
            try files.remove(path)
            _ = try test.open()
            #expect(files.seen[path] == bytes)
        }
    }

    @Test(arguments: ["/log/tile/entries/002.p/8", "/log/tile/0/001"])
    func `torn entries and full tiles are refused`(path: String) async throws {
        let files = FaultyFiles()
        let test = try TestLog(files)
        _ = try await test.open().append(contentsOf: TestLog.entries(0..<520))
        let bytes = try #require(files.seen[path])
        try files.write(Array(bytes.dropLast()), to: path)
        #expect(throws: TrustError.self) { try test.open() }
        var turned = bytes
        turned[turned.count - 1] ^= 1
        try files.write(turned, to: path)
        #expect(throws: TrustError.self) { try test.open() }
    }

    @Test func `a changed old entry is found by the full check, with its file`() async throws {
        let files = FaultyFiles()
        let test = try TestLog(files)
        _ = try await test.open().append(contentsOf: TestLog.entries(0..<520))
        var bytes = try #require(files.seen["/log/tile/entries/000"])
        bytes[5] ^= 1
        try files.write(bytes, to: "/log/tile/entries/000")
        #expect(throws: TrustError.corrupt("tile/0/000", reason: "its hashes are not those of the entries")) {
            try test.verifiedEntries()
        }
    }

    @Test func `after a rotation the earlier key's checkpoints are believed, and the new key signs`() async throws {
        let test = try TestLog()
        _ = try await test.open().append(TestLog.entry(0))
        let next = try TestKey(77, name: TestLog.origin)
        func open(earlier: [NoteVerifier]) throws -> TransparencyLog {
            try TransparencyLog(
                at: test.location, origin: TestLog.origin, signer: next.signer, verifier: next.verifier,
                earlier: earlier, files: test.files, now: { 0 })
        }
        #expect(throws: TrustError.self) { try open(earlier: []) }
        // The first to open it signs anew what the earlier key signed.
        let signed = try await open(earlier: [test.key.verifier]).checkpoint
        #expect(try signed.verify(with: [next.verifier]).count == 1)
        #expect(try test.reader.checkpoint() == signed)
        let note = try await open(earlier: [test.key.verifier]).append(TestLog.entry(1)).checkpoint
        #expect(try note.verify(with: [next.verifier]).count == 1)
        #expect(await (try open(earlier: [])).size == 2)
    }

    @Test func `a checkpoint of another key is refused`() async throws {
        let files = FaultyFiles()
        let test = try TestLog(files)
        _ = try await test.open().append(TestLog.entry(0))
        let forged = try TestKey(2, name: TestLog.origin).checkpoint(TestLog.origin, TestLog.entries(0..<1))
        try files.write(forged.bytes, to: "/log/checkpoint")
        #expect(throws: TrustError.self) { try test.open() }
    }

    @Test func `tiles without a checkpoint are no new log`() async throws {
        let files = FaultyFiles()
        let test = try TestLog(files)
        _ = try await test.open().append(TestLog.entry(0))
        try files.remove("/log/checkpoint")
        try files.remove("/state/mark")
        #expect(throws: TrustError.missing("/log/checkpoint")) { try test.open() }
    }
}
