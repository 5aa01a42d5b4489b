import Foundation

/// A log that the programs of one machine write to, each for as long as its entries take: where it lies, and by which
/// key it signs.
///
/// Beside the served folder `LOG` lies `LOG.private`, which is never served or copied with it:
///
///     LOG.private/signing-key     readable by the owner alone, under a passphrase unless it was begun without one
///     LOG.private/verifier-key    'name+id+base64', to be given to everybody
///     LOG.private/earlier-keys    those before it, where it was changed
///     LOG.private/checkpoint      the high-water mark
///     LOG.private/witnesses       whom to ask for cosignatures (C2SP tlog-policy); none where it is absent
package struct LogBook: Sendable {
    package let folder: String
    package let verifier: NoteVerifier
    /// The log's own key, its witnesses, and how many of them must have cosigned before a checkpoint is published.
    package let policy: LogPolicy
    let post: Post?
    let now: @Sendable () -> Int64
    /// What this machine has seen of logs; nil remembers nothing.
    let memory: CheckpointMemory?
    let key: NoteKeyFolder
    let location: LogLocation

    package var origin: String { verifier.key.name }
    package var reader: LogReader { LogReader(folder: folder) }

    private static func key(of folder: String, _ passphrases: PassphraseSource = .none) -> NoteKeyFolder {
        NoteKeyFolder(path: "\(folder).private", passphrases: passphrases)
    }
    static func witnessesPath(of folder: String) -> String { "\(folder).private/witnesses" }

    /// Whether a log was begun here.
    package static func exists(at folder: String) -> Bool { key(of: folder).exists }

    /// - Parameters:
    ///   - post: reaches witnesses; without it a log that has a quorum of them publishes nothing.
    ///   - passphrases: asked once, when something is first written, where the log's key is encrypted.
    ///   - memory: what was seen of the log before, out of which it must have grown: it finds out a folder that was put
    ///     back together with its high-water mark.
    ///   - now: seconds since 1970.
    /// - Throws: `missing` where no log was begun there.
    package init(
        at folder: String, post: Post? = nil, passphrases: PassphraseSource = .none, memory: CheckpointMemory? = nil,
        now: @escaping @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970) }
    ) throws(TrustError) {
        key = Self.key(of: folder, passphrases)
        verifier = try key.verifier()
        location = try LogLocation(folder: folder, highWaterMark: "\(folder).private/checkpoint")
        if let text = try DurableFile.read(path: Self.witnessesPath(of: folder)) {
            policy = LogPolicy(log: verifier.key, witnessesOf: try LogPolicy(text))
        } else {
            policy = LogPolicy(log: verifier.key)
        }
        self.folder = folder
        self.post = post
        self.memory = memory
        self.now = now
    }

    /// Begins a log with a key of its own and no entries.
    ///
    /// - Parameters:
    ///   - origin: names the log everywhere, as a URL without scheme: `example.com/lockstep-log`.
    ///   - passphrase: encrypts the log's key; nil leaves it in the clear, for its owner alone.
    ///   - witnesses: see ``use(witnesses:)``; nil asks none.
    /// - Throws: `keyExists` where there is one; `rolledBack` where a log of that name with entries was seen.
    package static func begin(
        at folder: String, origin: String, passphrase: SecretMemory? = nil, witnesses: [UInt8]? = nil,
        post: Post? = nil, memory: CheckpointMemory? = nil,
        now: @escaping @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970) }
    ) async throws(TrustError) -> LogBook {
        guard !exists(at: folder) else { throw .keyExists(origin, store: folder) }
        if let memory, let seen = try memory.seen(origin) {
            let size = try Checkpoint(text: seen.text).size
            guard size == 0 else {
                throw .rolledBack(found: 0, known: size, witness: memory.witness(of: origin))
            }
        }
        if let witnesses { try check(witnesses: witnesses) }
        try key(of: folder).create(origin, kind: .ed25519, passphrase: passphrase) { () throws(TrustError) in
            if let witnesses { try DurableFile.write(witnesses, path: witnessesPath(of: folder)) }
        }
        let book = try LogBook(
            at: folder, post: post, passphrases: passphrase.map(PassphraseSource.fixed) ?? PassphraseSource.none,
            memory: memory, now: now)
        try await book.publish(try await book.open())
        return book
    }

    /// Opens the log's key now rather than with the first entry: for a program that could not ask for the passphrase
    /// later.
    ///
    /// - Throws: `passphraseNeeded`, `wrongPassphrase`; `malformed` where it is not the key of this log.
    package func unlock() throws(TrustError) { _ = try key.signer(for: verifier.key) }

    /// What the log says now, by its own key.
    package func checkpoint() throws(TrustError) -> VerifiedCheckpoint {
        try policy.verify(try reader.checkpoint(), now: now(), isValid: LogPolicy.strictCheck)
    }

    /// Adds entries in one commit, has them cosigned, and gives the log free again; durable and published when this
    /// returns.
    ///
    /// Their time is when the log takes them, never before that of the last entry.
    ///
    /// - Parameter entries: gets the size that the log has then.
    /// - Throws: `locked` where others keep it longer than 20 s; `clockBehind` where the clock is more than five minutes
    ///   behind the last entry; whatever opening and appending throw. After any of them but `closed` and `unwitnessed` nothing was added; after `unwitnessed` the entries are there, and will be
    ///   published with the next ones. ``publish()`` tells of `rolledBack` and `forked`.
    package func record(
        _ entries: @Sendable (_ size: Int) throws(TrustError) -> [LogEntry]
    ) async throws(TrustError) -> [TransparencyLog.Receipt] {
        let log = try await open()
        let size = await log.size
        let time = try time(at: size)
        var leaves: [[UInt8]] = []
        for var entry in try entries(size) {
            entry.time = time
            try entry.check()
            leaves.append(entry.bytes)
        }
        let receipts = try await log.append(contentsOf: leaves)
        try await publish(log)
        try await memory?.remember(try reader.checkpoint())
        return receipts
    }

    package func record(_ entries: [LogEntry]) async throws(TrustError) -> [TransparencyLog.Receipt] {
        try await record { (_) throws(TrustError) in entries }
    }

    /// Seconds by which clocks may differ.
    static let mostBehind: Int64 = 300

    /// When the next entry is made. A clock that stands before the last entry was set back, by mistake or to have an
    /// expired key sign.
    private func time(at size: Int) throws(TrustError) -> LogTime {
        guard let time = LogTime(seconds: now()) else {
            throw .unexpected("a clock between 1970 and 9999", found: "\(now()) seconds")
        }
        guard size > 0, let last = try? LogEntry(try reader.entry(size - 1, in: size)).time, last > time else {
            return time
        }
        guard last.seconds - time.seconds <= Self.mostBehind else {
            throw .clockBehind(now: time.description, last: last.description, log: origin)
        }
        return last
    }

    /// The log, for one who writes to it for long; it is locked as long as the value lives.
    ///
    /// - Parameter adopts: takes it as it is where its high-water mark is lost.
    package func open(adopts: Bool = false) async throws(TrustError) -> TransparencyLog {
        var earlier: [NoteVerifier] = []
        for key in try key.earlier() { earlier.append(try NoteVerifier(ed25519: key)) }
        let seen = try memory?.seen(origin).map { [$0] } ?? []
        let signer = try key.signer(for: verifier.key)
        let deadline = ContinuousClock.now + DiskFiles.patience
        while true {
            do throws(TrustError) {
                return try TransparencyLog(
                    at: location, origin: origin, signer: signer, verifier: verifier, earlier: earlier,
                    witnessed: seen, witness: memory?.witness(of: origin) ?? "", withholds: !policy.isSatisfied(by: []),
                    adopts: adopts, now: now)
            } catch {
                guard case .locked = error, ContinuousClock.now < deadline else { throw error }
                do { try await Task.sleep(for: DiskFiles.pause) } catch { throw .cancelled }
            }
        }
    }
}
