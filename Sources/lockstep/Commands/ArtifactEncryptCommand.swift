import ArgumentParser
import Foundation
import Trust

struct ArtifactEncryptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encrypt", abstract: "Encrypt a file to a sealing key: FILE.sealed.",
        discussion: "The file is bound to its name: under another one it does not open. It needs no secret.")

    @Argument(help: "The file.") var file: String
    @Option(help: "The sealing key, 'x25519:…'.") var to: String
    @Option(help: "The artifact's name; else the file's.") var name: String?
    @Option(help: "Where to write; else FILE.sealed.") var into: String?

    func run() async throws {
        let target = into ?? file + ".sealed"
        try SealedArtifact.seal(
            file: file, into: target, name: name ?? URL(fileURLWithPath: file).lastPathComponent,
            to: try SealingPublicKey(to))
        print("wrote \(target)")
    }
}
