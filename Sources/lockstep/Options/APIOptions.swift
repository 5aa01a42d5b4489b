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

    @Flag(help: "Let everybody who reaches the address read, without a token.")
    var anonymousRead = false

    /// On this machine alone everybody may read where no tokens were given; elsewhere nobody may.
    func access(host: String, board: StatusBoard, decisions: (any DecisionLog)?) throws -> APIAccess {
        let isPrivate = apiTokens == nil && APIAccess.isLoopback(host)
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
