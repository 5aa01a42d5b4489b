import ArgumentParser
import Foundation
import Manifests
import Trust

struct SignImageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image", abstract: "Sign an image in its registry.")

    @Argument(help: "The image; what its tag means now is signed, by digest.") var image: String
    @Option(help: "tag or referrers.") var layout: ImageSigner.Layout = .referrers
    @OptionGroup var binding: BindingOptions
    @OptionGroup var signing: SigningKeyOptions
    @OptionGroup var registry: RegistryOptions

    func run() async throws {
        let reference = try ImageReference(image)
        // RegistryOptions.sender: a RegistrySender over Transport, with the credentials of the registry.
        let signer = ImageSigner(reference, send: registry.sender(for: reference))
        let digest = try await signer.resolve()
        let key = try signing.signingKey()
        for binding in try binding.bindings() {
            try await signer.sign(digest, binding: binding, with: key, layout: layout)
        }
        print("\(reference.name)@sha256:\(digest.hex)")
    }
}
