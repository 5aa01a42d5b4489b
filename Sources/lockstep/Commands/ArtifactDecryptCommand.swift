import ArgumentParser
import Foundation
import Trust

struct ArtifactDecryptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decrypt", abstract: "Decrypt a file; it is there whole, or not at all.",
        discussion: "A chunk that was changed, left out, repeated or moved, and a missing end, are refused (exit 1).")

    @Argument(help: "The encrypted file.") var file: String
    @OptionGroup var keys: KeyOptions
    @Option(help: "The file with the private sealing key.") var with: String
    @Option(help: "The artifact's name; else the file's without '.sealed'.") var name: String?
    @Option(help: "Where to write; else the file's name without '.sealed'.") var into: String?
    @Flag(help: "Write over a file that is there.") var force = false

    func run() async throws {
        let plain = file.hasSuffix(".sealed") ? String(file.dropLast(".sealed".count)) : nil
        guard let target = into ?? plain else { throw Failure("expected where to write", hint: "name it with --into") }
        guard force || !FileManager.default.fileExists(atPath: target) else {
            throw Failure(
                "expected no file at '\(target)', found one",
                hint: "write elsewhere with --into, or over it with --force")
        }
        let name = name ?? URL(fileURLWithPath: plain ?? target).lastPathComponent
        try SealedArtifact.open(
            file: file, into: target, name: name, with: try PlaceOptions.key(with, keys.passphrases),
            replaces: force)
        print("wrote \(target)")
    }
}
