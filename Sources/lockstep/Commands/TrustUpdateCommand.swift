import ArgumentParser
import Manifests
import Trust

struct TrustUpdateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Accept a trust policy here; from then on no older one is.",
        discussion: "The first one is accepted by its digest: --trust-anchor. It goes into the log, where one is kept.")

    @OptionGroup var trust: TrustOptions
    @OptionGroup var recording: RecordingOptions
    @OptionGroup var format: OutputOptions

    func run() async throws {
        let now = RecordingOptions.now
        let state = try trust.location.state(allowsExampleKeys: trust.allowExampleKeys)
        let before = try state.current(at: now)
        // The log has it before it holds: a policy of which the log says nothing is in force nowhere.
        let policy = try await trust.loggedPolicy(at: now, in: recording)
        try await recording.record(accepted: policy, after: before, quietly: format.output == .json)
        _ = try await trust.location.accept(into: state, at: now)
        switch format.output {
        case .json:
            format.printJSON([
                "version": .integer(policy.policy.version), "digest": .string("sha256:\(policy.digest.hex)"),
                "changed": .bool(before?.digest != policy.digest),
            ])
        case .text: print("trusted: version \(policy.policy.version), sha256 \(policy.digest.hex)")
        }
    }
}
