import ArgumentParser

struct SignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign", abstract: "Sign files, attestations, images and models.",
        subcommands: [
            SignBlobCommand.self, SignAttestationCommand.self, SignImageCommand.self, SignModelCommand.self,
        ])
}
