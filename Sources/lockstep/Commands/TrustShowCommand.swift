import ArgumentParser
import Manifests
import Trust

struct TrustShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show who is trusted with what: the policy that was accepted last.")

    @Flag(help: "Show the file instead, which nobody may have signed.") var file = false
    @OptionGroup var trust: TrustOptions
    @OptionGroup var format: OutputOptions

    func run() async throws {
        let now = RecordingOptions.now
        let policy: TrustPolicy
        let digest: SHA256Digest
        if file {
            let bytes = try trust.location.bytes()
            policy = try TrustPolicy.read(bytes, file: trust.location.trust)
            digest = SHA256Digest(of: bytes)
        } else {
            let state = try trust.location.state(allowsExampleKeys: trust.allowExampleKeys)
            guard let current = try state.current(at: now) else {
                throw Failure(
                    "no trust policy has been trusted yet",
                    hint: "'lockstep trust update --trust-anchor DIGEST' begins; --file shows the file",
                    exit: .difference)
            }
            (policy, digest) = (current.policy, current.digest)
        }
        switch format.output {
        case .json: format.printJSON(policy.report(digest: digest, at: now))
        case .text: policy.lines(digest: digest, at: now).forEach { print($0) }
        }
    }
}
