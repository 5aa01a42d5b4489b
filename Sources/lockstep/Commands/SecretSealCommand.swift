import ArgumentParser
import Foundation
import Manifests
import Trust

struct SecretSealCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seal", abstract: "Seal the value on standard input.")

    @OptionGroup var place: PlaceOptions
    @OptionGroup var target: SealingTarget

    func run() async throws {
        let key = try await target.key(for: place.environment)
        let value = try DurableFile.readSecret(
            descriptor: STDIN_FILENO, what: "standard input", limit: SealedValue.mostBytes)
        print(try SealedValue.seal(value, for: place.place, to: key).text)
    }
}
