import ArgumentParser
import Foundation
import Manifests
import Trust

struct VerifyModelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: "Verify a model folder by its bundle.")

    @Argument(help: "The folder.") var folder: String
    @Option(help: "The bundle; once for each.") var signature: [String]
    @OptionGroup var verification: VerificationOptions

    func run() async throws {
        let name = URL(fileURLWithPath: folder).lastPathComponent
        let model = try ModelStatement(name: name, resources: try await ModelResource.all(in: folder))
        let claims = try signature.map { path in
            guard let content = try DurableFile.read(path: path) else { throw Failure("no file '\(path)'") }
            return SignatureFile.modelClaim(content, name: name)
        }
        try await verification.attempt {
            try await verification.judge(
                model.root, claims: claims.isEmpty ? .none : .found(claims), predicateType: ModelStatement.predicateType
            )
        }
    }
}
