import ArgumentParser
import Delivery
import Foundation
import Manifests
import Trust

struct SignBlobCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "blob", abstract: "Sign files: FILE.ENVIRONMENT.dsse.json or FILE.minisig beside each.",
        discussion: """
            A second signer's signature is FILE.ENVIRONMENT.2.dsse.json, and so on. A minisign signature is FILE.minisig; \
            another signer's, or one for another environment, FILE.ENVIRONMENT.minisig. Nothing is written before every \
            file was read and signed.
            """)

    enum Form: String, ExpressibleByArgument { case minisign, dsse }

    @Argument(help: "The files.") var files: [String] = []
    @Option(help: "minisign or dsse.") var form: Form = .dsse
    @OptionGroup var batch: BatchOptions
    @OptionGroup var binding: BindingOptions
    @OptionGroup var signing: SigningOptions

    private struct Draft: Sendable {
        var file: String
        var name: String
        var digests: FileDigests
        var binding: ReleaseBinding

        var statement: Statement { .release([.init(name: name, digest: digests.sha256)], binding: binding) }
    }

    func run() async throws {
        let drafts = try await drafts()
        let (key, id) = try signing.key.namedSigningKey()
        let signed =
            switch form {
            case .minisign: try minisign(drafts, key, id)
            case .dsse: try await envelopes(drafts, key)
            }
        let signatory = signing.signatory(key.publicKey)
        try await signing.publish(
            try zip(drafts, signed).map { draft, signed in
                let entry = LogEntry.signature(
                    signed.record, by: signatory, of: draft.digests.sha256, subject: draft.name,
                    binding: draft.binding, at: try RecordingOptions.time())
                return .init(file: .init(path: signed.path, bytes: signed.bytes), entry: entry)
            })
    }

    private func drafts() async throws -> [Draft] {
        let targets = try batch.targets(files)
        let progress = BatchProgress("read", of: targets.count)
        defer { BatchOptions.show("") }
        return try await Parallel.map(targets, limit: BatchOptions.width) { target in
            let name = URL(fileURLWithPath: target.place).lastPathComponent
            let bindings = try binding.bindings(of: target, name: name, among: targets.count)
            guard let digests = try FileDigests.read(path: target.place) else {
                throw Failure("no file '\(target.place)'")
            }
            if targets.count > 1 { progress.add() }
            return bindings.map { Draft(file: target.place, name: name, digests: digests, binding: $0) }
        }.flatMap { $0 }
    }

    private typealias Signed = (path: String, bytes: [UInt8], record: SHA256Digest)

    private func envelopes(_ drafts: [Draft], _ key: SigningKey) async throws -> [Signed] {
        let envelopes = try await BatchSigning.sign(drafts.map(\.statement), with: [key], workers: BatchOptions.width)
        return try zip(drafts, envelopes).map { draft, envelope in
            let path = try SignaturePlace.envelope(
                at: { SignaturePlace.envelope(of: draft.file, environment: draft.binding.environment, number: $0) },
                for: draft.statement, by: key.publicKey)
            return (path, envelope.bytes, envelope.digest)
        }
    }

    private func minisign(_ drafts: [Draft], _ key: SigningKey, _ id: MinisignKeyID?) throws -> [Signed] {
        var taken: Set<String> = []
        return try drafts.map { draft in
            let signature = try MinisignSignature.sign(
                draft.digests, with: key, id: id, trustedComment: draft.binding.trustedComment)
            let path = try SignaturePlace.minisign(
                of: draft.file, environment: draft.binding.environment, by: signature.keyID, taken: taken)
            taken.insert(path)
            return (path, Array(signature.text.utf8), signature.record)
        }
    }
}
