import ArgumentParser
import Delivery
import Foundation
import Manifests

struct PolicyAuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Ask the policies in force about what runs now, whoever made it.",
        discussion: """
            Looks at the environment's namespaces: at the kinds that it declares and those that policies count. Exits 1 \
            where an enforced policy is violated or cannot judge, 3 where a kind cannot be listed.
            """)

    @OptionGroup var selection: EnvironmentSelection
    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var gate: GateOptions
    @OptionGroup var format: OutputOptions

    func run() async throws {
        let checkout = try await repository.checkout()
        let names = try selection.names(in: checkout)
        let gate = try gate.lookingGate()
        let reports = try await cluster.withConnections { connections in
            var reports: [LiveAudit.Report] = []
            for name in names { reports.append(try await Self.audit(name, of: checkout, by: gate, connections)) }
            return reports
        }
        if format.output == .json {
            format.printJSON(["audits": .array(reports.map(\.value))])
        } else {
            for report in reports { Self.show(report) }
        }
        if reports.contains(where: { $0.findings.contains { $0.enforcement == "deny" || $0.isFault } }) {
            throw Exit.difference
        }
        if reports.contains(where: { !$0.unlisted.isEmpty }) { throw Exit.unreachable }
    }

    private static func audit(
        _ name: String, of checkout: Checkout, by gate: Gate, _ connections: Connections
    ) async throws -> LiveAudit.Report {
        switch await Environment.load(name, from: checkout) {
        case .invalid(_, let diagnostics):
            throw Failure(diagnostics.map(\.description).joined(separator: "\n"))
        case .loaded(let environment, _):
            let live = try await connections.connect(environment.spec.cluster)
            switch gate.audit(of: checkout, on: live, at: Instant.now().milliseconds) {
            case .failure(let faults): throw Failure(faults.diagnostics.map(\.description).joined(separator: "\n"))
            case .success(let audit): return try await audit.run(environment)
            }
        }
    }

    private static func show(_ report: LiveAudit.Report) {
        let style = Style.standardOutput
        let name = style.bold("\(report.environment)")
        print("\(name): \(report.objects) objects, \(report.findings.count) findings" as TerminalText)
        for (policy, count) in report.counts {
            print("  \(style.yellow("\(policy)")): \(count)" as TerminalText)
            for finding in report.findings where finding.policy == policy {
                let since: TerminalText = finding.since.map { style.faint("  since \($0)") } ?? ""
                print("    \(finding.enforcement) \(finding.object): \(finding.message)\(since)" as TerminalText)
            }
        }
        for kind in report.unlisted { print("  " + style.red("not listed: \(kind)")) }
    }
}
