import ArgumentParser
import Foundation
import Manifests
import Trust

struct SecretOpenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Open a sealed value and write it to standard output.")

    @OptionGroup var place: PlaceOptions
    @OptionGroup var keys: KeyOptions
    @Option(help: "The file with the private sealing key.") var with: String
    @Argument(help: "The sealed value; '-' is standard input.") var value: String

    func run() async throws {
        let opened = try PlaceOptions.sealed(value).open(
            for: place.place, with: try PlaceOptions.key(with, keys.passphrases))
        FileHandle.standardOutput.write(Data(opened.exposedBytes))
    }
}
