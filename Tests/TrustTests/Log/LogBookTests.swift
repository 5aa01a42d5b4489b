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
}
