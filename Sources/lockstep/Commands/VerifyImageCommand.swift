import ArgumentParser
import Foundation
import Manifests
import Trust

struct VerifyImageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image", abstract: "Verify an image by its signatures in the registry.")

    @Argument(help: "The image.") var image: String
    @OptionGroup var verification: VerificationOptions
    @OptionGroup var registry: RegistryOptions

    func run() async throws {
        let reference = try ImageReference(image)
        try await verification.attempt {
            let signer = ImageSigner(reference, send: registry.sender(for: reference))
            let digest = try await signer.resolve()
            try await verification.judge(digest, claims: await signer.claims(for: digest))
        }
    }
}
