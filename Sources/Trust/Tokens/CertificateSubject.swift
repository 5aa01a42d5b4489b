/// Who a client certificate names: the common name, and the organisations as groups, as Kubernetes reads them.
package struct CertificateSubject: Sendable, Hashable {
    package let name: String
    package let groups: [String]

    /// - Parameter der: a certificate that was verified; nothing is verified here.
    /// - Returns: nil unless it has one common name.
    package init?(der: [UInt8]) {
        guard let (names, organisations) = Libcrypto.subject(ofCertificate: der), names.count == 1,
            let name = names.first, !name.isEmpty
        else { return nil }
        self.name = name
        groups = organisations
    }
}
