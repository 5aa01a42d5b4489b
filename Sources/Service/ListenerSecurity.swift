import HummingbirdCore
import HummingbirdTLS
import NIOSSL

/// The certificate that a service shows, and whose clients' certificates it believes.
package struct ListenerSecurity: Sendable {
    private let configuration: TLSConfiguration

    /// - Parameters:
    ///   - certificate: a PEM file, the leaf first, then its chain.
    ///   - key: a PEM file without a passphrase.
    ///   - clientAuthority: a PEM file of those who issue the certificates of clients; nil asks clients for none. A client
    ///     may show none and bear a token instead; one that shows another's is not let in.
    /// - Throws: `NIOSSLError` where a file cannot be read, or the key is not the certificate's.
    package init(certificate: String, key: String, clientAuthority: String?) throws {
        let chain = try NIOSSLCertificate.fromPEMFile(certificate).map { NIOSSLCertificateSource.certificate($0) }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain, privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
        configuration.minimumTLSVersion = .tlsv12
        if let clientAuthority {
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(clientAuthority))
            configuration.certificateVerification = .optionalVerification
        }
        // What does not fit together is told now, not with the first connection.
        _ = try NIOSSLContext(configuration: configuration)
        self.configuration = configuration
    }

    func server() throws -> HTTPServerBuilder { try .tls(.http1(), tlsConfiguration: configuration) }
}
