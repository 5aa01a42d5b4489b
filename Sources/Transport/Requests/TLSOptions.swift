/// Whom a request trusts, and who it says it is. PEM in memory: nothing is read from or written to a disk.
package struct TLSOptions: Sendable, Hashable {
    package struct ClientCertificate: Sendable, Hashable {
        /// PEM, the leaf first, then its chain.
        package var certificate: [UInt8]
        /// PEM, without a passphrase.
        package var key: SecretBytes

        package init(certificate: [UInt8], key: SecretBytes) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// PEM; these authorities and no others. Nil trusts the system's, or the file or folder that
    /// `SSL_CERT_FILE` or `SSL_CERT_DIR` names.
    package var authorities: [UInt8]?
    package var clientCertificate: ClientCertificate?
    /// The name to ask for (SNI) and to find in the certificate, where it is not the URL's host.
    package var serverName: String?
    /// Accepts every certificate: whoever sits between can read and change everything.
    package var insecureSkipVerify = false

    package init(
        authorities: [UInt8]? = nil, clientCertificate: ClientCertificate? = nil, serverName: String? = nil,
        insecureSkipVerify: Bool = false
    ) {
        self.authorities = authorities
        self.clientCertificate = clientCertificate
        self.serverName = serverName
        self.insecureSkipVerify = insecureSkipVerify
    }
}
