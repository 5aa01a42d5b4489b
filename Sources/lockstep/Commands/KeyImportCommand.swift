import ArgumentParser
import Foundation
import Manifests
import Trust

struct KeyImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take a key from a file of lockstep, OpenSSH, PKCS#8, cosign or minisign.")

    @Argument(help: "The name that it gets.") var name: String
    @Argument(help: "The file.") var file: String
    @Option(help: "Goes into exported files, as a rule the principal.") var comment: String = ""
    @OptionGroup var keys: KeyOptions
    @OptionGroup var recording: RecordingOptions
    @OptionGroup var format: OutputOptions

    func run() async throws {
        let content = try DurableFile.readSecret(path: file)
        let read = try PrivateKeyFile.parse(content, what: "'\(file)'", passphrase: keys.passphrases)
        let record = try await keys.store.add(
            name, key: read.key, comment: comment, minisignID: read.minisignID,
            passphrase: try keys.newPassphrase(for: name), at: RecordingOptions.now,
            announce: try recording.announcement(.imported, quietly: format.output == .json))
        KeyText.show([record], format)
    }
}
