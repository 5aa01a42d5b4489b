import ArgumentParser
import Delivery
import Trust

struct PolicyBundleVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Verify who signed a repository's policies for an environment.",
        discussion: "Asks what the gate asks where 'spec.policies' of the environment demands it.")

    @OptionGroup var repository: RepositoryOptions

    @Option(help: "The environment that is judged by the policies.")
    var environment: String

    @Option(help: "A role that must have signed; once for each.")
    var role: [Role] = [.security]

    @Option(help: "People of each role that must have signed, at least.")
    var required: Int = 1

    @OptionGroup var trust: TrustOptions
    @OptionGroup var recording: RecordingOptions

    func run() async throws {
        let checkout = try await repository.checkout()
        let now = RecordingOptions.now
        let policy = try await trust.loggedPolicy(at: now, in: recording)
        let verdict = PolicyBundle.verdict(
            on: checkout, environment: environment, BundleDemand(roles: role, required: required),
            by: policy, log: nil, at: now)
        guard let verified = verdict.verified else {
            let entry = PolicyBundle.refusal(
                verdict, of: checkout, environment: environment, by: policy, at: try RecordingOptions.time())
            try await recording.record({ (_) throws(TrustError) in [entry] }, quietly: true)
            for refusal in verdict.refusals { print("refused: \(refusal)") }
            throw verdict.isUnavailable ? Exit.unreachable : Exit.difference
        }
        print("verified sha256:\(verified.digest.hex) version \(verified.version) for '\(environment)'")
        for signer in verified.signers {
            print(
                "  \(signer.principal) with key '\(signer.keyName)' as \(signer.roles.map(\.rawValue).joined(separator: ", "))"
            )
        }
    }
}
