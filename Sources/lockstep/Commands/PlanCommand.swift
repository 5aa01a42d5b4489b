import ArgumentParser
import Delivery
import Foundation
import Manifests

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what a sync would change, without changing it.",
        discussion: "Exits 0 when nothing would change and 1 when something would. Values of Secrets are never shown.",
        aliases: ["diff"])

    @OptionGroup var selection: EnvironmentSelection
    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var gate: GateOptions
    @OptionGroup var signers: ReleaseSigners
    @OptionGroup var decisions: DecisionOptions
    @OptionGroup var format: OutputOptions

    func run() async throws {
        try await cluster.withConnections { connections in
            let ahead = repository.lookAhead(at: selection.environment, connect: connections.connect)
            defer { ahead?.cancel() }
            let log = try decisions.log(at: "plan")
            let gate = try gate.lookingGate(decisions: log)
            let trust = try signers.trust(self.gate.trustedState)
            async let history = repository.holds(trust: trust)
            let checkout = try await repository.checkout()
            let holds = try await history
            var report = Report(style: .standardError)
            var plans: [Value] = []
            for name in try selection.names(in: checkout) {
                let outcome = await PlanOutcome.plan(
                    name, of: checkout, connect: connections.connect, gate: gate, holds: holds, ahead: ahead,
                    triesCreations: true)
                Exit.leave(outcome)
                guard let plan = report.take(outcome, of: name) else { continue }
                if !plan.isInSync { report.note(.difference) }
                if format.output == .json { plans.append(plan.report) } else { Self.show(plan) }
            }
            if format.output == .json { format.printJSON(["plans": .array(plans), "faults": .array(report.faults)]) }
            try await log?.close()
            try report.finish()
        }
    }

    private static func show(_ plan: Plan) {
        for line in PlanText(style: .standardOutput).lines(plan) { print(line) }
    }
}
