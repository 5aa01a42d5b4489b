import ArgumentParser
import Catalog
import Delivery
import Foundation
import Trust

/// By what environments that demand signatures are judged.
struct GateOptions: ParsableArguments {
    @Option(help: "The SHA-256 digest of the first trust policy to trust, where none has been trusted yet.")
    var trustAnchor: String?

    @Option(help: "Where the newest trusted policy is remembered; else $LOCKSTEP_TRUST_STATE.")
    var trustState: String =
        ProcessInfo.processInfo.environment["LOCKSTEP_TRUST_STATE"] ?? DefaultFolder.state("trust.json")

    @Option(
        help: "The folder of the transparency log that signatures must be in where that is asked; served under /log.")
    var log: String?

    @Option(help: "Remembers which versions of artifacts environments have accepted; else $LOCKSTEP_VERSIONS.")
    var versions: String =
        ProcessInfo.processInfo.environment["LOCKSTEP_VERSIONS"] ?? DefaultFolder.state("versions.json")

    @Flag(help: "Allow the keys of keys-example/, whose private halves are public. For the demo only.")
    var allowExampleKeys = false

    @Flag(help: "Verify the commits of every environment, also of those that do not demand it in Git.")
    var requireSignedCommits = false

    @Option(help: "A file with a private sealing key, for the sealed values of Secrets; once for each.")
    var secretsKey: [String] = []

    @Option(help: "Read the passphrase of the sealing keys from this file descriptor instead of the terminal.")
    var secretsPassphraseFD: Int32?

    @OptionGroup var registry: RegistryOptions

    func validate() throws {
        guard let trustAnchor, SHA256Digest(hexadecimal: trustAnchor) == nil else { return }
        throw ValidationError("expected 64 hexadecimal digits after --trust-anchor, found '\(trustAnchor)'")
    }

    func gate(decisions: (any DecisionLog)? = nil) throws -> Gate {
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: trustState).deletingLastPathComponent(), withIntermediateDirectories: true)
        let accepted = AcceptedVersions(path: versions)
        let state = TrustState(path: trustState, allowsExampleKeys: allowExampleKeys)
        let policies = CheckoutTrust(state: state, anchor: trustAnchor.flatMap(SHA256Digest.init(hexadecimal:)))
        let record = try recorder()
        let commits = CommitCheck(
            trust: policies, tools: Self.signatureTools, isAlwaysDemanded: requireSignedCommits,
            record: record)
        let opening = try secretKeys()
        let registry = registry
        let registries: ArtifactVerifier.Registry = { registry.sender(for: $0) }
        let models = S3ModelStore(.init(environment: ProcessInfo.processInfo.environment)).store(or: .folders)
        let policy: ArtifactTrust.Policy = { (checkout, now) async throws(TrustError) in
            try await policies.policy(of: checkout, at: now)
        }
        let policyVersions = PolicyVersions(
            path: URL(fileURLWithPath: trustState).deletingLastPathComponent().path + "/policy-versions.json")
        guard let folder = log ?? DefaultFolder.log else {
            return Gate(
                trust: ArtifactTrust(
                    policy: policy, registry: registries, models: models, versions: accepted, record: record),
                commits: commits,
                secrets: opening, decisions: decisions, policyVersions: policyVersions)
        }
        let index = SignatureIndex(folder: folder)
        let logged: ArtifactTrust.Log = { (policy) throws(TrustError) in
            try index.signatures(policy: policy, at: RecordingOptions.now)
        }
        return Gate(
            trust: ArtifactTrust(
                policy: policy, registry: registries, models: models, log: logged, versions: accepted, record: record),
            commits: commits,
            secrets: opening, decisions: decisions, policyVersions: policyVersions)
    }

    /// Writes into the log where one was begun here.
    private func recorder() throws -> CommitCheck.Record? {
        guard let folder = log ?? DefaultFolder.log, LogBook.exists(at: folder) else { return nil }
        let book = try LogBook(at: folder)
        return { _ = try await book.record($0) }
    }

    /// Keys of files, and of the file descriptor that `LOCKSTEP_SECRETS_KEY_FD` names.
    private func secretKeys() throws -> SecretKeys {
        var files = try secretsKey.map { ("'\($0)'", try DurableFile.readSecret(path: $0)) }
        if let text = ProcessInfo.processInfo.environment["LOCKSTEP_SECRETS_KEY_FD"] {
            guard let descriptor = Int32(text) else {
                throw Failure("expected a file descriptor in LOCKSTEP_SECRETS_KEY_FD, found '\(text)'")
            }
            let what = "file descriptor \(descriptor)"
            files.append((what, try DurableFile.readSecret(descriptor: descriptor, what: what)))
        }
        guard !files.isEmpty else { return SecretKeys() }
        let passphrases = try KeyOptions.onePassphrase(descriptor: secretsPassphraseFD)
        return SecretKeys(
            try files.map { try SealingPrivateKey.parse($0.1, what: $0.0, passphrase: passphrases) })
    }

    static var signatureTools: SignatureTools {
        SignatureTools(searchPath: ProcessInfo.processInfo.environment["PATH"] ?? "")
    }
}
