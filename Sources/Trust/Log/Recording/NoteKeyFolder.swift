import Foundation

/// A folder that is never served, with the key of a log or a witness:
///
///     signing-key     OpenSSH, readable by the owner alone, without a passphrase: it signs unattended
///     verifier-key    'name+id+base64', to be given to everybody
struct NoteKeyFolder: Sendable {
    let path: String

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
    /// - Parameter finish: is called before the file by which the folder is known to be whole is there.
    /// - Throws: `keyExists` where there is one.
    func create(
        _ name: String, kind: VerifierKey.Kind, finish: () throws(TrustError) -> Void = { () throws(TrustError) in }
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
        let text = try PrivateKeyFile.text(.ed25519(key), format: .openssh, comment: name, passphrase: nil)
        try DurableFile.write(Array(text.utf8), path: signingKey, mode: 0o600, replaces: false)
        try finish()
        try DurableFile.write(Array("\(verifier)\n".utf8), path: verifierKey, replaces: false)
    }

    /// - Throws: `malformed` where the two files are not of one key.
    func signer(for verifier: VerifierKey) throws(TrustError) -> NoteSigner {
        let key = try PrivateKeyFile.parse(
            try DurableFile.readSecret(path: signingKey), what: "'\(signingKey)'", passphrase: .none
        ).key
        guard key.publicKey.ed25519?.bytes == verifier.publicKey else {
            throw .malformed("key '\(signingKey)'", reason: "it is not the private half of '\(verifier)'")
        }
        return NoteSigner(key: verifier) { try key.sign($0) }
    }
}
