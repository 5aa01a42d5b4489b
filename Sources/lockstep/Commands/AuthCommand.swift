import ArgumentParser

struct AuthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "auth", abstract: "Ask who may do what, by the access policies of a repository.",
        subcommands: [AuthCanICommand.self])
}
