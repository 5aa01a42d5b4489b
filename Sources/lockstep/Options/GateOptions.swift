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

    @Flag(help: "Allow the keys of keys-example/, whose private halves are public. For the demo only.")
    var allowExampleKeys = false

    @OptionGroup var registry: RegistryOptions

    func validate() throws {
        guard let trustAnchor, SHA256Digest(hexadecimal: trustAnchor) == nil else { return }
        throw ValidationError("expected 64 hexadecimal digits after --trust-anchor, found '\(trustAnchor)'")
    }

    func gate() throws -> Gate {
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: trustState).deletingLastPathComponent(), withIntermediateDirectories: true)
        let state = TrustState(path: trustState, allowsExampleKeys: allowExampleKeys)
        let policies = CheckoutTrust(state: state, anchor: trustAnchor.flatMap(SHA256Digest.init(hexadecimal:)))
        let registry = registry
        let registries: ArtifactVerifier.Registry = { registry.sender(for: $0) }
        let models = S3ModelStore(.init(environment: ProcessInfo.processInfo.environment)).store(or: .folders)
        let policy: ArtifactTrust.Policy = { (checkout, now) async throws(TrustError) in
            try await policies.policy(of: checkout, at: now)
        }
        guard let folder = log ?? DefaultFolder.log else {
            return Gate(trust: ArtifactTrust(policy: policy, registry: registries, models: models))
        }
        let index = SignatureIndex(folder: folder)
        let logged: ArtifactTrust.Log = { (policy) throws(TrustError) in
            try index.signatures(policy: policy, at: RecordingOptions.now)
        }
        return Gate(trust: ArtifactTrust(policy: policy, registry: registries, models: models, log: logged))
    }
}
