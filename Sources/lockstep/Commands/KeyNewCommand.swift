import ArgumentParser
import Foundation
import Manifests
import Trust

struct KeyNewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Make a key and keep it under a passphrase.")

    @Argument(help: "The key's name.") var name: String
    @Option(help: "ed25519, or p256 for other tools.") var algorithm: KeyStore.Algorithm = .ed25519
    @Option(help: "Goes into exported files, as a rule the principal.") var comment: String = ""
    @OptionGroup var keys: KeyOptions
    @OptionGroup var format: OutputOptions

    func run() async throws {
        let record = try keys.store.create(
            name, algorithm: algorithm, comment: comment, passphrase: try keys.newPassphrase(for: name),
            at: Timestamp(seconds: Int64(Date().timeIntervalSince1970)))
        KeyText.show([record], format)
    }
}
