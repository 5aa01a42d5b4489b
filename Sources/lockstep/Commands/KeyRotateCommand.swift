import ArgumentParser
import Foundation
import Manifests
import Trust

struct KeyRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Put a new key in the place of one, which stays, retired.")

    @Argument(help: "The key's name.") var name: String
    @OptionGroup var keys: KeyOptions
    @OptionGroup var format: OutputOptions

    func run() async throws {
        let (old, new) = try keys.store.rotate(
            name, passphrase: try keys.newPassphrase(for: name),
            at: Timestamp(seconds: Int64(Date().timeIntervalSince1970)))
        KeyText.show([new, old], format)
    }
}
