import ArgumentParser
import Foundation
import Manifests
import Trust

struct SecretRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Seal a value anew, to another key.")

    @OptionGroup var place: PlaceOptions
    @OptionGroup var keys: KeyOptions
    @Option(help: "The file with the old private sealing key.") var from: String
    @Option(help: "The new sealing key, 'x25519:…'.") var to: String
    @Argument(help: "The sealed value.") var value: String

    func run() async throws {
        let old = try PlaceOptions.key(from, keys.passphrases)
        print(try SealedValue(value).rotated(for: place.place, from: old, to: try SealingPublicKey(to)).text)
    }
}
