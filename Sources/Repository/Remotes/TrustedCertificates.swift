import Foundation

/// The authorities whose TLS certificates are trusted, for the whole process: libgit2 knows only one set.
package enum TrustedCertificates {
    /// The machine's own bundle, in the places that Debian, Fedora and Alpine have it.
    private static let bundles = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem",
    ]

    /// Trusts the authorities of a PEM file beside the machine's own; to be called before the first exchange.
    ///
    /// - Throws: `RepositoryError.invalidCredentials` for a file that cannot be read or holds no certificate.
    package static func add(_ file: String) throws(RepositoryError) {
        guard let own = FileManager.default.contents(atPath: file) else {
            throw .invalidCredentials(source: "certificate file '\(file)'", reason: "it cannot be read")
        }
        let system = bundles.lazy.compactMap { FileManager.default.contents(atPath: $0) }.first ?? Data()
        // libgit2 takes a file, reads it at once, and does not come back to it.
        let joined = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-\(UUID()).pem")
        defer { try? FileManager.default.removeItem(at: joined) }
        do {
            try (system + Data("\n".utf8) + own).write(to: joined)
            try Libgit2.setCertificateFile(joined.path)
        } catch {
            let reason = (error as? NativeFailure)?.message ?? error.localizedDescription
            throw .invalidCredentials(source: "certificate file '\(file)'", reason: reason)
        }
    }
}
