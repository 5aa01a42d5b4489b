import Foundation
import Synchronization

/// A folder that is never served, with the key of a log or a witness:
///
///     signing-key     readable by the owner alone: Lockstep's own format under a passphrase, or OpenSSH's without one
///     verifier-key    'name+id+base64', to be given to everybody
///     earlier-keys    those before it, a line each, the oldest first; none where the key was never changed
struct NoteKeyFolder: Sendable {
    let path: String
    /// Asked once, where the key is encrypted; the opened key stays in locked memory for as long as the value lives.
    let passphrases: PassphraseSource
    private let opened = OpenedKey()

    init(path: String, passphrases: PassphraseSource = .none) {
        self.path = path
        self.passphrases = passphrases
    }

    private var signingKey: String { path + "/signing-key" }
    private var verifierKey: String { path + "/verifier-key" }
    private var earlierKeys: String { path + "/earlier-keys" }
    /// Where a new private key waits until the verifier key says that it is the log's.
    private func waitingKey(of verifier: VerifierKey) -> String {
        "\(signingKey).\(Hexadecimal.encode(SHA256Digest(of: verifier.publicKey).bytes.prefix(8)))"
    }

    /// Whether a key was made here.
    var exists: Bool { FileManager.default.fileExists(atPath: verifierKey) }

    /// - Throws: `missing` where there is no key.
    func verifier() throws(TrustError) -> NoteVerifier {
        guard let bytes = try DurableFile.read(path: verifierKey), let text = String(validating: bytes, as: UTF8.self)
        else { throw .missing(verifierKey) }
        return try NoteVerifier(ed25519: try VerifierKey(text.trimmingLineEnd))
    }

    /// Makes a key.
    ///
    /// - Parameters:
    ///   - passphrase: nil leaves the key in the clear, for programs that sign unattended.
    ///   - finish: is called before the file by which the folder is known to be whole is there.
    /// - Throws: `keyExists` where there is one.
    func create(
        _ name: String, kind: VerifierKey.Kind, passphrase: SecretMemory?,
        finish: () throws(TrustError) -> Void = { () throws(TrustError) in }
    ) throws(TrustError) {
        guard !exists else { throw .keyExists(name, store: path) }
        let key = try Ed25519PrivateKey.generate()
        let verifier = try VerifierKey(name: name, kind: kind, publicKey: key.publicKey.bytes)
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw .file(action: "create", path: path, reason: error.localizedDescription)
        }
        let text = try PrivateKeyFile.text(
            .ed25519(key), format: passphrase == nil ? .openssh : .lockstep, comment: name, passphrase: passphrase)
        try DurableFile.write(Array(text.utf8), path: signingKey, mode: 0o600, replaces: false)
        try finish()
        try DurableFile.write(Array("\(verifier)\n".utf8), path: verifierKey, replaces: false)
    }

    /// The keys that were in the place of the present one, the oldest first.
    func earlier() throws(TrustError) -> [VerifierKey] {
        guard let bytes = try DurableFile.read(path: earlierKeys) else { return [] }
        var keys: [VerifierKey] = []
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            do throws(TrustError) { keys.append(try VerifierKey(String(line))) } catch {
                throw .corrupt(earlierKeys, reason: error.message)
            }
        }
        return keys
    }

    /// Puts a key in the place of the present one, in one step: the verifier key's.
    ///
    /// - Parameter passphrase: nil leaves the key in the clear.
    func replace(
        _ old: VerifierKey, by key: Ed25519PrivateKey, _ verifier: VerifierKey, passphrase: SecretMemory?
    ) throws(TrustError) {
        let text = try PrivateKeyFile.text(
            .ed25519(key), format: passphrase == nil ? .openssh : .lockstep, comment: verifier.name,
            passphrase: passphrase)
        let waiting = waitingKey(of: verifier)
        try DurableFile.write(Array(text.utf8), path: waiting, mode: 0o600, replaces: false)
        let earlier = try earlier().filter { $0 != old } + [old]
        try DurableFile.write(Array(earlier.map { "\($0)\n" }.joined().utf8), path: earlierKeys)
        try DurableFile.write(Array("\(verifier)\n".utf8), path: verifierKey)
        try DiskFiles().rename(waiting, to: signingKey)
        try DiskFiles().sync(folder: path)
    }

    /// - Throws: `malformed` where the two files are not of one key; `passphraseNeeded`, `wrongPassphrase`.
    func signer(for verifier: VerifierKey) throws(TrustError) -> NoteSigner {
        // A crash may have come between the two steps of a change.
        let waiting = waitingKey(of: verifier)
        if FileManager.default.fileExists(atPath: waiting) {
            try DiskFiles().rename(waiting, to: signingKey)
            try DiskFiles().sync(folder: path)
        }
        let content = try DurableFile.readSecret(path: signingKey)
        let key = try opened.key(of: content) { () throws(TrustError) in
            try PrivateKeyFile.parse(content, what: "'\(signingKey)'", passphrase: passphrases).key
        }
        guard key.publicKey.ed25519?.bytes == verifier.publicKey else {
            throw .malformed(
                "key '\(signingKey)'", reason: "it is not the private half of '\(verifier)'",
                hint: "where the log's key was changed meanwhile, start again")
        }
        return NoteSigner(key: verifier) { try key.sign($0) }
    }
}

/// A key that was opened once: Argon2id takes its time on purpose.
private final class OpenedKey: Sendable {
    private let known = Mutex<(file: SHA256Digest, key: PrivateKey)?>(nil)

    /// - Parameter content: the key's file, by which another key in its place is noticed.
    func key(of content: SecretMemory, open: () throws(TrustError) -> PrivateKey) throws(TrustError) -> PrivateKey {
        let file = content.withBytes { SHA256Digest(of: Array($0)) }
        if let found = known.withLock({ $0?.file == file ? $0?.key : nil }) { return found }
        let key = try open()
        known.withLock { $0 = (file, key) }
        return key
    }
}
