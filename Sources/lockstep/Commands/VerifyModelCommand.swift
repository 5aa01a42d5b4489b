import ArgumentParser
import Foundation
import Manifests
import Trust

struct VerifyModelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: "Verify a model by its bundles: a folder, a file, or the address of one.")

    @Argument(help: "The folder, the file, or the address, such as 's3://…', 'https://…', 'hf://OWNER/MODEL:COMMIT'.")
    var model: String
    @Option(help: "A bundle, once for each; else those that lie beside the model.") var signature: [String] = []
    @Option(help: "'whole' or 'chunked', as the model was signed.") var digest: FileDigestMethod = .whole
    @OptionGroup var verification: VerificationOptions

    func run() async throws {
        let place = try ModelPlace(self.model)
        try await verification.attempt {
            let content = try await place.content(by: digest)
            let claims = try await bundles(of: place).map {
                SignatureFile.modelClaim($0, name: place.name, method: digest)
            }
            try await verification.judge(
                content.root, claims: claims.isEmpty ? .none : .found(claims),
                predicateType: ModelStatement.predicateType(of: digest),
                differences: Self.differences(of: content, from: claims))
        }
    }

    private func bundles(of place: ModelPlace) async throws -> [[UInt8]] {
        guard !signature.isEmpty else { return try await place.bundles(for: verification.environment) }
        return try signature.map { path in
            guard let content = try DurableFile.read(path: path) else { throw Failure("no file '\(path)'") }
            return content
        }
    }

    /// How the files differ from those of the newest statement about other ones; whose word that is, the verdict says.
    private static func differences(
        of content: ModelContent, from claims: [Result<SignedClaim, TrustError>]
    ) -> ModelComparison? {
        guard case .whole(let found) = content else { return nil }
        let newest = claims.compactMap { try? $0.get() }.filter { !$0.digests.contains(found.root) }
            .max { $0.binding.version < $1.binding.version }
        guard let statement = newest?.statement, let signed = try? ModelStatement.read(statement, name: found.name)
        else { return nil }
        return ModelComparison(signed: signed, found: found.resources)
    }
}
