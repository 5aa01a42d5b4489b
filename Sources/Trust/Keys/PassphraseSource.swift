/// Where a passphrase comes from when a key file turns out to be encrypted.
package struct PassphraseSource: Sendable {
    private let ask: @Sendable (_ what: String) -> SecretMemory?

    /// - Parameter ask: gets the name of what is to be opened; nil where there is nobody to ask.
    package init(_ ask: @escaping @Sendable (_ what: String) -> SecretMemory?) { self.ask = ask }

    package static let none = PassphraseSource { _ in nil }

    package static func fixed(_ passphrase: SecretMemory) -> PassphraseSource { PassphraseSource { _ in passphrase } }

    /// - Throws: `passphraseNeeded` where nobody answers.
    package func obtain(for what: String) throws(TrustError) -> SecretMemory {
        guard let passphrase = ask(what) else { throw .passphraseNeeded(what) }
        return passphrase
    }
}
