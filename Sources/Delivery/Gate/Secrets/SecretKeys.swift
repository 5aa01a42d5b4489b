package import Trust

/// The private keys with which sealed values are opened, by the identifier that stands in the values.
package struct SecretKeys: Sendable {
    private let keys: [String: SealingPrivateKey]

    package init(_ keys: [SealingPrivateKey] = []) {
        self.keys = Dictionary(keys.map { ($0.publicKey.id, $0) }) { first, _ in first }
    }

    subscript(id: String) -> SealingPrivateKey? { keys[id] }
}
