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
    @OptionGroup var signing: SigningOptions
    @OptionGroup var registry: RegistryOptions

    func run() async throws {
        let reference = try ImageReference(image)
        let signer = ImageSigner(reference, send: registry.sender(for: reference))
        let digest = try await signer.resolve()
        let key = try signing.key.signingKey()
        let book = try signing.recording.book()
        for binding in try binding.bindings() {
            let signature = try ImageSignature(
                of: reference, digest: digest, binding: binding, with: key, layout: layout)
            let entry = LogEntry.signature(
                signature.record, by: signing.signatory(key.publicKey), of: digest, subject: reference.name,
                binding: binding, at: try RecordingOptions.time())
            // In the log before it is in the registry: what verifies is logged.
            let receipts = try await book?.record([entry]) ?? []
            try await signer.publish(signature)
            RecordingOptions.tell(receipts, in: book, quietly: true)
        }
        print("\(reference.name)@sha256:\(digest.hex)")
    }
}
