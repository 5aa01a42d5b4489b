import ArgumentParser
import Foundation
import Manifests
import Trust

struct SignModelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: "Sign the files of a model folder.")

    @Argument(help: "The folder.") var folder: String
    @Option(help: "A P-256 key of the store, for a second bundle that 'model_signing verify key' accepts.")
    var compatibilityKey: String?
    @OptionGroup var binding: BindingOptions
    @OptionGroup var signing: SigningKeyOptions

    func run() async throws {
        let name = URL(fileURLWithPath: folder).lastPathComponent
        let resources = try await ModelResource.all(in: folder)
        let key = try signing.signingKey()
        for binding in try binding.bindings() {
            let model = try ModelStatement(name: name, resources: resources, binding: binding)
            let bundle = try SigstoreBundle.sign(model.statement, with: key)
            try SignedFile.write(bundle.bytes, path: "\(folder).\(binding.environment).sigstore.json")
            if let compatibilityKey {
                let other = try signing.keys.store.signingKey(
                    named: compatibilityKey, passphrase: signing.keys.passphrases)
                let second = try SigstoreBundle.sign(model.statement, with: .memory(other))
                try SignedFile.write(second.bytes, path: "\(folder).\(binding.environment).p256.sig")
            }
        }
    }
}
