import ArgumentParser
import Foundation
import Trust

struct SecretCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret", abstract: "Seal values to an environment, open them, and move them to a new key.",
        subcommands: [SecretNewCommand.self, SecretSealCommand.self, SecretOpenCommand.self, SecretRotateCommand.self])
}

/// Where a value belongs.
struct PlaceOptions: ParsableArguments {
    @Option(help: "The environment.") var environment: String
    @Option(help: "The namespace.") var namespace: String
    @Option(help: "The object's name.") var name: String
    @Option(help: "The field within the object: 'data.KEY' or 'stringData.KEY'.") var field: String

    func validate() throws {
        guard SealedValue.isField(field) else {
            throw ValidationError(
                "expected --field 'data.KEY' or 'stringData.KEY', with letters, digits, '-', '_' and '.' in KEY, found "
                    + "'\(field)'")
        }
    }

    var place: SealedValue.Place {
        SealedValue.Place(environment: environment, namespace: namespace, name: name, field: field)
    }

    /// A long one is no argument that a system would take.
    static func sealed(_ text: String) throws -> SealedValue {
        guard text == "-" else { return try SealedValue(text) }
        let bytes = FileHandle.standardInput.readDataToEndOfFile()
        return try SealedValue(String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    }

    static func key(_ path: String, _ passphrases: PassphraseSource) throws -> SealingPrivateKey {
        try SealingPrivateKey.parse(
            try DurableFile.readSecret(path: path), what: "'\(path)'", passphrase: passphrases)
    }
}
