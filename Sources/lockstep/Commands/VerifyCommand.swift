import ArgumentParser
import Trust

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Verify files, commits, images and models against the trust policy.",
        discussion: "Exits 0 when verified, 1 when refused, 2 on bad input, 3 when it could not be found out.",
        subcommands: [
            VerifyBlobCommand.self, VerifyCommitCommand.self, VerifyImageCommand.self, VerifyModelCommand.self,
        ])
}

extension ImageSigner.Layout: ExpressibleByArgument {}
