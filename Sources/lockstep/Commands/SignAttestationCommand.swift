import ArgumentParser
import Foundation
import Manifests
import Trust

struct SignAttestationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attestation", abstract: "Sign a predicate about a file.")

    @Argument(help: "The file that the predicate is about.") var subject: String
    @Option(help: "The predicate's type, a URI.") var type: String
    @Option(help: "The file with the predicate, a JSON object.") var predicate: String
    @OptionGroup var binding: BindingOptions
    @OptionGroup var signing: SigningKeyOptions

    func run() async throws {
        guard let bytes = try DurableFile.read(path: subject), let json = try DurableFile.read(path: predicate),
            let object = try JSON.parse(json).object
        else { throw Failure("expected '\(subject)' and a JSON object in '\(predicate)'") }
        let key = try signing.signingKey()
        let name = URL(fileURLWithPath: subject).lastPathComponent
        for binding in try binding.bindings() {
            let statement = try Statement.attestation(
                [.init(name: name, digest: SHA256Digest(of: bytes))], type: type, predicate: object, binding: binding)
            try SignedFile.write(
                try statement.signed(with: [key]).bytes, path: "\(subject).\(binding.environment).attestation.json")
        }
    }
}
