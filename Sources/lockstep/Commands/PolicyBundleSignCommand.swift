import ArgumentParser
import Delivery
import Foundation
import Manifests
import Trust

struct PolicyBundleSignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign", abstract: "Sign a repository's policies for an environment.",
        discussion: """
            Adds an envelope to policies/bundle.ENVIRONMENT.dsse.jsonl. The signature holds until a policy, a use of \
            one or a module changes; signatures of other content are taken out.
            """)

    @Option(help: "The environments repository, as it lies there.")
    var repository: String = "."

    @Option(help: "The environment that the signature is for; once for each.")
    var environment: [String]

    @Option(name: .customLong("bundle-version"), help: "Rises with every signed change of the policies, from 1.")
    var version: Int64

    @OptionGroup var signing: SigningOptions

    func run() async throws {
        let checkout = try await Repositories.checkout(repository, revision: nil)
        let bundle: PolicyBundle
        switch PolicyBundle.load(checkout.policies) {
        case .success(let loaded): bundle = loaded
        case .failure(let faults): throw Failure(faults.diagnostics.map(\.description).joined(separator: "\n"))
        }
        guard version >= 1, let digest = SHA256Digest(hexadecimal: bundle.digest) else {
            throw Failure("expected a version from 1, found \(version)")
        }
        let key = try signing.key.signingKey()
        var signatures: [SigningOptions.Signature] = []
        for environment in environment {
            let binding = ReleaseBinding(
                artifact: PolicyBundle.artifact, environment: environment, version: version,
                issued: RecordingOptions.now)
            let envelope = try Statement.release([.init(name: PolicyBundle.artifact, digest: digest)], binding: binding)
                .signed(with: [key])
            let path = PolicyBundle.signatures(for: environment)
            let others = checkout.policies.first { $0.path == path }.map { standing($0.bytes, digest) } ?? []
            let entry = LogEntry.signature(
                envelope.digest, by: signing.signatory(key.publicKey), of: digest, subject: PolicyBundle.artifact,
                binding: binding, at: try RecordingOptions.time())
            let file = Publication.File(path: "\(repository)/\(path)", bytes: others + envelope.bytes + [0x0A])
            signatures.append(.init(file: file, entry: entry))
        }
        try await signing.publish(signatures)
    }

    /// The lines of others that are of the same content.
    private func standing(_ bytes: [UInt8], _ digest: SHA256Digest) -> [UInt8] {
        bytes.split(separator: 0x0A).filter { line in
            guard let envelope = try? Envelope.parse(Array(line)),
                let statement = try? Statement.parse(envelope.payload)
            else { return false }
            return statement.subjects.contains { $0.digest == digest }
        }.reduce(into: []) { $0 += $1 + [0x0A] }
    }
}
