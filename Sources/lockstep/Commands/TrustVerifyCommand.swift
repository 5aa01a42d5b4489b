import ArgumentParser
import Manifests
import Trust

struct TrustVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Say whether a trust policy would be accepted, without accepting it.",
        discussion: "Exits 0 when it would, 1 when not; a refusal goes into the log, where one is kept.")

    @OptionGroup var trust: TrustOptions
    @OptionGroup var recording: RecordingOptions
    @OptionGroup var format: OutputOptions

    func run() async throws {
        let policy = try await trust.loggedPolicy(at: RecordingOptions.now, in: recording)
        switch format.output {
        case .json:
            format.printJSON([
                "verdict": "verified", "version": .integer(policy.policy.version),
                "digest": .string("sha256:\(policy.digest.hex)"),
            ])
        case .text: print("verified: version \(policy.policy.version), sha256 \(policy.digest.hex)")
        }
    }
}
