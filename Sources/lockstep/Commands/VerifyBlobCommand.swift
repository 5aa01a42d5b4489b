import ArgumentParser
import Foundation
import Manifests
import Trust

struct VerifyBlobCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "blob", abstract: "Verify a file by signatures beside it.")

    @Argument(help: "The file.") var file: String
    @Option(help: "A signature: .minisig, .dsse.json or .intoto.jsonl; once for each.") var signature: [String]
    @Option(help: "The predicate type that is asked for; else only what vouches for a release counts.") var type:
        String?
    @OptionGroup var verification: VerificationOptions

    func run() async throws {
        guard let bytes = try DurableFile.read(path: file) else { throw Failure("no file '\(file)'") }
        let claims = try signature.flatMap { path -> [Result<SignedClaim, TrustError>] in
            guard let content = try DurableFile.read(path: path) else { throw Failure("no file '\(path)'") }
            if path.hasSuffix(".intoto.jsonl") { return SignatureFile.claims(lines: content) }
            return [SignatureFile.claim(content, file: bytes)]
        }
        try await verification.attempt {
            try await verification.judge(
                SHA256Digest(of: bytes), claims: claims.isEmpty ? .none : .found(claims), predicateType: type)
        }
    }
}
