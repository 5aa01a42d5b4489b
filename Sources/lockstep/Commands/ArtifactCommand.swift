import ArgumentParser

struct ArtifactCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "artifact", abstract: "Encrypt artifacts for storage, and decrypt them.",
        subcommands: [ArtifactEncryptCommand.self, ArtifactDecryptCommand.self])
}
