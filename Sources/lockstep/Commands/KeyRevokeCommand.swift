import ArgumentParser
import Foundation
import Manifests
import Trust

struct KeyRevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Mark a key as not to be relied on.")

    @Argument(help: "The key's name.") var name: String
    @Option(help: "Why.") var reason: String
    @Option(help: "Entries of the log that still hold; else as many as it has now.") var logSize: UInt64?
    @OptionGroup var keys: KeyOptions
    @OptionGroup var recording: RecordingOptions
    @OptionGroup var format: OutputOptions

    func run() async throws {
        let size = try logSize ?? recording.book().map { UInt64(try $0.checkpoint().checkpoint.size) }
        let record = try await keys.store.revoke(
            name, reason: reason, logSize: size, at: RecordingOptions.now,
            announce: try recording.announcement(.revoked, quietly: format.output == .json))
        KeyText.show([record], format)
    }
}
