import Foundation

/// A log that the programs of one machine write to, each for as long as its entries take: where it lies, and by which
/// key it signs.
///
/// Beside the served folder `LOG` lies `LOG.private`, which is never served or copied with it:
///
///     LOG.private/signing-key     OpenSSH, readable by the owner alone, without a passphrase: it signs unattended
///     LOG.private/verifier-key    'name+id+base64', to be given to everybody
///     LOG.private/checkpoint      the high-water mark
package struct LogBook: Sendable {
    package let folder: String
    package let verifier: NoteVerifier
    private let location: LogLocation
    private let now: @Sendable () -> Int64

    package var origin: String { verifier.key.name }
    package var reader: LogReader { LogReader(folder: folder) }

    private static func file(_ name: String, of folder: String) -> String { "\(folder).private/\(name)" }

    /// Whether a log was begun here.
    package static func exists(at folder: String) -> Bool {
        FileManager.default.fileExists(atPath: file("verifier-key", of: folder))
    }

    /// - Parameter now: seconds since 1970.
    /// - Throws: `missing` where no log was begun there.
    package init(
        at folder: String, now: @escaping @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970) }
    ) throws(TrustError) {
        let path = Self.file("verifier-key", of: folder)
        guard let bytes = try DurableFile.read(path: path), let text = String(validating: bytes, as: UTF8.self) else {
            throw .missing(path)
        }
        verifier = try NoteVerifier(ed25519: try VerifierKey(text.trimmingLineEnd))
        location = try LogLocation(folder: folder, highWaterMark: Self.file("checkpoint", of: folder))
        self.folder = folder
        self.now = now
    }

    /// Begins a log with a key of its own and no entries.
    ///
    /// - Parameter origin: names the log everywhere, as a URL without scheme: `example.com/lockstep-log`.
    /// - Throws: `keyExists` where there is one.
    package static func begin(
        at folder: String, origin: String,
        now: @escaping @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970) }
    ) async throws(TrustError) -> LogBook {
        guard !exists(at: folder) else { throw .keyExists(origin, store: folder) }
        let key = try Ed25519PrivateKey.generate()
        let verifierKey = try VerifierKey(name: origin, kind: .ed25519, publicKey: key.publicKey.bytes)
        do {
            try FileManager.default.createDirectory(
                atPath: "\(folder).private", withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw .file(action: "create", path: "\(folder).private", reason: error.localizedDescription)
        }
        let text = try PrivateKeyFile.text(.ed25519(key), format: .openssh, comment: origin, passphrase: nil)
        try DurableFile.write(Array(text.utf8), path: file("signing-key", of: folder), mode: 0o600, replaces: false)
        // The file by which a log is known to be there comes last.
        try DurableFile.write(
            Array("\(verifierKey)\n".utf8), path: file("verifier-key", of: folder), replaces: false)
        let book = try LogBook(at: folder, now: now)
        _ = try await book.open()
        return book
    }

    /// What the log says now, by its own key.
    package func checkpoint() throws(TrustError) -> VerifiedCheckpoint {
        try VerifiedCheckpoint(try reader.checkpoint(), origin: origin, log: verifier)
    }

    /// Adds entries in one commit, and gives the log free again; durable when this returns.
    ///
    /// - Parameter entries: gets the size that the log has then.
    /// - Throws: `locked` where others keep it longer than 20 s; whatever opening and appending throw. After any of
    ///   them but `closed` nothing was added.
    package func record(
        _ entries: @Sendable (_ size: Int) throws(TrustError) -> [LogEntry]
    ) async throws(TrustError) -> [TransparencyLog.Receipt] {
        let log = try await open()
        var leaves: [[UInt8]] = []
        for entry in try entries(await log.size) {
            try entry.check()
            leaves.append(entry.bytes)
        }
        return try await log.append(contentsOf: leaves)
    }

    package func record(_ entries: [LogEntry]) async throws(TrustError) -> [TransparencyLog.Receipt] {
        try await record { (_) throws(TrustError) in entries }
    }

    /// The log, for one who writes to it for long; it is locked as long as the value lives.
    package func open() async throws(TrustError) -> TransparencyLog {
        let signer = try signer()
        let deadline = ContinuousClock.now + DiskFiles.patience
        while true {
            do throws(TrustError) {
                return try TransparencyLog(
                    at: location, origin: origin, signer: signer, verifier: verifier, now: now)
            } catch {
                guard case .locked = error, ContinuousClock.now < deadline else { throw error }
                do { try await Task.sleep(for: DiskFiles.pause) } catch { throw .cancelled }
            }
        }
    }

    private func signer() throws(TrustError) -> NoteSigner {
        let path = Self.file("signing-key", of: folder)
        let key = try PrivateKeyFile.parse(
            try DurableFile.readSecret(path: path), what: "'\(path)'", passphrase: .none
        ).key
        guard key.publicKey.ed25519?.bytes == verifier.key.publicKey else {
            throw .malformed("log key '\(path)'", reason: "it is not the private half of '\(verifier.key)'")
        }
        return NoteSigner(key: verifier.key) { try key.sign($0) }
    }
}
