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
    @OptionGroup var target: SealingTarget
    @Argument(help: "The sealed value; '-' is standard input.") var value: String

    func run() async throws {
        let new = try await target.key(for: place.environment)
        let old = try PlaceOptions.key(from, keys.passphrases)
        print(try PlaceOptions.sealed(value).rotated(for: place.place, from: old, to: new).text)
    }
}
