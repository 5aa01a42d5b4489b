import ArgumentParser
import Delivery
import Foundation
import Manifests

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show how the environments stand, as the running daemon sees them.",
        discussion: """
            Exits 0 when every environment is synced and all in it healthy or suspended, 1 when one is not, 3 when no \
            daemon answers. Without \
            a daemon, 'lockstep plan' tells whether the cluster is as Git says.
            """)

    @Argument(help: "The environment; all of them where none is named.")
    var environment: String?

    @Option(help: "The daemon's address.")
    var server: String = "http://127.0.0.1:8420"

    @OptionGroup var format: OutputOptions

    func run() async throws {
        let answer = try await DaemonStatus.fetch(from: server)
        if let standby = answer["standby"]?.string {
            throw Failure(
                "expected the daemon that leads at '\(server)', found one that waits: \(standby)", exit: .unreachable)
        }
        var statuses = answer["environments"]?.array ?? []
        if let environment {
            let names = statuses.compactMap { $0["environment"]?.string }
            statuses.removeAll { $0["environment"]?.string != environment }
            guard !statuses.isEmpty else {
                let nearest = NearestName.suggest(environment, among: names)
                let known = names.isEmpty ? "none" : names.joined(separator: ", ")
                throw Failure(
                    "expected one of the environments (\(known)), found '\(environment)'",
                    hint: nearest.map { "did you mean '\($0)'?" })
            }
        }
        if format.output == .json {
            format.printJSON(["environments": .array(statuses)])
        } else {
            if statuses.isEmpty { print("no environments: the daemon at \(server) follows none") }
            for status in statuses { StatusText(style: .standardOutput).lines(status).forEach { print($0) } }
        }
        let isFine = statuses.allSatisfy { $0["phase"]?.string == "synced" && $0["unhealthy"] == nil }
        if !isFine { throw Exit.difference }
    }
}
