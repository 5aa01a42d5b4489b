/// A witness's key, and what it has cosigned: `signing-key`, `verifier-key` and `logs/`, one checkpoint for each log.
///
/// Losing `logs/` loses the memory that makes a witness worth asking: begin with a new name then.
package struct WitnessFolder: Sendable {
    package let verifier: NoteVerifier
    private let path: String
    private let key: NoteKeyFolder

    /// - Parameter passphrases: asked by ``open(for:)`` where the key is encrypted.
    /// - Throws: `missing` where no witness was begun there.
    package init(at path: String, passphrases: PassphraseSource = .none) throws(TrustError) {
        self.path = path
        key = NoteKeyFolder(path: path, passphrases: passphrases)
        verifier = try key.verifier()
    }

    /// - Parameters:
    ///   - name: as its signatures have it, a URL without scheme: `witness.example/w1`.
    ///   - passphrase: encrypts the key; nil leaves it in the clear, for its owner alone.
    /// - Throws: `keyExists` where there is one.
    package static func begin(
        at path: String, name: String, passphrase: SecretMemory? = nil
    ) throws(TrustError) -> WitnessFolder {
        try NoteKeyFolder(path: path).create(name, kind: .cosignature, passphrase: passphrase)
        return try WitnessFolder(at: path)
    }

    /// The witness, for as long as the value lives the only one here.
    ///
    /// - Parameter logs: whose checkpoints it cosigns; one origin may have several keys.
    /// - Throws: `locked`; `passphraseNeeded`, `wrongPassphrase`; as ``Witness/init(folder:logs:signer:files:)``.
    package func open(for logs: [VerifierKey]) throws(TrustError) -> Witness {
        var known: [String: [NoteVerifier]] = [:]
        for log in logs { known[log.name, default: []].append(try NoteVerifier(ed25519: log)) }
        return try Witness(folder: path + "/logs", logs: known, signer: try key.signer(for: verifier.key))
    }
}
