import Foundation

/// A log that the programs of one machine write to, each for as long as its entries take: where it lies, and by which
/// key it signs.
///
/// Beside the served folder `LOG` lies `LOG.private`, which is never served or copied with it:
///
///     LOG.private/signing-key     readable by the owner alone, under a passphrase unless it was begun without one
///     LOG.private/verifier-key    'name+id+base64', to be given to everybody
///     LOG.private/checkpoint      the high-water mark
///     LOG.private/witnesses       whom to ask for cosignatures (C2SP tlog-policy); none where it is absent
package struct LogBook: Sendable {
    package let folder: String
    package let verifier: NoteVerifier
    /// The log's own key, its witnesses, and how many of them must have cosigned before a checkpoint is published.
    package let policy: LogPolicy
    let post: Post?
    let now: @Sendable () -> Int64
    private let key: NoteKeyFolder
    private let location: LogLocation

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
    ///   - now: seconds since 1970.
    /// - Throws: `missing` where no log was begun there.
    package init(
        at folder: String, post: Post? = nil, passphrases: PassphraseSource = .none,
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
        self.now = now
    }

    /// Begins a log with a key of its own and no entries.
    ///
    /// - Parameters:
    ///   - origin: names the log everywhere, as a URL without scheme: `example.com/lockstep-log`.
    ///   - passphrase: encrypts the log's key; nil leaves it in the clear, for its owner alone.
    ///   - witnesses: see ``use(witnesses:)``; nil asks none.
    /// - Throws: `keyExists` where there is one.
    package static func begin(
        at folder: String, origin: String, passphrase: SecretMemory? = nil, witnesses: [UInt8]? = nil,
        post: Post? = nil,
        now: @escaping @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970) }
    ) async throws(TrustError) -> LogBook {
        guard !exists(at: folder) else { throw .keyExists(origin, store: folder) }
        if let witnesses { try check(witnesses: witnesses) }
        try key(of: folder).create(origin, kind: .ed25519, passphrase: passphrase) { () throws(TrustError) in
            if let witnesses { try DurableFile.write(witnesses, path: witnessesPath(of: folder)) }
        }
        let book = try LogBook(
            at: folder, post: post, passphrases: passphrase.map(PassphraseSource.fixed) ?? PassphraseSource.none,
            now: now)
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
    /// - Parameter entries: gets the size that the log has then.
    /// - Throws: `locked` where others keep it longer than 20 s; whatever opening and appending throw. After any of
    ///   them but `closed` and `unwitnessed` nothing was added; after `unwitnessed` the entries are there, and will be
    ///   published with the next ones. ``publish()`` tells of `rolledBack` and `forked`.
    package func record(
        _ entries: @Sendable (_ size: Int) throws(TrustError) -> [LogEntry]
    ) async throws(TrustError) -> [TransparencyLog.Receipt] {
        let log = try await open()
        var leaves: [[UInt8]] = []
        for entry in try entries(await log.size) {
            try entry.check()
            leaves.append(entry.bytes)
        }
        let receipts = try await log.append(contentsOf: leaves)
        try await publish(log)
        return receipts
    }

    package func record(_ entries: [LogEntry]) async throws(TrustError) -> [TransparencyLog.Receipt] {
        try await record { (_) throws(TrustError) in entries }
    }

    /// The log, for one who writes to it for long; it is locked as long as the value lives.
    package func open() async throws(TrustError) -> TransparencyLog {
        let signer = try key.signer(for: verifier.key)
        let deadline = ContinuousClock.now + DiskFiles.patience
        while true {
            do throws(TrustError) {
                return try TransparencyLog(
                    at: location, origin: origin, signer: signer, verifier: verifier,
                    withholds: !policy.isSatisfied(by: []), now: now)
            } catch {
                guard case .locked = error, ContinuousClock.now < deadline else { throw error }
                do { try await Task.sleep(for: DiskFiles.pause) } catch { throw .cancelled }
            }
        }
    }
}
