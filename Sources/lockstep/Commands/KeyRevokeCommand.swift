import ArgumentParser
import Foundation
import Manifests
import Trust

struct KeyRevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Mark a key as not to be relied on.")

    @Argument(help: "The key's name.") var name: String
    @Option(help: "Why.") var reason: String
    @Option(help: "Entries that the log has now: what is among them still holds.") var logSize: UInt64?
    @OptionGroup var keys: KeyOptions
    @OptionGroup var format: OutputOptions

    func run() async throws {
        let record = try keys.store.revoke(
            name, reason: reason, logSize: logSize, at: Timestamp(seconds: Int64(Date().timeIntervalSince1970)))
        KeyText.show([record], format)
    }
}
