import ArgumentParser
import Manifests
import Trust

struct TrustSignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign", abstract: "Sign a trust policy with a root key: FILE.signatures.json.",
        discussion: """
            The signatures of others over the same bytes are kept. A new version needs the threshold of the old root \
            keys and that of its own, and must be exactly one higher.
            """)

    @OptionGroup var signing: SigningOptions

    func run() async throws {
        let now = RecordingOptions.now
        let bytes = try signing.trust.bytes()
        let policy = try TrustPolicy.read(bytes, file: signing.trust.trust)
        let key = try signing.key.signingKey()
        let allowsExamples = signing.key.keys.allowExampleKeys
        let current = signing.trust.known(allowsExampleKeys: allowsExamples)
        try policy.requireRoot(key.publicKey, or: current?.policy)
        let earlier = try DurableFile.read(path: signing.trust.signaturesPath)
        var signed = SignedTrustPolicy(bytes: bytes, signatures: [])
        if let earlier {
            signed = try SignedTrustPolicy(bytes: bytes, signatureFile: earlier).keepingValid(by: current?.policy)
        }
        signed = try signed.adding(signatureBy: key)
        let entry = LogEntry.policyChange(
            to: signed.digest, version: policy.version,
            by: LogEntry.Signatory(key.publicKey, policy: current), reason: "signed", at: try RecordingOptions.time())
        try await signing.publish(
            [.init(file: .init(path: signing.trust.signaturesPath, bytes: signed.signatureFile), entry: entry)])
        print("version \(policy.version), sha256 \(signed.digest.hex)")
        for count in signed.counts(current: current?.policy, at: now) { print(count) }
    }
}
