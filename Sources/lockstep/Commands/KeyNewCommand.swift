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
    @OptionGroup var recording: RecordingOptions
    @OptionGroup var format: OutputOptions

    func run() async throws {
        let record = try await keys.store.create(
            name, algorithm: algorithm, comment: comment, passphrase: try keys.newPassphrase(for: name),
            at: RecordingOptions.now,
            announce: try recording.announcement(.created, quietly: format.output == .json))
        KeyText.show([record], format)
    }
}
