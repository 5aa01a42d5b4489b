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
    @Option(help: "The field within the object, like 'data.password'.") var field: String

    var place: SealedValue.Place {
        SealedValue.Place(environment: environment, namespace: namespace, name: name, field: field)
    }

    static func key(_ path: String, _ passphrases: PassphraseSource) throws -> SealingPrivateKey {
        try SealingPrivateKey.parse(
            try DurableFile.readSecret(path: path), what: "'\(path)'", passphrase: passphrases)
    }
}
