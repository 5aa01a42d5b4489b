import ArgumentParser
import Foundation
import Manifests
import Trust

struct SecretSealCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seal", abstract: "Seal the value on standard input.")

    @OptionGroup var place: PlaceOptions
    @Option(help: "The environment's sealing key, 'x25519:…'.") var to: String

    func run() async throws {
        let value = try DurableFile.readSecret(descriptor: STDIN_FILENO, what: "standard input")
        print(try SealedValue.seal(value, for: place.place, to: try SealingPublicKey(to)).text)
    }
}
