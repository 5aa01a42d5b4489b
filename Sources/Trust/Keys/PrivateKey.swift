/// A private key of either algorithm, as it was found in a file.
package enum PrivateKey: Sendable {
    case ed25519(Ed25519PrivateKey)
    /// For the bundles of other verifiers only.
    case p256(P256PrivateKey)

    package var publicKey: PublicKey {
        switch self {
        case .ed25519(let key): .ed25519(key.publicKey)
        case .p256(let key): .p256(key.publicKey)
        }
    }

    package func sign(_ message: [UInt8]) throws(TrustError) -> [UInt8] {
        switch self {
        case .ed25519(let key): try key.sign(message)
        case .p256(let key): try key.sign(message)
        }
    }
}

/// A public key of either algorithm.
package enum PublicKey: Sendable, Hashable {
    case ed25519(Ed25519PublicKey)
    case p256(P256PublicKey)

    package var spki: [UInt8] {
        switch self {
        case .ed25519(let key): key.spki
        case .p256(let key): key.spki
        }
    }

    package var spkiPEM: String { PEM(label: "PUBLIC KEY", content: spki).text() }
    package var id: KeyID { KeyID(spki: spki) }

    package var algorithm: String {
        switch self {
        case .ed25519: "ed25519"
        case .p256: "p256"
        }
    }

    /// As OpenSSH prints it: `SHA256:…`.
    package var fingerprint: String {
        switch self {
        case .ed25519(let key): key.fingerprint
        case .p256(let key): OpenSSHPublicKey(key, comment: "").fingerprint
        }
    }

    package var ed25519: Ed25519PublicKey? { if case .ed25519(let key) = self { key } else { nil } }

    /// The algorithm is the key's, never one that the signature names.
    package func isSignature(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        switch self {
        case .ed25519(let key): key.isSignature(signature, of: message)
        case .p256(let key): key.isSignature(signature, of: message)
        }
    }
}

/// What signs: a key in memory, or one that ssh-agent keeps.
package enum SigningKey: Sendable {
    case memory(PrivateKey)
    case agent(SSHAgent, Ed25519PublicKey)

    package var publicKey: PublicKey {
        switch self {
        case .memory(let key): key.publicKey
        case .agent(_, let key): .ed25519(key)
        }
    }

    package func sign(_ message: [UInt8]) throws(TrustError) -> [UInt8] {
        switch self {
        case .memory(let key): try key.sign(message)
        case .agent(let agent, let key): try agent.sign(message, with: key)
        }
    }

    /// The Ed25519 public key.
    ///
    /// - Throws: `unsupported` for P-256, where only Ed25519 will do.
    func ed25519(for purpose: String) throws(TrustError) -> Ed25519PublicKey {
        guard let key = publicKey.ed25519 else {
            throw .unsupported(purpose, found: "expected an Ed25519 key, found P-256")
        }
        return key
    }
}
