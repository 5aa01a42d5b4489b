import Foundation
import Synchronization
import Testing
import Trust

/// A log that publishes only what its witnesses cosigned.
@Suite struct WitnessedLogTests {
    private struct Offline: Error {}

    /// Witnesses in this process, by their addresses; those in `offline` do not answer.
    private final class Witnesses: Sendable {
        let keys: [String: TestKey]
        let offline = Mutex<Set<String>>([])
        private let witnesses: [String: Witness]

        init(of log: VerifierKey, count: Int) throws {
            var keys: [String: TestKey] = [:]
            var witnesses: [String: Witness] = [:]
            for number in 1...count {
                let key = try TestKey(UInt8(10 + number), name: "w\(number)", kind: .cosignature)
                keys["w\(number)"] = key
                witnesses["w\(number)"] = try Witness(
                    folder: "/witness", logs: [log.name: [NoteVerifier(log)]], signer: key.signer, files: FaultyFiles())
            }
            self.keys = keys
            self.witnesses = witnesses
        }

        func policy(_ quorum: Int) -> [UInt8] {
            let names = keys.keys.sorted()
            let lines = names.compactMap { name in keys[name].map { "witness \(name) \($0.verifier.key) \(name)" } }
            return Array(
                (lines + ["group q \(quorum) \(names.joined(separator: " "))", "quorum q", ""])
                    .joined(separator: "\n").utf8)
        }

        var post: LogBook.Post {
            { url, body in
                guard let witness = self.witnesses[url], !self.offline.withLock({ $0.contains(url) }) else {
                    throw Offline()
                }
                return await witness.addCheckpoint(body, time: 1_700_000_000)
            }
        }
    }

    private let folder: TestFolder
    private let log: String
    init() throws {
        folder = try TestFolder()
        log = folder.path + "/log"
    }

    private func entry(_ number: Int64) throws -> LogEntry {
        var entry = LogEntry(.override, at: try #require(LogTime(seconds: number)))
        entry.reason = "test"
        return entry
    }

    private func witnessed(_ count: Int, quorum: Int) async throws -> (book: LogBook, witnesses: Witnesses) {
        let plain = try await LogBook.begin(at: log, origin: "example.com/log")
        let witnesses = try Witnesses(of: plain.verifier.key, count: count)
        try plain.use(witnesses: witnesses.policy(quorum))
        return (try LogBook(at: log, post: witnesses.post), witnesses)
    }

    @Test func `what the quorum cosigned is published, and believed by the log's policy`() async throws {
        let (book, witnesses) = try await witnessed(3, quorum: 2)
        witnesses.offline.withLock { $0 = ["w2"] }
        _ = try await book.record([try entry(1)])
        let head = try book.checkpoint()
        #expect(head.checkpoint.size == 1)
        #expect(Set(head.cosigners.map(\.key.name)) == ["w1", "w3"])
        witnesses.offline.withLock { $0 = [] }
        _ = try await book.record([try entry(2)])
        #expect(try book.checkpoint().cosigners.count == 3)
    }

    @Test func `what too few cosigned is kept and not shown, and published with the next entry`() async throws {
        let (book, witnesses) = try await witnessed(2, quorum: 2)
        _ = try await book.record([try entry(1)])
        witnesses.offline.withLock { $0 = ["w1"] }
        await #expect {
            _ = try await book.record([try entry(2)])
        } throws: { error in
            guard case .unwitnessed(2, let reason)? = error as? TrustError else { return false }
            return reason.contains("'w1' did not answer")
        }
        #expect(try book.checkpoint().checkpoint.size == 1)
        #expect(try LogServer(reader: book.reader).answer("tile/entries/000.p/2") == nil)
        witnesses.offline.withLock { $0 = [] }
        let third = try await LogBook(at: log, post: witnesses.post).record([try entry(3)])
        #expect(third.map(\.index) == [2])
        #expect(try book.checkpoint().checkpoint.size == 3)
    }

    @Test func `a witness that has seen more tells of a log that was put back`() async throws {
        let (book, witnesses) = try await witnessed(1, quorum: 1)
        _ = try await book.record([try entry(1)])
        let copy = try TestFolder()
        for name in ["log", "log.private"] {
            try FileManager.default.copyItem(atPath: "\(folder.path)/\(name)", toPath: "\(copy.path)/\(name)")
        }
        _ = try await book.record([try entry(2), try entry(3)])
        let old = try LogBook(at: copy.path + "/log", post: witnesses.post)
        await #expect {
            _ = try await old.record([try entry(4)])
        } throws: { error in
            if case .rolledBack(2, 3, _)? = error as? TrustError { true } else { false }
        }
        #expect(try old.checkpoint().checkpoint.size == 1)
    }

    @Test func `without its waiting checkpoint a log is refused as put back`() async throws {
        let (book, witnesses) = try await witnessed(1, quorum: 1)
        witnesses.offline.withLock { $0 = ["w1"] }
        await #expect(throws: TrustError.self) { _ = try await book.record([try entry(1)]) }
        try FileManager.default.removeItem(atPath: log + "/.head")
        await #expect {
            _ = try await book.record([try entry(2)])
        } throws: { error in
            if case .rolledBack(0, 1, _)? = error as? TrustError { true } else { false }
        }
    }

    @Test func `a crash at any step of a withheld commit loses no acknowledged entry`() async throws {
        for step in stride(from: 0, to: 4_000, by: 5) {
            let files = FaultyFiles()
            let test = try TestLog(files)
            let log = try test.open(withholds: true)
            _ = try await log.append(TestLog.entry(0))
            files.setBudget(files.steps + step)
            let receipt = try? await log.append(TestLog.entry(1))
            let after = try TestLog(FaultyFiles(files.afterPowerLoss(keepsNames: false)))
            let again = try after.open(withholds: true)
            #expect(await again.size >= (receipt == nil ? 1 : 2))
            #expect(throws: TrustError.self) { try after.reader.checkpoint() }
            if receipt != nil { return }
        }
        Issue.record("expected a commit of fewer than 4,000 steps")
    }

    @Test func `without a quorum what waited is published when the log is opened`() async throws {
        let files = FaultyFiles()
        let test = try TestLog(files)
        _ = try await test.open(withholds: true).append(TestLog.entry(0))
        #expect(throws: TrustError.self) { try test.reader.checkpoint() }
        _ = try test.open()
        #expect(try Checkpoint(text: test.reader.checkpoint().text).size == 1)
    }

    @Test func `witnesses without an address or a quorum are refused`() async throws {
        let book = try await LogBook.begin(at: log, origin: "example.com/log")
        let key = try TestKey(3, name: "w", kind: .cosignature).verifier.key
        for text in ["witness w \(key)\nquorum w\n", "witness w \(key) http://w\n", "nonsense\n"] {
            #expect(throws: TrustError.self) { try book.use(witnesses: Array(text.utf8)) }
        }
    }
}
