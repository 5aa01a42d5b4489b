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
    @OptionGroup var signing: SigningKeyOptions

    func run() async throws {
        guard let bytes = try DurableFile.read(path: file) else { throw Failure("no file '\(file)'") }
        let key = try signing.signingKey()
        for binding in try binding.bindings() {
            switch form {
            case .minisign:
                let signature = try MinisignSignature.sign(bytes, with: key, trustedComment: binding.trustedComment)
                try SignedFile.write(Array(signature.text.utf8), path: "\(file).minisig")
            case .dsse:
                let name = URL(fileURLWithPath: file).lastPathComponent
                let statement = Statement.release(
                    [.init(name: name, digest: SHA256Digest(of: bytes))], binding: binding)
                try SignedFile.write(
                    try statement.signed(with: [key]).bytes, path: "\(file).\(binding.environment).dsse.json")
            }
        }
    }
}
