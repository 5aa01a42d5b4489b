import ArgumentParser

struct PolicyBundleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle", abstract: "Show, sign and verify a repository's policies as one thing.",
        subcommands: [
            PolicyBundleBuildCommand.self, PolicyBundleSignCommand.self, PolicyBundleVerifyCommand.self,
        ])
}
