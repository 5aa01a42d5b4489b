import Synchronization
import Testing
import Trust

@Suite struct MonitorTests {
    static func signature(_ number: Int, key: String) throws -> [UInt8] {
        var entry = LogEntry(.signature, at: try #require(LogTime(seconds: Int64(number))))
        entry.key = key
        return entry.bytes
    }

    static func monitor(_ test: TestLog, files: FaultyFiles? = nil, keys: Set<String>? = nil) -> LogMonitor {
        let files = files ?? test.files as? FaultyFiles
        let client = LogClient { try files?.read("/log/" + $0) }
        return LogMonitor(log: client, policy: LogPolicy(log: test.key.verifier.key), expectedKeys: keys)
    }

    @Test func `each new entry is seen once, in order`() async throws {
        let test = try TestLog()
        let log = try test.open()
        var state = LogMonitor.State()
        var expected = 0
        for count in [3, 1, 300, 255, 600] {
            let leaves = try (0..<count).map { try Self.signature(expected + $0, key: "a") }
            _ = try await log.append(contentsOf: leaves)
            let seen = Mutex<[Int]>([])
            let report = try await Self.monitor(test).look(since: state) { index, _ in
                seen.withLock { $0.append(index) }
            }
            #expect(report.alerts.isEmpty)
            #expect(seen.withLock { $0 } == Array(expected..<expected + count))
            state = report.state
            expected += count
        }
        #expect(try await Self.monitor(test).look(since: state).newEntries == 0)
    }

    @Test func `an unexpected key and a leaf that is no entry raise an alert`() async throws {
        let test = try TestLog()
        let log = try test.open()
        _ = try await log.append(contentsOf: [
            try Self.signature(0, key: "known"), try Self.signature(1, key: "stranger"), Array("{}".utf8),
        ])
        let report = try await Self.monitor(test, keys: ["known"]).look(since: LogMonitor.State())
        #expect(report.alerts.first == .unexpectedKey(index: 1, key: "stranger"))
        guard case .unreadable(2, _) = report.alerts.last else {
            Issue.record("expected an alert for leaf 2, found \(report.alerts)")
            return
        }
    }

    @Test func `a clock that was set back raises an alert, also from one look to the next`() async throws {
        let test = try TestLog()
        let log = try test.open()
        for second in [5_000, 5_100, 4_800] { _ = try await log.append(try Self.signature(second, key: "a")) }
        let first = try await Self.monitor(test).look(since: LogMonitor.State())
        #expect(first.alerts.isEmpty)
        _ = try await log.append(try Self.signature(4_799, key: "a"))
        let next = try await Self.monitor(test).look(since: try LogMonitor.State(first.state.bytes))
        let (time, latest) = (try #require(LogTime(seconds: 4_799)), try #require(LogTime(seconds: 5_100)))
        #expect(next.alerts == [.wentBack(index: 3, time: time, latest: latest)])
    }

    @Test func `a log that shrinks or changes its past raises an alert and keeps the old state`() async throws {
        let test = try TestLog()
        _ = try await test.open().append(contentsOf: TestLog.entries(0..<20))
        let state = try await Self.monitor(test).look(since: LogMonitor.State()).state
        let shorter = try TestLog()
        _ = try await shorter.open().append(contentsOf: TestLog.entries(0..<10))
        let shrunk = try await Self.monitor(shorter).look(since: state)
        #expect(shrunk.alerts == [.rolledBack(found: 10, seen: 20)])
        let forked = try TestLog()
        _ = try await forked.open().append(contentsOf: TestLog.entries(5..<300))
        let changed = try await Self.monitor(forked).look(since: state)
        guard case .inconsistent = changed.alerts.first else {
            Issue.record("expected an inconsistency, found \(changed.alerts)")
            return
        }
        #expect(changed.state == state)
    }

    @Test func `a checkpoint that others were shown is a split view where it does not fit`() async throws {
        let test = try TestLog()
        _ = try await test.open().append(contentsOf: TestLog.entries(0..<20))
        let same = try test.key.checkpoint(TestLog.origin, TestLog.entries(0..<7))
        let other = try test.key.checkpoint(TestLog.origin, TestLog.entries(1..<8))
        let report = try await Self.monitor(test).look(since: LogMonitor.State(), others: [same, other])
        #expect(report.alerts.filter { $0 == .splitView(size: 7) }.count == 1)
    }

    @Test(arguments: ["/log/tile/entries/000", "/log/tile/0/000", "/log/tile/0/001.p/44", "/log/tile/1/000.p/1"])
    func `a changed file raises an alert`(path: String) async throws {
        let test = try TestLog()
        let files = try #require(test.files as? FaultyFiles)
        _ = try await test.open().append(contentsOf: TestLog.entries(0..<300))
        var bytes = try #require(files.seen[path])
        bytes[9] ^= 1
        try files.write(bytes, to: path)
        // From a state within the first tile, so that its hashes are needed for the consistency proof.
        let early = try test.key.checkpoint(TestLog.origin, TestLog.entries(0..<7))
        let checkpoint = try Checkpoint(text: early.text)
        let report = try await Self.monitor(test).look(
            since: LogMonitor.State(size: checkpoint.size, root: checkpoint.root))
        #expect(report.alerts.contains { if case .inconsistent = $0 { true } else { false } })
    }

    @Test func `an early checkpoint is checked with the full tiles that took the place of its partial ones`()
        async throws
    {
        let test = try TestLog()
        let log = try test.open()
        let early = try await log.append(contentsOf: TestLog.entries(0..<100)).last?.checkpoint
        _ = try await log.append(contentsOf: TestLog.entries(100..<300))
        try test.files.write(try #require(early).bytes, to: "/log/checkpoint")
        let report = try await Self.monitor(test).look(since: LogMonitor.State())
        #expect(report.newEntries == 100)
        #expect(report.state.size == 100)
    }

    @Test func `a state is written down and read back, and a damaged one is refused`() throws {
        let state = LogMonitor.State(size: 7, root: .leaf([1]))
        #expect(try LogMonitor.State(state.bytes) == state)
        let timed = LogMonitor.State(size: 7, root: .leaf([1]), latest: LogTime(seconds: 9))
        #expect(try LogMonitor.State(timed.bytes) == timed)
        for text in [
            "", "7\n", "7\n\(TreeHash.ofEmptyTree.base64)\n2026\n", "07\n\(TreeHash.ofEmptyTree.base64)\n", "7\nabc\n",
        ] {
            #expect(throws: TrustError.self) { try LogMonitor.State(Array(text.utf8)) }
        }
    }

    @Test func `a log that cannot be reached is an error, no alert`() async throws {
        struct Offline: Error {}
        let client = LogClient { _ in throw Offline() }
        let monitor = LogMonitor(log: client, policy: LogPolicy(log: try TestLog().key.verifier.key))
        await #expect {
            try await monitor.look(since: LogMonitor.State())
        } throws: { ($0 as? TrustError)?.isUnreachable == true }
    }
}

@Suite struct LogServerTests {
    @Test func `checkpoint, tiles and bundles are served, and nothing else`() async throws {
        let test = try TestLog()
        _ = try await test.open().append(contentsOf: TestLog.entries(0..<300))
        let server = LogServer(reader: test.reader)
        let checkpoint = try #require(try server.answer("checkpoint"))
        #expect(checkpoint.contentType == "text/plain; charset=utf-8")
        #expect(!checkpoint.isImmutable)
        #expect(checkpoint.cacheControl == "no-cache")
        for path in ["tile/0/000", "tile/0/001.p/44", "tile/entries/000", "tile/entries/001.p/44", "tile/1/000.p/1"] {
            let answer = try #require(try server.answer(path))
            #expect(answer.bytes == (test.files as? FaultyFiles)?.seen["/log/" + path])
            #expect(answer.isImmutable)
            #expect(answer.cacheControl == "public, max-age=31536000, immutable")
        }
        // Earlier and narrower than what is stored, yet part of the tree.
        #expect(try server.answer("tile/0/000.p/17")?.bytes.count == 17 * 32)
        for path in [
            "", "/checkpoint", "tile/0/001", "tile/0/001.p/45", "tile/0/002", "tile/2/000", "../state/mark", ".lock",
            "tile/0/../../checkpoint", "tile/entries/x999/999", ".staging/tile",
        ] {
            #expect(try server.answer(path) == nil, "\(path)")
        }
    }

    @Test func `files beyond the checkpoint are not served`() async throws {
        let test = try TestLog()
        _ = try await test.open().append(contentsOf: TestLog.entries(0..<3))
        try test.files.write([1], to: "/log/tile/entries/000.p/4")
        #expect(try LogServer(reader: test.reader).answer("tile/entries/000.p/4") == nil)
    }
}
