import ArgumentParser

struct TrustCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust", abstract: "Show, sign, verify and accept trust policies.",
        subcommands: [
            TrustShowCommand.self, TrustSignCommand.self, TrustVerifyCommand.self, TrustUpdateCommand.self,
        ])
}
