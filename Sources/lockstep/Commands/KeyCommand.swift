import ArgumentParser

struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Make, list, import, export, rotate and revoke keys.",
        subcommands: [
            KeyNewCommand.self, KeyListCommand.self, KeyShowCommand.self, KeyExportCommand.self,
            KeyImportCommand.self, KeyRotateCommand.self, KeyRevokeCommand.self,
        ])
}
