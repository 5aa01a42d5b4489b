import ArgumentParser
import Foundation
import Manifests
import Trust

struct KeyRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Put a new key in the place of one, which stays, retired.")

    @Argument(help: "The key's name.") var name: String
    @OptionGroup var keys: KeyOptions
    @OptionGroup var recording: RecordingOptions
    @OptionGroup var format: OutputOptions

    func run() async throws {
        let (old, new) = try await keys.store.rotate(
            name, passphrase: try keys.newPassphrase(for: name),
            at: RecordingOptions.now,
            announce: try recording.announcement(.rotated, quietly: format.output == .json))
        KeyText.show([new, old], format)
    }
}
