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
    @OptionGroup var verification: VerificationOptions

    func run() async throws {
        let place = try ModelPlace(self.model)
        try await verification.attempt {
            let model = try ModelStatement(name: place.name, resources: try await place.resources())
            let claims = try await bundles(of: place).map { SignatureFile.modelClaim($0, name: place.name) }
            try await verification.judge(
                model.root, claims: claims.isEmpty ? .none : .found(claims), predicateType: ModelStatement.predicateType
            )
        }
    }

    private func bundles(of place: ModelPlace) async throws -> [[UInt8]] {
        guard !signature.isEmpty else { return try await place.bundles(for: verification.environment) }
        return try signature.map { path in
            guard let content = try DurableFile.read(path: path) else { throw Failure("no file '\(path)'") }
            return content
        }
    }
}
