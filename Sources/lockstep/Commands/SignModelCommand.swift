import ArgumentParser
import Delivery
import Foundation
import Manifests
import Trust

struct SignModelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: "Sign the files of models.",
        discussion: """
            A folder or a file of this machine gets its bundle beside it. Of an address, such as \
            'https://models.example/fraud/3/model.onnx', 's3://models/fraud/3' or 'hf://OWNER/MODEL:COMMIT', the files \
            are read from there, and the bundle is written into this folder, with where to publish it. Nothing is \
            written before every model was read and signed.
            """)

    @Argument(help: "The folders, the files, or the addresses.") var models: [String] = []
    @Option(
        help: """
            'whole', as OpenSSF Model Signing and the gate have it, or 'chunked', which digests one huge file on every \
            core.
            """)
    var digest: FileDigestMethod = .whole
    @Option(help: "A P-256 key of the store, for a second bundle that 'model_signing verify key' accepts.")
    var compatibilityKey: String?
    @OptionGroup var batch: BatchOptions
    @OptionGroup var binding: BindingOptions
    @OptionGroup var signing: SigningOptions

    func validate() throws {
        guard digest == .whole || compatibilityKey == nil else {
            throw ValidationError("expected --digest whole with --compatibility-key: 'model_signing' reads no other")
        }
    }

    /// A statement, and where its bundle goes.
    private struct Draft: Sendable {
        var place: ModelPlace
        var statement: Statement
        var root: SHA256Digest
        var binding: ReleaseBinding
    }

    func run() async throws {
        let drafts = try await drafts()
        let key = try signing.key.signingKey()
        var signatures = try await signatures(of: drafts, by: key) { draft in
            try SignaturePlace.bundle(
                at: { draft.place.bundlePath(for: draft.binding.environment, number: $0) }, for: draft.statement,
                by: key.publicKey)
        }
        if let compatibilityKey {
            let keys = signing.key.keys
            let other = try keys.store.signingKey(named: compatibilityKey, passphrase: keys.passphrases)
            signatures += try await self.signatures(of: drafts, by: .memory(other)) { draft in
                let path = draft.place.bundlePath(for: draft.binding.environment, number: 1)
                return "\(path.dropLast(Self.ending.count)).p256.sig"
            }
        }
        try await signing.publish(signatures.map(\.signature))
        for signed in signatures { signed.place.publication(of: signed.signature.file.path).map { print($0) } }
    }

    private static let ending = ".sigstore.json"

    private func drafts() async throws -> [Draft] {
        let targets = try batch.targets(models)
        let hasher = ModelHasher(threads: max(1, BatchOptions.width / targets.count))
        let progress = BatchProgress("read", of: targets.count)
        defer { BatchOptions.show("") }
        return try await Parallel.map(targets, limit: BatchOptions.width) { target in
            let place = try ModelPlace(target.place)
            let bindings = try binding.bindings(of: target, name: place.name, among: targets.count)
            let model = try await place.content(by: digest, hasher: hasher, showsProgress: targets.count == 1)
            if targets.count > 1 { progress.add() }
            return try bindings.map { binding in
                Draft(
                    place: place, statement: try model.statement(binding), root: model.root, binding: binding)
            }
        }.flatMap { $0 }
    }

    private func signatures(
        of drafts: [Draft], by key: SigningKey, at path: (Draft) throws -> String
    ) async throws -> [(place: ModelPlace, signature: SigningOptions.Signature)] {
        let paths = try drafts.map(path)
        let bundles = try await BatchSigning.bundles(
            drafts.map(\.statement), with: key, workers: BatchOptions.width)
        return try zip(zip(drafts, paths), bundles).map { draft, bundle in
            let (draft, path) = draft
            let entry = LogEntry.signature(
                bundle.envelope.digest, by: signing.signatory(key.publicKey), of: draft.root, subject: draft.place.name,
                binding: draft.binding, at: try RecordingOptions.time())
            return (draft.place, .init(file: .init(path: path, bytes: bundle.bytes), entry: entry))
        }
    }
}

extension FileDigestMethod: ExpressibleByArgument {}
