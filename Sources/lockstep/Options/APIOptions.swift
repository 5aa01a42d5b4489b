import ArgumentParser
import Delivery
import Foundation
import Manifests
import Service
import Transport

/// Who may read through the daemon's HTTP API.
struct APIOptions: ParsableArguments {
    @Option(help: "A file of kind APITokens: digests of bearer tokens, whose they are, and issuers of others.")
    var apiTokens: String?

    @Option(help: "Speak HTTPS with this certificate: a PEM file, the leaf first, then its chain.")
    var tlsCertificate: String?

    @Option(help: "The private key of --tls-certificate: a PEM file without a passphrase.")
    var tlsKey: String?

    @Option(help: "Believe the certificates of clients that these authorities issued: a PEM file.")
    var clientCA: String?

    @Flag(help: "Let everybody who reaches the address read, without a token.")
    var anonymousRead = false

    func validate() throws {
        guard (tlsCertificate == nil) == (tlsKey == nil) else {
            throw ValidationError("expected --tls-certificate and --tls-key together, found one of them")
        }
        if clientCA != nil, tlsCertificate == nil {
            throw ValidationError("expected --tls-certificate with --client-ca, found none")
        }
    }

    var isSecure: Bool { tlsCertificate != nil }

    func security() throws -> ListenerSecurity? {
        guard let tlsCertificate, let tlsKey else { return nil }
        do {
            return try ListenerSecurity(certificate: tlsCertificate, key: tlsKey, clientAuthority: clientCA)
        } catch {
            throw Failure(
                "expected a certificate in '\(tlsCertificate)' and its key in '\(tlsKey)': \(error)",
                hint: "PEM; the leaf first, then its chain; the key without a passphrase")
        }
    }

    /// On this machine alone everybody may read where no tokens were given; elsewhere nobody may.
    func access(host: String, board: StatusBoard, decisions: (any DecisionLog)?) throws -> APIAccess {
        let isPrivate = apiTokens == nil && clientCA == nil && APIAccess.isLoopback(host)
        return APIAccess(
            tokens: try apiTokens.map(Self.read), allowsAnonymousReads: anonymousRead || isPrivate, board: board,
            decisions: decisions, readKeys: Self.reader())
    }

    /// Reads the keys of issuers, at most a MiB within ten seconds.
    private static func reader() -> @Sendable (KeyPlace) async throws -> [UInt8] {
        let client = HTTPClient()
        return { place in
            switch place {
            case .file(let path):
                guard let bytes = FileManager.default.contents(atPath: path) else {
                    throw Failure("\(path): expected a file that can be read, found none")
                }
                return Array(bytes)
            case .address(let address):
                var request = HTTPRequest(.get, address)
                request.maximumBodyBytes = 1 << 20
                request.timeouts = Timeouts(whole: .seconds(10), idle: .seconds(5))
                let response = try await client.send(request)
                guard response.status == 200 else {
                    throw Failure("\(address): expected status 200, found \(response.status)")
                }
                return response.body
            }
        }
    }

    private static func read(_ file: String) throws -> TokenFile {
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw Failure("\(file): expected a file that can be read, found none")
        }
        var diagnostics: [Diagnostic] = []
        guard let tokens = TokenFile.read(Array(bytes), file: file, into: &diagnostics) else {
            throw Failure(diagnostics.map { "\($0)" }.joined(separator: "\n"))
        }
        return tokens
    }
}
