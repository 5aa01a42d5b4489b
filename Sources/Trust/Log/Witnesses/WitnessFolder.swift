/// A witness's key, and what it has cosigned: `signing-key`, `verifier-key` and `logs/`, one checkpoint for each log.
///
/// Losing `logs/` loses the memory that makes a witness worth asking: begin with a new name then.
package struct WitnessFolder: Sendable {
    package let verifier: NoteVerifier
    private let path: String
    private let key: NoteKeyFolder

    /// - Throws: `missing` where no witness was begun there.
    package init(at path: String) throws(TrustError) {
        self.path = path
        key = NoteKeyFolder(path: path)
        verifier = try key.verifier()
    }

    /// - Parameter name: as its signatures have it, a URL without scheme: `witness.example/w1`.
    /// - Throws: `keyExists` where there is one.
    package static func begin(at path: String, name: String) throws(TrustError) -> WitnessFolder {
        try NoteKeyFolder(path: path).create(name, kind: .cosignature)
        return try WitnessFolder(at: path)
    }

    /// The witness, for as long as the value lives the only one here.
    ///
    /// - Parameter logs: whose checkpoints it cosigns; one origin may have several keys.
    /// - Throws: `locked`; as ``Witness/init(folder:logs:signer:files:)``.
    package func open(for logs: [VerifierKey]) throws(TrustError) -> Witness {
        var known: [String: [NoteVerifier]] = [:]
        for log in logs { known[log.name, default: []].append(try NoteVerifier(ed25519: log)) }
        return try Witness(folder: path + "/logs", logs: known, signer: try key.signer(for: verifier.key))
    }
}
