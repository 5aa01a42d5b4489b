import ArgumentParser
import Foundation
import Manifests
import Trust

struct SignModelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: "Sign the files of a model.",
        discussion: """
            A folder or a file of this machine gets its bundle beside it. Of an address, such as \
            'https://models.example/fraud/3/model.onnx', 's3://models/fraud/3' or 'hf://OWNER/MODEL:COMMIT', the files \
            are read from there, and the bundle is written into this folder, with where to publish it.
            """)

    @Argument(help: "The folder, the file, or the address.") var model: String
    @Option(help: "A P-256 key of the store, for a second bundle that 'model_signing verify key' accepts.")
    var compatibilityKey: String?
    @OptionGroup var binding: BindingOptions
    @OptionGroup var signing: SigningOptions

    func run() async throws {
        let place = try ModelPlace(self.model)
        let name = place.name
        let resources = try await place.resources()
        let key = try signing.key.signingKey()
        var files: [Publication.File] = []
        var entries: [LogEntry] = []
        for binding in try binding.bindings() {
            let model = try ModelStatement(name: name, resources: resources, binding: binding)
            var signers = [(key, try Self.path(at: place, of: model, for: binding.environment, key))]
            if let compatibilityKey {
                let keys = signing.key.keys
                let other = try keys.store.signingKey(named: compatibilityKey, passphrase: keys.passphrases)
                signers.append(
                    (
                        .memory(other),
                        "\(place.bundlePath(for: binding.environment, number: 1).dropLast(Self.ending.count)).p256.sig"
                    ))
            }
            for (key, path) in signers {
                let bundle = try SigstoreBundle.sign(model.statement, with: key)
                files.append(.init(path: path, bytes: bundle.bytes))
                entries.append(
                    .signature(
                        bundle.envelope.digest, by: signing.signatory(key.publicKey), of: model.root, subject: name,
                        binding: binding, at: try RecordingOptions.time()))
            }
        }
        try await signing.publish(files, entries)
        for file in files { place.publication(of: file.path).map { print($0) } }
    }

    private static let ending = ".sigstore.json"

    /// Beside other people's bundles of the same files; in the place of one's own and of those of other files.
    private static func path(
        at place: ModelPlace, of model: ModelStatement, for environment: String, _ key: SigningKey
    ) throws -> String {
        let hint = SigstoreBundle.hint(for: key.publicKey)
        for number in 1...ModelStore.mostBundles {
            let path = place.bundlePath(for: environment, number: number)
            guard let bytes = try DurableFile.read(path: path), let bundle = try? SigstoreBundle.parse(bytes),
                bundle.keyHint != hint, let statement = try? Statement.parse(bundle.envelope.payload),
                statement.subjects.map(\.digest) == [model.root]
            else { return path }
        }
        throw Failure("expected at most \(ModelStore.mostBundles) signers of '\(place.place)' for '\(environment)'")
    }
}
