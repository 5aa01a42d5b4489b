import ArgumentParser

struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Read, prove, verify and watch the transparency log.",
        subcommands: [
            LogNewCommand.self, LogShowCommand.self, LogProveCommand.self, LogVerifyCommand.self,
            LogMonitorCommand.self,
        ])
}
