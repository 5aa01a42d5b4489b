/// Where a person says that the signing key is.
///
///     SigningKeySource("alice")                 // of the key store
///     SigningKeySource("./id_ed25519")          // a file: what has a '/' in it
///     SigningKeySource("fd:5")                  // an open file descriptor
///     SigningKeySource("agent:SHA256:47DE…")    // of ssh-agent, by fingerprint
package enum SigningKeySource: Sendable, Hashable {
    case store(name: String)
    case file(path: String)
    case descriptor(Int32)
    case agent(SSHAgent, fingerprint: String)

    /// The variable that names a file descriptor from which a service reads its key.
    package static let descriptorVariable = "LOCKSTEP_KEY_FD"

    /// - Parameter environment: of the process, for `SSH_AUTH_SOCK`.
    /// - Throws: `agent` where ssh-agent is meant and none is named; `malformed`.
    package init(_ text: String, environment: [String: String]) throws(TrustError) {
        if text.hasPrefix("agent:") {
            guard let agent = SSHAgent.fromEnvironment(environment) else {
                throw .agent(reason: "SSH_AUTH_SOCK is not set")
            }
            self = .agent(agent, fingerprint: String(text.dropFirst(6)))
        } else if text.hasPrefix("fd:") {
            self = try Self.descriptor(named: String(text.dropFirst(3)))
        } else {
            self = text.contains("/") ? .file(path: text) : .store(name: text)
        }
    }

    /// What `LOCKSTEP_KEY_FD` names; nil where it is not set.
    package static func fromEnvironment(_ environment: [String: String]) throws(TrustError) -> SigningKeySource? {
        guard let text = environment[descriptorVariable], !text.isEmpty else { return nil }
        return try descriptor(named: text)
    }

    private static func descriptor(named text: String) throws(TrustError) -> SigningKeySource {
        guard let number = Int32(text), number >= 0 else {
            throw .malformed("file descriptor '\(text)'", reason: "expected a number from 0")
        }
        return .descriptor(number)
    }

    /// - Throws: what reading the key throws; `exampleKey` unless the store allows them; `weakKey` where the store has
    ///   it revoked.
    package func open(store: KeyStore, passphrase: PassphraseSource) throws(TrustError) -> SigningKey {
        try openNamed(store: store, passphrase: passphrase).key
    }

    /// As ``open(store:passphrase:)``, with the identifier by which minisign knows the key; nil for a key that never was
    /// minisign's.
    package func openNamed(
        store: KeyStore, passphrase: PassphraseSource
    ) throws(TrustError) -> (key: SigningKey, minisignID: MinisignKeyID?) {
        switch self {
        case .store(let name):
            let key = try store.signingKey(named: name, passphrase: passphrase)
            return (.memory(key), try store.record(named: name).minisignID)
        case .file(let path):
            return try read(try DurableFile.readSecret(path: path), what: "'\(path)'", store, passphrase)
        case .descriptor(let number):
            let what = "file descriptor \(number)"
            return try read(try DurableFile.readSecret(descriptor: number, what: what), what: what, store, passphrase)
        case .agent(let agent, let fingerprint):
            guard let found = try agent.keys().first(where: { $0.key.fingerprint == fingerprint }) else {
                throw .agent(reason: "it has no Ed25519 key '\(fingerprint)'")
            }
            try ExampleKeys.refuse(.ed25519(found.key), unless: store.allowsExampleKeys)
            try store.refuseRevoked(.ed25519(found.key), as: "ssh-agent's key '\(fingerprint)'")
            return (.agent(agent, found.key), nil)
        }
    }

    private func read(
        _ content: SecretMemory, what: String, _ store: KeyStore, _ passphrase: PassphraseSource
    ) throws(TrustError) -> (key: SigningKey, minisignID: MinisignKeyID?) {
        let file = try PrivateKeyFile.parse(content, what: what, passphrase: passphrase)
        let key = file.key
        try ExampleKeys.refuse(key.publicKey, unless: store.allowsExampleKeys)
        try store.refuseRevoked(key.publicKey, as: "the key in \(what)")
        return (.memory(key), file.minisignID)
    }
}
