import ArgumentParser
import Foundation
import Manifests
import Trust

struct VerifyBlobCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "blob", abstract: "Verify a file by signatures beside it.")

    @Argument(help: "The file.") var file: String
    @Option(
        help: """
            A signature: .minisig, .dsse.json or .intoto.jsonl; once for each. Else those that lie beside the file for \
            the environment.
            """)
    var signature: [String] = []
    @Option(help: "The predicate type that is asked for; else only what vouches for a release counts.") var type:
        String?
    @OptionGroup var verification: VerificationOptions

    func run() async throws {
        guard let digests = try FileDigests.read(path: file) else { throw Failure("no file '\(file)'") }
        let claims = try signatures().flatMap { path, content -> [Result<SignedClaim, TrustError>] in
            if path.hasSuffix(".intoto.jsonl") { return SignatureFile.claims(lines: content) }
            return [SignatureFile.claim(content, file: digests)]
        }
        try await verification.attempt {
            try await verification.judge(
                digests.sha256, claims: claims.isEmpty ? .none : .found(claims), predicateType: type)
        }
    }

    private func signatures() throws -> [(path: String, content: [UInt8])] {
        guard signature.isEmpty else {
            return try signature.map { path in
                guard let content = try DurableFile.read(path: path) else { throw Failure("no file '\(path)'") }
                return (path, content)
            }
        }
        let environment = verification.environment
        let places =
            SignaturePlace.envelopes(of: file, environment: environment)
            + SignaturePlace.minisigns(of: file, environment: environment)
            + [ModelStore.attestations(of: file, environment: environment)]
        return try places.compactMap { path in try DurableFile.read(path: path).map { (path, $0) } }
    }
}
