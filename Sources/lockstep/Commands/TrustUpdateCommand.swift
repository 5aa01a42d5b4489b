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
        let before = trust.location.known(allowsExampleKeys: trust.allowExampleKeys)
        let policy = try await trust.logged(in: recording) { try trust.policy(at: RecordingOptions.now) }
        if before?.digest != policy.digest {
            let entries = LogEntry.accepted(policy, after: before, at: try RecordingOptions.time())
            try await recording.record({ (_) throws(TrustError) in entries }, quietly: format.output == .json)
        }
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
