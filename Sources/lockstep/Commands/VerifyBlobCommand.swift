import ArgumentParser
import Foundation
import Manifests
import Trust

struct VerifyBlobCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "blob", abstract: "Verify a file by signatures beside it.")

    @Argument(help: "The file.") var file: String
    @Option(help: "A signature: .minisig, .dsse.json or .attestation.json; once for each.") var signature: [String]
    @OptionGroup var verification: VerificationOptions

    func run() async throws {
        guard let bytes = try DurableFile.read(path: file) else { throw Failure("no file '\(file)'") }
        let claims = try signature.map { path in
            guard let content = try DurableFile.read(path: path) else { throw Failure("no file '\(path)'") }
            return SignatureFile.claim(content, file: bytes)
        }
        try verification.judge(SHA256Digest(of: bytes), claims: claims.isEmpty ? .none : .found(claims))
    }
}
