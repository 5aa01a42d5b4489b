import ArgumentParser
import Delivery
import Foundation
import Manifests
import Service

/// Who may read through the daemon's HTTP API.
struct APIOptions: ParsableArguments {
    @Option(help: "A file of kind APITokens: digests of bearer tokens, and whose they are.")
    var apiTokens: String?

    @Flag(help: "Let everybody who reaches the address read, without a token.")
    var anonymousRead = false

    /// On this machine alone everybody may read where no tokens were given; elsewhere nobody may.
    func access(host: String, board: StatusBoard, decisions: (any DecisionLog)?) throws -> APIAccess {
        let isPrivate = apiTokens == nil && APIAccess.isLoopback(host)
        return APIAccess(
            tokens: try apiTokens.map(Self.read), allowsAnonymousReads: anonymousRead || isPrivate, board: board,
            decisions: decisions)
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
