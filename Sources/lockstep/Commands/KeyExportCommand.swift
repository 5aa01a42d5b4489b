import ArgumentParser
import Manifests
import Trust

struct KeyExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a key, or the committers of a trust policy, as other tools read them.")

    @Argument(help: "The key's name.") var name: String?
    @Flag(help: "Write the policy's committers as an allowed signers file for git.") var allowedSigners = false
    @Flag(help: "Write the private key.") var secret = false
    @Option(help: "Of the public key: openssh, pem, minisign.") var publicFormat: PublicKeyFile.Format = .openssh
    @Option(help: "Of the private key: lockstep, openssh, pkcs8, cosign, minisign.") var secretFormat:
        PrivateKeyFile.Format =
            .openssh
    @Flag(help: "Write the private key in the clear.") var plain = false
    @OptionGroup var keys: KeyOptions
    @OptionGroup var trust: TrustLocation

    func run() async throws {
        if allowedSigners {
            let policy = try await trust.look(
                at: RecordingOptions.now, allowsExampleKeys: keys.allowExampleKeys
            ).policy
            Swift.print(AllowedSigners.text(policy.policy), terminator: "")
            return
        }
        guard let name else { throw Failure("expected the name of a key, or --allowed-signers") }
        if secret {
            let new = plain ? nil : try keys.newPassphrase(for: name)
            Swift.print(
                try keys.store.export(name, format: secretFormat, passphrase: keys.passphrases, newPassphrase: new),
                terminator: "")
        } else {
            let record = try keys.store.record(named: name)
            Swift.print(
                try PublicKeyFile.text(
                    record.publicKey, format: publicFormat, comment: record.comment, minisignID: record.minisignID),
                terminator: "")
        }
    }
}
