import ArgumentParser
import CMalloc
import Foundation
import Logging

@main
struct Lockstep: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "lockstep",
        abstract: "GitOps for machine-learning releases: what Git says is what runs.",
        discussion: """
            Exit codes: 0 done, 1 refused or found a difference, 2 usage or bad input, 3 could not reach something.
            """,
        version: "lockstep \(version)",
        subcommands: [
            DemoCommand.self, ServeCommand.self, CheckCommand.self, PlanCommand.self, SyncCommand.self,
            StatusCommand.self,
            HealthCommand.self, KeyCommand.self, SignCommand.self, VerifyCommand.self, TrustCommand.self,
            SecretCommand.self, ArtifactCommand.self,
            LogCommand.self, AuditCommand.self, PolicyCommand.self, AuthCommand.self, HistoryCommand.self,
            WatchCommand.self, PauseCommand.self, ResumeCommand.self, RollbackCommand.self, ApproveCommand.self,
            PromoteCommand.self, JudgeCommand.self, ChecksCommand.self, DriftCommand.self, SketchCommand.self,
            ClusterCommand.self,
            VersionCommand.self,
        ])

    static func main() async {
        // Nothing else names jemalloc, and what nothing names is not linked.
        _ = malloc_configuration()
        // A reader that goes away (`lockstep plan | head`) ends the output, not the process in mid-work.
        signal(SIGPIPE, SIG_IGN)
        // A file beyond a limit is an error like a full disk, not the end of the process in mid-write.
        signal(SIGXFSZ, SIG_IGN)
        LoggingSystem.bootstrap(VisibleLogHandler.init)
        Foresight.begin(Array(CommandLine.arguments.dropFirst()))
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            Exit.finish()
        } catch {
            Exit.finish(with: error, helpFor: Self.self)
        }
    }
}
