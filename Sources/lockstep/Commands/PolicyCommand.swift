import ArgumentParser

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Check, test, explain and evaluate policies.",
        subcommands: [
            PolicyCheckCommand.self, PolicyTestCommand.self, PolicyEvalCommand.self, PolicyExplainCommand.self,
            PolicyFormatCommand.self, PolicyCoverageCommand.self, PolicyBenchCommand.self,
            PolicyLintCommand.self, PolicyWhoCanCommand.self, PolicyDiffCommand.self, PolicyBundleCommand.self,
            PolicyAuditCommand.self, PolicyInterfaceCommand.self,
        ])
}
