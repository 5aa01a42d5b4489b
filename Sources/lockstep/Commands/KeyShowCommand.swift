import ArgumentParser
import Foundation
import Manifests
import Trust

struct KeyShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one key.")

    @Argument(help: "The key's name.") var name: String
    @OptionGroup var keys: KeyOptions
    @OptionGroup var format: OutputOptions

    func run() async throws { KeyText.show([try keys.store.record(named: name)], format) }
}
