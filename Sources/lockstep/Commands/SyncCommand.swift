import ArgumentParser
import Delivery
import Foundation
import Manifests

struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Bring the cluster to what Git says, once.",
        discussion: """
            Does once what 'lockstep serve' does all the time. A work tree is applied as it lies there; name a commit \
            with --revision to apply that.
            """)

    @OptionGroup var selection: EnvironmentSelection
    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var gate: GateOptions
    @OptionGroup var signers: ReleaseSigners
    @OptionGroup var decisions: DecisionOptions
    @OptionGroup var format: OutputOptions
    @Flag(help: "Do not wait until what was applied last is healthy.") var noWait = false

    func run() async throws {
        try await cluster.withConnections { connections in
            let ahead = repository.lookAhead(at: selection.environment, connect: connections.connect)
            defer { ahead?.cancel() }
            let log = try decisions.log(at: "sync")
            let gate = try gate.gate(decisions: log)
            let trust = try signers.trust(self.gate.trustedState)
            async let history = repository.holds(trust: trust)
            let checkout = try await repository.checkout()
            let holds = try await history
            var report = Report(style: .standardError)
            var results: [Value] = []
            for name in try selection.names(in: checkout) {
                let outcome = await PlanOutcome.plan(
                    name, of: checkout, connect: connections.connect, gate: gate, holds: holds, ahead: ahead,
                    triesCreations: false)
                Exit.leave(outcome)
                guard let plan = report.take(outcome, of: name), case .planned(_, let cluster, _) = outcome else {
                    continue
                }
                let progress = SyncProgress(plan: plan, isShown: format.output == .text)
                do throws(ClusterUnreachable) {
                    let sync = Sync(cluster: cluster)
                    var applied = try await sync.run(
                        plan, onStep: { await progress.done($0) }, onWait: { await progress.waits($0) })
                    if !noWait {
                        applied = try await sync.awaitingHealth(applied, of: plan) { await progress.waits($0) }
                    }
                    Exit.leave(applied)
                    await progress.finish(applied)
                    if !applied.isCompleteAndHealthy { report.note(.difference) }
                    results.append(applied.report)
                } catch {
                    _ = report.take(.unreachable(error.reason), of: name)
                }
            }
            if format.output == .json { format.printJSON(["syncs": .array(results), "faults": .array(report.faults)]) }
            try await log?.close()
            try report.finish()
        }
    }
}
