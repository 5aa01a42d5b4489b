import ArgumentParser
import Foundation
import Trust

struct SecretNewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Make an environment's sealing key, and print its public half.",
        discussion: """
            The file holds the private half under a passphrase; 'lockstep serve --secrets-key FILE' opens values with \
            it. The public half, 'x25519:…', is for everybody who seals.
            """)

    @Argument(help: "The file to write.") var file: String
    @OptionGroup var keys: KeyOptions

    func run() async throws {
        let key = try SealingPrivateKey.generate()
        let text = try key.text(passphrase: try keys.newPassphrase(for: file))
        try DurableFile.write(Array(text.utf8), path: file, mode: 0o600, replaces: false)
        print(key.publicKey)
    }
}
