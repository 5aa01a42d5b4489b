import ArgumentParser
import Catalog
import Foundation
import Synchronization
import Transport
import Trust

/// The log that what is done goes into: `--log`, else `$LOCKSTEP_LOG`, else the default folder where a log was begun.
struct RecordingOptions: ParsableArguments {
    @Option(help: "The log's folder; else $LOCKSTEP_LOG, else the default one if 'lockstep log new' began it.")
    var log: String?

    /// - Returns: nil where no log is configured. One that is and is not there is a failure.
    func book() throws -> LogBook? {
        try (log ?? DefaultFolder.log).map { try Self.book(at: $0) }
    }

    /// - Throws: `Failure` where no log is configured, or none was begun there.
    func neededBook() throws -> LogBook {
        guard let book = try book() else {
            throw Failure(
                "expected a log, found none", hint: "name it with --log, or begin one with 'lockstep log new'")
        }
        return book
    }

    /// - Throws: `Failure` where no log was begun there.
    static func book(at folder: String, passphrases: PassphraseSource = NotePassphrase.source) throws -> LogBook {
        guard LogBook.exists(at: folder) else {
            throw Failure("no log was begun at '\(folder)'", hint: "begin it with 'lockstep log new', or name another")
        }
        let book = try LogBook(at: folder, post: post, passphrases: passphrases, memory: memory)
        tellStanding(of: book)
        return book
    }

    static let memory = CheckpointMemory(folder: DefaultFolder.logMemory)

    private static let isStandingTold = Atomic(false)

    /// Says once where entries go into a log that the trust policy does not rely on any more.
    private static func tellStanding(of book: LogBook) {
        let state = TrustState(path: TrustLocation.defaultState, allowsExampleKeys: true)
        guard let policy = try? state.current(at: now)?.policy,
            let key = policy.keys(of: .log).first(where: { $0.ed25519?.bytes == book.verifier.key.publicKey }),
            case let standing = key.standing(at: now), standing != .good
        else { return }
        guard isStandingTold.exchange(true, ordering: .relaxed) == false else { return }
        warn("the trust policy does not rely on the log '\(book.origin)': its key is \(standing.words)")
    }

    private static let http = HTTPClient()

    /// Reaches the log's witnesses; no connection is made before one is asked.
    static let post: LogBook.Post = { url, body in try await WitnessEndpoint.post(by: http)(url, body) }

    /// Adds entries, and says which they became.
    func record(
        _ entries: @Sendable (_ size: Int) throws(TrustError) -> [LogEntry], quietly: Bool = false
    ) async throws {
        guard let book = try book() else { return }
        try await Self.allowingUnwitnessed {
            Self.tell(try await book.record(entries), in: book, quietly: quietly)
        }
    }

    /// Adds that a trust policy is accepted, where the log does not say so yet.
    ///
    /// - Parameter old: what held before; nil for the first.
    func record(accepted policy: VerifiedTrustPolicy, after old: VerifiedTrustPolicy?, quietly: Bool) async throws {
        guard let book = try book(), try !book.reader.hasAccepted(policy.digest) else { return }
        let known = try old.flatMap { try book.reader.hasAccepted($0.digest) ? $0 : nil }
        let entries = LogEntry.accepted(policy, after: known, at: try Self.time())
        try await record({ (_) throws(TrustError) in entries }, quietly: quietly)
    }

    /// Adds what verification refused. Nobody is asked for the passphrase of the log's key, and a log that does not take
    /// it changes no verdict: standard error says so.
    func record(refusals: [LogEntry]) async throws {
        guard
            let book = try (log ?? DefaultFolder.log).map({
                try Self.book(at: $0, passphrases: NotePassphrase.unattended)
            })
        else { return }
        do {
            try await Self.allowingUnwitnessed {
                Self.tell(try await book.record(refusals), in: book, quietly: true)
            }
        } catch {
            Self.warn("not logged: \(error)")
        }
    }

    static func warn(_ words: String) { ("warning: \(words)" as TerminalText).warn() }

    /// What happened has happened, whether or not witnesses answer: the entry is kept, and published later.
    private static func allowingUnwitnessed(_ record: () async throws -> Void) async throws {
        do { try await record() } catch let error as TrustError {
            guard case .unwitnessed = error else { throw error }
            Self.warn("\(error)")
        }
    }

    /// Logs what happens to a key before it does.
    func announcement(_ event: LogEntry.KeyEvent, quietly: Bool) throws -> KeyStore.Announcement {
        guard let book = try book() else { return KeyStore.unannounced }
        let time = try Self.time()
        return { (records) async throws(TrustError) in
            Self.tell(try await book.record(LogEntry.keys(records, event, at: time)), in: book, quietly: quietly)
        }
    }

    /// On standard error, where `quietly` keeps standard output for programs.
    static func tell(_ receipts: [TransparencyLog.Receipt], in book: LogBook?, quietly: Bool = false) {
        guard let book, !receipts.isEmpty else { return }
        for receipt in receipts {
            let line = "log entry \(receipt.index) of \(book.origin)\n"
            (quietly ? FileHandle.standardError : .standardOutput).write(Data(line.utf8))
        }
    }

    static var now: Timestamp { Timestamp(seconds: LogOptions.now) }

    static func time() throws -> LogTime {
        guard let time = LogTime(seconds: LogOptions.now) else { throw Failure("the clock is before 1970") }
        return time
    }
}

/// Signing with a key, and the log entry that says so.
struct SigningOptions: ParsableArguments {
    @OptionGroup var key: SigningKeyOptions
    @OptionGroup var recording: RecordingOptions
    @OptionGroup var trust: TrustLocation

    /// Who signs, as the trust policy has it where one is trusted here.
    func signatory(_ signer: PublicKey) -> LogEntry.Signatory {
        LogEntry.Signatory(signer, policy: trust.known(allowsExampleKeys: key.keys.allowExampleKeys))
    }

    /// The log that signatures go into; nil where none is configured. Who would rely on one that the trust policy no
    /// longer believes is told.
    func book() throws -> LogBook? {
        guard let book = try recording.book() else { return nil }
        let known = trust.known(allowsExampleKeys: key.keys.allowExampleKeys)?.policy.keys
            .first { $0.ed25519?.bytes == book.verifier.key.publicKey }
        if let known, known.standing(at: RecordingOptions.now) != .good {
            let text =
                "warning: the trust policy no longer believes the key '\(known.name)' of the log '\(book.origin)': what "
                + "is signed into it may count for nobody\n"
            FileHandle.standardError.write(Data(text.utf8))
        }
        return book
    }

    /// A signature in a file, and the entry that says so.
    struct Signature: Sendable {
        var file: Publication.File
        var entry: LogEntry
    }

    /// Writes signatures so that none can be used that the log has not; of very many, a part at a time, each of which is
    /// written as a whole or not at all.
    func publish(_ signatures: [Signature]) async throws {
        let book = try book()
        let progress = BatchProgress("wrote", of: signatures.count)
        for start in stride(from: 0, to: signatures.count, by: Publication.mostFiles) {
            let part = signatures[start..<min(start + Publication.mostFiles, signatures.count)]
            let receipts = try await Publication.publish(
                part.map(\.file), entries: part.map(\.entry), in: book)
            BatchOptions.show("")
            fflush(nil)
            for signature in part { print("wrote \(signature.file.path)") }
            fflush(nil)
            RecordingOptions.tell(receipts, in: book)
            if signatures.count > part.count { progress.add(part.count) }
        }
        BatchOptions.show("")
    }
}
