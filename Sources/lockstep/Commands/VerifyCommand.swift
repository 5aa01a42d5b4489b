import ArgumentParser
import Trust

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Verify files, commits, images and models against the trust policy.",
        discussion: "Exits 0 when verified, 1 when refused, 2 on bad input, 3 when it could not be found out.",
        subcommands: [
            VerifyBlobCommand.self, VerifyCommitCommand.self, VerifyImageCommand.self, VerifyLogCommand.self,
            VerifyModelCommand.self,
        ])
}

/// As 'log verify'.
struct VerifyLogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: LogVerifyCommand.configuration.abstract,
        discussion: LogVerifyCommand.configuration.discussion)

    @OptionGroup var command: LogVerifyCommand

    func run() async throws { try await command.run() }
}

extension ImageSigner.Layout: ExpressibleByArgument {}
