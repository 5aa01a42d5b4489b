import ArgumentParser
import Foundation
import Manifests
import Trust

struct KeyListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the keys of the store.")

    @OptionGroup var keys: KeyOptions
    @OptionGroup var format: OutputOptions

    func run() async throws { KeyText.show(try keys.store.list(), format) }
}
