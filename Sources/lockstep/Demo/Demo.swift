import Cluster
import Delivery
import Foundation
import Logging
import Manifests
import Service

/// The loop, end to end, in one process: a remote, the embedded cluster, the daemon, and a person who does things.
struct Demo {
    let repository: String
    let staysUp: Bool

    func run() async throws {
        let narrator = Narrator()
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "lockstep-demo-\(UUID().uuidString.prefix(8))"
        ).path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let embedded = EmbeddedConnection(state: "\(folder)/cluster")
        do {
            try await play(narrator, folder: folder, embedded: embedded)
            await embedded.stop()
        } catch {
            await embedded.stop()
            throw error
        }
    }

    private func play(_ narrator: Narrator, folder: String, embedded: EmbeddedConnection) async throws {
        narrator.say("Lockstep \(Lockstep.version): what Git says is what runs.")
        narrator.chapter(1, "A Git repository is made from environments/")
        let checkout = try await Checkout.workTree(at: repository, repository: folder, kustomize: nil)
        let files = Dictionary(checkout.files.map { ($0.path, $0.bytes) }) { first, _ in first }
        let logger = Logger(label: "lockstep.demo") { _ in SwiftLogNoOpLogHandler() }
        let git = try await DemoRepository.make(in: folder, files: files, logger: logger)
        narrator.done("\(folder)/environments.git, \(files.count) files, commit \(await git.head.prefix(8))")

        narrator.chapter(2, "The embedded cluster starts")
        let (connection, time) = try await Self.timed { try await embedded.connection() }
        let kubeconfig = "\(folder)/kubeconfig"
        try EmbeddedKubeConfig.write(server: connection.server, to: kubeconfig)
        narrator.done("a Kubernetes API on \(connection.server)", after: time)

        let client = ClusterClient(connection)
        let cluster = ConnectedCluster(client)
        let source = try await Repositories.source(
            "\(folder)/environments.git", branch: "main", interval: .seconds(30), store: "\(folder)/store",
            logger: logger)
        let board = StatusBoard()
        let stage = DemoStage(git: git, source: source, board: board, client: client) { _ in cluster }
        let daemon = Daemon(source: source, connect: stage.connect, board: board, logger: logger)
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let service = StatusService(board: board, host: "127.0.0.1", port: 0, logger: logger) { port.yield($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run() }
            let story = DemoStory(narrator: narrator, stage: stage)
            try await story.plan(checkout)
            group.addTask { try await daemon.run() }
            try await story.tell()
            await summarise(narrator, stage: stage, cluster: cluster)
            if staysUp {
                let address = await ports.first { _ in true } ?? 0
                await linger(narrator, kubeconfig: kubeconfig, server: connection.server, port: address, folder: folder)
            }
            group.cancelAll()
        }
        await client.shutdown()
    }

    private func summarise(_ narrator: Narrator, stage: DemoStage, cluster: ConnectedCluster) async {
        let statuses = await stage.board.all
        narrator.say("\nSummary")
        narrator.detail([
            "environments  \(statuses.map(\.name).joined(separator: ", ")), all synced",
            "resources     \(statuses.reduce(0) { $0 + $1.resources })",
            "commits       \(await stage.git.commits)",
            "seconds       \(String(format: "%.1f", narrator.elapsed / .seconds(1)))",
            "requests      \(cluster.requestCount)",
        ])
    }

    /// Stays until interrupted.
    private func linger(_ narrator: Narrator, kubeconfig: String, server: String, port: Int, folder: String) async {
        signal(SIGINT, SIG_IGN)
        signal(SIGTERM, SIG_IGN)
        let (interrupts, interrupt) = AsyncStream.makeStream(of: Void.self)
        let sources = [SIGINT, SIGTERM].map { DispatchSource.makeSignalSource(signal: $0) }
        for source in sources {
            source.setEventHandler { interrupt.yield() }
            source.resume()
        }
        narrator.say("\nIt stays up; end it with Ctrl-C.")
        narrator.detail([
            "cluster     \(server)",
            "repository  \(folder)/environments.git",
            "status      http://127.0.0.1:\(port)/api/v1/status, or: lockstep status --server http://127.0.0.1:\(port)",
            "try         kubectl --kubeconfig \(kubeconfig) -n staging get inferenceservices,deployments,pods",
        ])
        for await _ in interrupts { break }
        for source in sources { source.cancel() }
    }

    private static func timed<Result>(_ work: () async throws -> Result) async rethrows -> (Result, Duration) {
        let start = ContinuousClock.now
        let result = try await work()
        return (result, ContinuousClock.now - start)
    }
}
