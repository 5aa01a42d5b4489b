import ArgumentParser
import Foundation
import Manifests
import Trust

struct SignAttestationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attestation", abstract: "Sign a predicate about a file, a model folder or an image.",
        discussion: """
            Of a file or a folder it becomes a line of SUBJECT.ENVIRONMENT.intoto.jsonl; of an image, 'oci://NAME:TAG', \
            a referrer in its registry.
            """)

    @Argument(help: "The file, the model folder, or 'oci://' and an image that the predicate is about.")
    var subject: String
    @Option(help: "The predicate's type, a URI.") var type: String
    @Option(help: "The file with the predicate, a JSON object.") var predicate: String
    @OptionGroup var binding: BindingOptions
    @OptionGroup var signing: SigningOptions
    @OptionGroup var registry: RegistryOptions

    func run() async throws {
        let object = try predicateObject()
        if subject.hasPrefix("oci://") { return try await attestImage(object) }
        let path = ModelStore.named(subject)
        let name = URL(fileURLWithPath: path).lastPathComponent
        let subjects = try await subjects(at: path, name)
        let key = try signing.key.signingKey()
        var signatures: [SigningOptions.Signature] = []
        for binding in try binding.bindings(of: SigningTarget(place: subject), name: name) {
            let statement = try Statement.attestation(subjects, type: type, predicate: object, binding: binding)
            let envelope = try statement.signed(with: [key])
            let place = ModelStore.attestations(of: path, environment: binding.environment)
            let others = try DurableFile.read(path: place) ?? []
            signatures.append(
                .init(
                    file: .init(path: place, bytes: others + envelope.bytes + [0x0A]),
                    entry: try entry(envelope.digest, key, subjects[0].digest, name, binding)))
        }
        try await signing.publish(signatures)
    }

    private func predicateObject() throws -> Object {
        guard let json = try DurableFile.read(path: predicate) else {
            throw Failure("expected the predicate in '\(predicate)', found no such file")
        }
        let value: Value
        do { value = try JSON.parse(json) } catch {
            throw Failure("\(predicate): expected a JSON object: \(error)")
        }
        guard let object = value.object else {
            throw Failure("\(predicate): expected a JSON object, found \(value.kindInWords)")
        }
        return object
    }

    /// The folder as a model; a file as `sha256sum` has it, and as the model of one file that the gate takes it for.
    private func subjects(at path: String, _ name: String) async throws -> [Statement.Subject] {
        guard FileManager.default.fileExists(atPath: path) else { throw Failure("no file '\(subject)'") }
        let resources = try await ModelResource.all(in: path)
        let root = try ModelStatement(name: name, resources: resources).root
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue,
            let file = resources.first
        else { return [.init(name: name, digest: root)] }
        return [.init(name: name, digest: file.digest), .init(name: "\(name) (model)", digest: root)]
    }

    private func attestImage(_ predicate: Object) async throws {
        let reference = try ImageReference(String(subject.dropFirst(6)))
        let images = ImageSigner(reference, send: registry.sender(for: reference))
        let digest = try await images.resolve()
        let key = try signing.key.signingKey()
        let book = try signing.book()
        for binding in try binding.bindings(of: SigningTarget(place: subject), name: reference.name) {
            let statement = try Statement.attestation(
                [.init(name: reference.name, digest: digest)], type: type, predicate: predicate, binding: binding)
            let signature = try ImageSignature(attesting: statement, of: digest, with: key)
            let entry = try entry(signature.record, key, digest, reference.name, binding)
            let receipts = try await book?.record([entry]) ?? []
            try await images.publish(signature)
            RecordingOptions.tell(receipts, in: book, quietly: true)
        }
        print("\(reference.name)@sha256:\(digest.hex)")
    }

    private func entry(
        _ record: SHA256Digest, _ key: SigningKey, _ digest: SHA256Digest, _ name: String, _ binding: ReleaseBinding
    ) throws -> LogEntry {
        .signature(
            record, by: signing.signatory(key.publicKey), of: digest, subject: name, binding: binding,
            at: try RecordingOptions.time())
    }
}
