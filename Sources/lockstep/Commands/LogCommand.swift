import ArgumentParser

struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Read, prove, verify, watch, serve, keep and witness the transparency log.",
        subcommands: [
            LogNewCommand.self, LogShowCommand.self, LogProveCommand.self, LogVerifyCommand.self,
            LogMonitorCommand.self, LogServeCommand.self, LogPublishCommand.self, LogRotateCommand.self,
            LogAdoptCommand.self, LogWitnessCommand.self,
        ])
}
