/// Where a passphrase comes from when a key file turns out to be encrypted.
package struct PassphraseSource: Sendable {
    package typealias Ask = @Sendable (_ what: String) throws(TrustError) -> SecretMemory?

    private let ask: Ask

    /// - Parameter ask: gets the name of what is to be opened; nil where there is nobody to ask.
    package init(_ ask: @escaping Ask) { self.ask = ask }

    package static let none = PassphraseSource { _ in nil }

    package static func fixed(_ passphrase: SecretMemory) -> PassphraseSource { PassphraseSource { _ in passphrase } }

    /// - Throws: `passphraseNeeded` where nobody answers; whatever kept it from being read.
    package func obtain(for what: String) throws(TrustError) -> SecretMemory {
        guard let passphrase = try ask(what) else { throw .passphraseNeeded(what) }
        return passphrase
    }
}
