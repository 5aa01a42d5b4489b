import Foundation
import Synchronization
import Testing
import Trust

/// A log that commands write to by themselves.
@Suite struct LogBookTests {
    private let scratch: Scratch
    private var folder: String { scratch.path("log") }

    init() throws { scratch = try Scratch() }

    private func entry(_ word: String) throws -> LogEntry {
        var entry = LogEntry(.override, at: try #require(LogTime("2026-03-01T12:00:00Z")))
        entry.reason = word
        return entry
    }

    @Test func `a log is begun once, with a key that only its owner reads`() async throws {
        #expect(throws: TrustError.missing("\(folder).private/verifier-key")) { try LogBook(at: folder) }
        let book = try await LogBook.begin(at: folder, origin: "example.com/log")
        #expect(try book.checkpoint().checkpoint.size == 0)
        let mode = try FileManager.default.attributesOfItem(atPath: "\(folder).private/signing-key")[.posixPermissions]
        #expect(mode as? Int == 0o600)
        await #expect(throws: TrustError.keyExists("example.com/log", store: folder)) {
            try await LogBook.begin(at: folder, origin: "example.com/log")
        }
    }

    @Test func `a log's key lies under its passphrase, and without that nothing is written`() async throws {
        let word = try secret("correct horse")
        let book = try await LogBook.begin(at: folder, origin: "example.com/log", passphrase: word)
        _ = try await book.record([try entry("1")])
        let file = try String(contentsOfFile: "\(folder).private/signing-key", encoding: .utf8)
        #expect(file.hasPrefix("-----BEGIN LOCKSTEP PRIVATE KEY-----"))
        let asked = Mutex(0)
        let source = PassphraseSource { _ in
            asked.withLock { $0 += 1 }
            return word
        }
        let again = try LogBook(at: folder, passphrases: source)
        for number in 2...3 { _ = try await again.record([try entry("\(number)")]) }
        #expect(asked.withLock { $0 } == 1)
        let entry = try entry("4")
        await #expect(throws: TrustError.passphraseNeeded("'\(folder).private/signing-key'")) {
            try await LogBook(at: folder).record([entry])
        }
        let wrong = PassphraseSource.fixed(try secret("wrong"))
        await #expect(throws: TrustError.wrongPassphrase("'\(folder).private/signing-key'")) {
            try await LogBook(at: folder, passphrases: wrong).record([entry])
        }
        // Reading needs no passphrase.
        #expect(try LogBook(at: folder).checkpoint().checkpoint.size == 3)
    }

    @Test func `a witness's key lies under its passphrase`() throws {
        let path = scratch.path("witness")
        let word = try secret("correct horse")
        let made = try WitnessFolder.begin(at: path, name: "witness.example/w1", passphrase: word)
        #expect(throws: TrustError.passphraseNeeded("'\(path)/signing-key'")) {
            try WitnessFolder(at: path).open(for: [])
        }
        let opened = try WitnessFolder(at: path, passphrases: .fixed(word))
        #expect(opened.verifier.key == made.verifier.key)
        _ = try opened.open(for: [])
    }

    @Test func `writers wait for one another, and each entry gets its own place`() async throws {
        let book = try await LogBook.begin(at: folder, origin: "example.com/log")
        let places = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<12 {
                let entry = try entry("\(number)")
                let folder = folder
                group.addTask { try await LogBook(at: folder).record([entry]).map(\.index)[0] }
            }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(places == Set(0..<12))
        try book.reader.verifyAll(try book.checkpoint().checkpoint)
    }

    @Test func `entries say when the log took them, and a clock that was set back writes nothing`() async throws {
        let clock = Mutex<Int64>(1_790_000_000)
        let now: @Sendable () -> Int64 = { clock.withLock { $0 } }
        let book = try await LogBook.begin(at: folder, origin: "example.com/log", now: now)
        let entry = try entry("x")
        for time in [1_790_000_000, 1_789_999_701] as [Int64] {
            clock.withLock { $0 = time }
            _ = try await book.record([entry])
        }
        for index in 0...1 {
            #expect(try LogEntry(try book.reader.entry(index, in: 2)).time.seconds == 1_790_000_000)
        }
        clock.withLock { $0 = 1_790_000_000 - 40 * 86_400 }
        await #expect(
            throws: TrustError.clockBehind(
                now: "2026-08-12T14:13:20Z", last: "2026-09-21T14:13:20Z", log: "example.com/log")
        ) { try await book.record([entry]) }
        #expect(try book.checkpoint().checkpoint.size == 2)
    }

    @Test func `a key that is not the log's writes nothing`() async throws {
        let book = try await LogBook.begin(at: folder, origin: "example.com/log")
        let other = try PrivateKeyFile.text(.ed25519(try key("other")), format: .openssh, passphrase: nil)
        try scratch.write(other, "log.private/signing-key")
        let entry = try entry("x")
        await #expect(throws: TrustError.self) { try await book.record([entry]) }
        #expect(try book.checkpoint().checkpoint.size == 0)
    }

    @Test func `a signature that the log does not take is not there`() async throws {
        let book = try await LogBook.begin(at: folder, origin: "example.com/log")
        try FileManager.default.removeItem(atPath: "\(folder)/checkpoint")
        let file = Publication.File(path: scratch.path("file.dsse.json"), bytes: [1])
        let entry = try entry("x")
        await #expect(throws: TrustError.self) {
            try await Publication.publish([file], entries: [entry], in: book)
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: scratch.folder)
        #expect(left.allSatisfy { !$0.contains("dsse") }, "\(left)")
    }

    /// The place cannot be written to: nothing is logged of a signature that nobody can have.
    @Test func `a file that cannot be written is not logged`() async throws {
        let book = try await LogBook.begin(at: folder, origin: "example.com/log")
        let file = Publication.File(path: scratch.path("gone/file.dsse.json"), bytes: [1])
        let entry = try entry("x")
        await #expect(throws: TrustError.self) {
            try await Publication.publish([file], entries: [entry], in: book)
        }
        #expect(try book.checkpoint().checkpoint.size == 0)
    }

    @Test func `a key event that the log does not take changes no key`() async throws {
        let store = KeyStore(folder: scratch.path("keys"))
        let refusal = TrustError.closed("test")
        await #expect(throws: refusal) {
            try await store.create("a", passphrase: try secret("word"), at: time("2026-03-01T12:00:00Z")) {
                _ throws(TrustError) in throw refusal
            }
        }
        #expect(try store.list().isEmpty)
    }

    // MARK: Storage put back

    private func copy(_ from: String, _ to: String) throws {
        for suffix in ["", ".private"] {
            try? FileManager.default.removeItem(atPath: scratch.path(to) + suffix)
            try FileManager.default.copyItem(atPath: scratch.path(from) + suffix, toPath: scratch.path(to) + suffix)
        }
    }

    @Test func `a log put back together with its mark is found out by what the machine remembers`() async throws {
        let memory = CheckpointMemory(folder: scratch.path("state"))
        let book = try await LogBook.begin(at: folder, origin: "example.com/log", memory: memory)
        let entry = try entry("x")
        _ = try await book.record([entry])
        try copy("log", "old")
        for _ in 0..<2 { _ = try await book.record([entry]) }
        try copy("old", "log")
        let witness = "this machine ('\(memory.path(of: "example.com/log"))')"
        let back = TrustError.rolledBack(found: 1, known: 3, witness: witness)
        let again = try LogBook(at: folder, memory: memory)
        await #expect(throws: back) { try await again.record([entry]) }
        await #expect(throws: back) { try await again.adopt() }
        let policy = again.policy
        await #expect(throws: back) {
            try await memory.newest(of: LogClient(folder: folder)) {
                try policy.verify($0, now: 0, isValid: LogPolicy.strictCheck)
            }
        }
        // Whoever remembers nothing goes on, and is found out for the fork that it is.
        let other = try self.entry("y")
        for _ in 0..<3 { _ = try await LogBook(at: folder).record([other]) }
        await #expect(throws: TrustError.forked(size: 3, witness: witness)) { try await again.record([entry]) }
        // Nor does a log of that name begin anew.
        await #expect(throws: TrustError.rolledBack(found: 0, known: 3, witness: witness)) {
            try await LogBook.begin(at: scratch.path("new"), origin: "example.com/log", memory: memory)
        }
    }

    @Test func `a reader finds out a folder that lags behind its mark, and a mark that is lost`() async throws {
        let book = try await LogBook.begin(at: folder, origin: "example.com/log")
        let entry = try entry("x")
        let policy = book.policy
        func newest() async throws -> Int {
            try await book.newest { try policy.verify($0, now: 0, isValid: LogPolicy.strictCheck) }.checkpoint.size
        }
        #expect(try await newest() == 0)
        _ = try await book.record([entry])
        try copy("log", "old")
        _ = try await book.record([entry])
        #expect(try await newest() == 2)
        try FileManager.default.removeItem(atPath: folder)
        try FileManager.default.copyItem(atPath: scratch.path("old"), toPath: folder)
        let mark = "\(folder).private/checkpoint"
        await #expect(throws: TrustError.rolledBack(found: 1, known: 2, witness: "'\(mark)'")) { try await newest() }
        try FileManager.default.removeItem(atPath: mark)
        await #expect(throws: TrustError.markLost(mark, found: "nothing")) { try await newest() }
        #expect(try await book.adopt().size == 1)
        #expect(try await newest() == 1)
        _ = try await book.record([entry])
    }

    // MARK: Another key

    @Test func `a log gets another key, and its past stays believed`() async throws {
        let new = try secret("new words")
        let book = try await LogBook.begin(at: folder, origin: "example.com/log")
        let entry = try entry("x")
        _ = try await book.record([entry])
        let next = try await book.rotate(passphrase: new)
        #expect(next.verifier.key != book.verifier.key && next.origin == "example.com/log")
        // Signed anew at once; the old key is believed by nobody who is told the new one.
        let head = try next.checkpoint()
        #expect(head.checkpoint.size == 2)
        #expect(throws: TrustError.self) { try book.policy.verify(head.note, now: 0, isValid: LogPolicy.strictCheck) }
        let told = try LogEntry(try next.reader.entry(1, in: 2))
        let print = try Ed25519PublicKey(book.verifier.key.publicKey).fingerprint
        #expect(told.event == .rotated && told.key == print)
        // The passphrase is the new key's.
        #expect(try await LogBook(at: folder, passphrases: .fixed(new)).record([entry]).first?.index == 2)
        await #expect(throws: TrustError.passphraseNeeded("'\(folder).private/signing-key'")) {
            try await LogBook(at: folder).record([entry])
        }
        try next.reader.verifyAll(try LogBook(at: folder).checkpoint().checkpoint)
        // Once more, and the first key is not forgotten either.
        let third = try await LogBook(at: folder, passphrases: .fixed(new)).rotate(passphrase: nil)
        #expect(try third.checkpoint().checkpoint.size == 4)
        let earlier = try String(contentsOfFile: "\(folder).private/earlier-keys", encoding: .utf8)
        #expect(earlier == "\(book.verifier.key)\n\(next.verifier.key)\n")
    }

    @Test func `a crash while a log gets another key leaves a log that goes on`() async throws {
        let book = try await LogBook.begin(at: folder, origin: "example.com/log")
        let entry = try entry("x")
        _ = try await book.record([entry])
        try copy("log", "before")
        let next = try await book.rotate(passphrase: nil)
        // As before the private key was moved to its place, and the checkpoint signed anew.
        try FileManager.default.removeItem(atPath: folder)
        try FileManager.default.copyItem(atPath: scratch.path("before"), toPath: folder)
        let secret = "\(folder).private/signing-key"
        let digest = SHA256Digest(of: next.verifier.key.publicKey).hex.prefix(16)
        try FileManager.default.moveItem(atPath: secret, toPath: "\(secret).\(digest)")
        for name in ["signing-key", "checkpoint"] {
            try? FileManager.default.removeItem(atPath: "\(folder).private/\(name)")
            try FileManager.default.copyItem(
                atPath: scratch.path("before.private/\(name)"), toPath: "\(folder).private/\(name)")
        }
        #expect(try await LogBook(at: folder).record([entry]).first?.index == 1)
        #expect(try LogBook(at: folder).checkpoint().signatures.map(\.key) == [next.verifier.key])
        #expect(!FileManager.default.fileExists(atPath: "\(secret).\(digest)"))
    }
}
