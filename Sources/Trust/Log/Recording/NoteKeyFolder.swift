import Foundation
import Synchronization

/// A folder that is never served, with the key of a log or a witness:
///
///     signing-key     readable by the owner alone: Lockstep's own format under a passphrase, or OpenSSH's without one
///     verifier-key    'name+id+base64', to be given to everybody
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

    /// - Throws: `malformed` where the two files are not of one key; `passphraseNeeded`, `wrongPassphrase`.
    func signer(for verifier: VerifierKey) throws(TrustError) -> NoteSigner {
        let content = try DurableFile.readSecret(path: signingKey)
        let key = try opened.key(of: content) { () throws(TrustError) in
            try PrivateKeyFile.parse(content, what: "'\(signingKey)'", passphrase: passphrases).key
        }
        guard key.publicKey.ed25519?.bytes == verifier.publicKey else {
            throw .malformed("key '\(signingKey)'", reason: "it is not the private half of '\(verifier)'")
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
