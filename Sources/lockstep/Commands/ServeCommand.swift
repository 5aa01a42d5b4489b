import ArgumentParser
import Cluster
import Delivery
import Foundation
import Logging
import Service
import ServiceLifecycle
import Trust
import UnixSignals

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Follow a Git repository and keep the clusters equal to it.",
        discussion: """
            Credentials come from the environment, never from the command line: LOCKSTEP_GIT_TOKEN or \
            LOCKSTEP_GIT_TOKEN_FILE for https, LOCKSTEP_GIT_SSH_KEY_FILE or an agent for ssh.
            """)

    @Option(help: "The Git repository to follow: a folder, or an https or ssh address.")
    var repository: String = "."

    @Option(help: "The branch to follow.")
    var branch: String = "main"

    @Option(help: "The longest time between two looks at the repository.")
    var interval: String = "30s"

    @Option(help: "The address for health, metrics and status.")
    var listen: String = "127.0.0.1:8420"

    @Option(help: "The folder that keeps what was fetched; it can be lost.")
    var store: String = Repositories.defaultStore

    @Option(
        name: .customLong("leader-election"),
        help: ArgumentHelp(
            "The Lease by which several daemons agree on the one that works, in the cluster that they run in.",
            valueName: "namespace/name"))
    var lease: LeaseName?

    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var gate: GateOptions
    @OptionGroup var releases: ReleaseOptions
    @OptionGroup var metrics: MetricsOptions
    @OptionGroup var decisions: DecisionFolderOptions
    @OptionGroup var api: APIOptions

    func run() async throws {
        let address = try Address(listen)
        let logger = Logger(label: "lockstep")
        let book = try gate.openedBook()
        try await cluster.withConnections { connections in
            let followed = try await Repositories.follow(
                repository, branch: branch, interval: try Interval(interval).duration, store: store, logger: logger)
            let board = StatusBoard()
            let records = try decisions.log(logger)
            let daemon = try daemon(
                connections, followed, board: board, decisions: records, book: book, logger: logger)
            let access = try api.access(host: address.host, board: board, decisions: records)
            let routes = (gate.log ?? DefaultFolder.log).map { LogRoutes(folder: $0, logger: logger) }
            let status = StatusService(
                board: board, access: access, log: routes, host: address.host, port: address.port,
                security: try api.security(), logger: logger
            ) { port in
                print("lockstep \(Lockstep.version), following \(repository) \(branch)")
                print("listening on http\(api.isSecure ? "s" : "")://\(address.urlHost):\(port)")
                fflush(nil)
            }
            try await lead(daemon, connections, board: board, logger: logger) { daemon in
                try await ServiceGroup(
                    services: [daemon, status], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger
                ).run()
            }
        }
    }

    /// Runs the daemon, or, where there are several, one that works when it leads.
    private func lead(
        _ daemon: Daemon, _ connections: Connections, board: StatusBoard, logger: Logger,
        run: (any Service) async throws -> Void
    ) async throws {
        guard let lease else { return try await run(daemon) }
        let client = try await connections.client(for: .inCluster)
        let leadership = Leadership(
            client, namespace: lease.namespace, name: lease.name, identity: lease.identity, logger: logger)
        do {
            try await run(LedDaemon(daemon, leadership: leadership, board: board, logger: logger))
        } catch let lost as LeadershipLost {
            await client.shutdown()
            throw Failure("\(lost)", exit: .unreachable)
        }
        await client.shutdown()
    }

    /// What follows the repository and keeps clusters equal to it, as the options say.
    ///
    /// - Parameter book: the log, opened; nil keeps none.
    func daemon(
        _ connections: Connections, _ followed: Repositories.Followed, board: StatusBoard,
        decisions records: (any DecisionLog)? = nil, book: LogBook? = nil, logger: Logger
    ) throws -> Daemon {
        let journal = GateOptions.journal(into: book)
        let (controller, holds, access) = try releases.controller(
            followed, gate: gate,
            checks: try metrics.checks(
                connections, followed, gate: try gate.gate(decisions: records, journal: journal),
                reach: gate.reach.reach, logger: logger), board: board,
            decisions: records, book: book, journal: journal, logger: logger)
        return Daemon(
            source: followed.source, connect: connections.connect,
            gate: try gate.gate(decisions: records, journal: journal, ownKey: access.ownKey), holds: holds,
            releases: controller,
            access: access,
            board: board, logger: logger)
    }
}
