import ArgumentParser
import Delivery
import Foundation
import Manifests
import Trust

struct VerifyCommitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "commit", abstract: "Verify commits: each one that is named, or every one of a range.",
        discussion: """
            'A..B' is every commit that B has and A has not, by all parents; each is judged by the trust policy that \
            stood before it. SSH keys of other kinds than Ed25519 are verified by ssh-keygen, OpenPGP keys by gpg.
            """)

    @Argument(help: "Commits, tags or branches, or ranges 'A..B'.") var revisions: [String] = ["HEAD"]
    @Option(help: "The environment that is to follow them.") var environment: String
    @Option(help: "The repository.") var repository: String = "."
    @OptionGroup var trust: TrustOptions
    @OptionGroup var format: OutputOptions
    @OptionGroup var recording: RecordingOptions

    func run() async throws {
        let now = RecordingOptions.now
        let (policy, state) = try await trust.location.look(at: now, allowsExampleKeys: trust.allowExampleKeys)
        let policies = CheckoutTrust(state: state, anchor: nil)
        let check = CommitCheck(trust: policies, tools: GateOptions.signatureTools)
        let store = try await Repositories.store(of: repository)
        var reports: [Value] = []
        var outcomes: [CommitRange.Outcome] = []
        for revision in revisions {
            let range = try await CommitSelection(revision, in: store)
            let outcome = try await range.outcome(by: check, environment: environment, at: now)
            outcomes.append(outcome)
            reports.append(outcome.report(head: range.head))
            if format.output == .text { outcome.lines(head: range.head).forEach { print($0) } }
            try await record(outcome, policy)
        }
        if format.output == .json { format.printJSON(.array(reports)) }
        fflush(nil)
        let bad = outcomes.filter { !$0.isVerified }
        if bad.isEmpty { return }
        throw bad.allSatisfy(\.isUnavailable) ? Exit.unreachable : Exit.difference
    }

    private func record(_ outcome: CommitRange.Outcome, _ policy: VerifiedTrustPolicy) async throws {
        guard !outcome.isVerified else { return }
        let time = try RecordingOptions.time()
        try await recording.record(
            refusals: outcome.findings.prefix(100).map {
                .refusedCommit($0, environment: environment, policy: policy.digest, at: time)
            })
    }
}
