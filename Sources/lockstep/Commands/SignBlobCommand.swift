import ArgumentParser
import Foundation
import Manifests
import Trust

struct SignBlobCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "blob", abstract: "Sign a file: FILE.minisig or FILE.dsse.json beside it.")

    enum Form: String, ExpressibleByArgument { case minisign, dsse }

    @Argument(help: "The file.") var file: String
    @Option(help: "minisign or dsse.") var form: Form = .dsse
    @OptionGroup var binding: BindingOptions
    @OptionGroup var signing: SigningOptions

    func run() async throws {
        guard let bytes = try DurableFile.read(path: file) else { throw Failure("no file '\(file)'") }
        let (key, minisignID) = try signing.key.namedSigningKey()
        let name = URL(fileURLWithPath: file).lastPathComponent
        let digest = SHA256Digest(of: bytes)
        let signatory = signing.signatory(key.publicKey)
        var files: [Publication.File] = []
        var entries: [LogEntry] = []
        for binding in try binding.bindings() {
            let record: SHA256Digest
            switch form {
            case .minisign:
                let signature = try MinisignSignature.sign(
                    bytes, with: key, id: minisignID, trustedComment: binding.trustedComment)
                files.append(.init(path: "\(file).minisig", bytes: Array(signature.text.utf8)))
                record = signature.record
            case .dsse:
                let envelope = try Statement.release([.init(name: name, digest: digest)], binding: binding)
                    .signed(with: [key])
                files.append(.init(path: "\(file).\(binding.environment).dsse.json", bytes: envelope.bytes))
                record = envelope.digest
            }
            entries.append(
                .signature(
                    record, by: signatory, of: digest, subject: name, binding: binding,
                    at: try RecordingOptions.time()))
        }
        try await signing.publish(files, entries)
    }
}
