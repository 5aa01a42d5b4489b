import ArgumentParser
import Cluster
import Delivery
import Foundation
import Logging
import Manifests
import Service
import Transport
import Trust

/// The loop, end to end, in one process: a remote, the embedded cluster, the daemon, a model's clients, and a person who
/// does things.
struct Demo {
    let repository: String
    let staysUp: Bool

    /// The webhook's secret; it guards nothing.
    private static let webhookSecret = "whsec_" + Data("a secret of the demo, thirty-two".utf8).base64EncodedString()

    func run() async throws {
        let narrator = Narrator()
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "lockstep-demo-\(UUID().uuidString.prefix(8))"
        ).path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // What a daemon keeps goes into the demo's folder, too.
        for (name, value) in [
            ("XDG_STATE_HOME", "\(folder)/state"), ("XDG_DATA_HOME", "\(folder)/data"),
            ("LOCKSTEP_LOG", "\(folder)/log"),
            ("LOCKSTEP_DEMO_WEBHOOK", Self.webhookSecret),
        ] { setenv(name, value, 1) }
        try await play(narrator, folder: folder)
    }

    private func play(_ narrator: Narrator, folder: String) async throws {
        narrator.say("Lockstep \(Lockstep.version): what Git says is what runs.")
        narrator.chapter(1, "A Git repository is made from environments/, and a transparency log is begun")
        let root = URL(fileURLWithPath: repository).standardizedFileURL.path
        let checkout = try await Checkout.workTree(at: root, repository: folder, kustomize: nil)
        let files = Dictionary(checkout.files.map { ($0.path, $0.bytes) }) { first, _ in first }
            .merging(try Self.trust(root)) { $1 }
        let logger = Logger(label: "lockstep.demo") { _ in SwiftLogNoOpLogHandler() }
        let (git, first) = try await DemoRepository.make(in: folder, files: files, logger: logger)
        // Each demo's log is another one, also for those who look at it from outside.
        let name = URL(fileURLWithPath: folder).lastPathComponent
        let book = try await LogBook.begin(at: "\(folder)/log", origin: "demo.example.com/\(name)")
        narrator.done("\(folder)/environments.git, \(files.count) files, commit \(first.prefix(8))")

        let inbox = DemoInbox()
        try await withThrowingTaskGroup(of: Void.self) { group in
            let (ports, port) = AsyncStream.makeStream(of: Int.self)
            let receiver = RetrainingInbox(logger: logger) {
                port.yield($0)
            } take: { message in
                Task { await inbox.take(message) }
            }
            group.addTask { try await receiver.run() }
            let pipeline = await ports.first { _ in true } ?? 0
            let triggers = DemoManifests.triggers("http://127.0.0.1:\(pipeline)/retrain")
            try DurableFile.write(Array(triggers.utf8), path: "\(folder)/triggers.yaml")
            let keys = "\(root)/keys-example/keys"
            let models = DemoModel(
                folder: "\(folder)/models",
                key: try SigningKeySource("\(keys)/alice-release", environment: [:]).open(
                    store: KeyStore(folder: keys, allowsExampleKeys: true),
                    passphrase: KeyOptions.passphrases(descriptor: nil)), book: book)
            let serve = try ServeCommand.parse(Self.arguments(folder: folder, root: root, trust: files))
            try await serve.cluster.withConnections { connections in
                try await tell(
                    narrator, checkout, folder: folder, serve: serve, connections,
                    git: git, models: models, inbox: inbox, logger: logger)
            }
            group.cancelAll()
        }
    }

    private func tell(
        _ narrator: Narrator, _ checkout: Checkout, folder: String, serve: ServeCommand, _ connections: Connections,
        git: DemoRepository, models: DemoModel, inbox: DemoInbox, logger: Logger
    ) async throws {
        narrator.chapter(2, "The embedded cluster starts")
        let (address, time) = try await Self.timed { try await connections.embeddedAddress() }
        guard let address else { throw Failure("expected the embedded cluster to start") }
        let kubeconfig = "\(folder)/kubeconfig"
        try EmbeddedKubeConfig.write(server: address, to: kubeconfig)
        narrator.done("a Kubernetes API on \(address)", after: time)

        var connection = ClusterConnection(name: "embedded", server: address)
        connection.proxy = .none
        let client = ClusterClient(connection)
        let followed = try await Repositories.follow(
            serve.repository, branch: serve.branch, interval: .seconds(30), store: serve.store, logger: logger)
        let board = StatusBoard()
        let stage = DemoStage(
            git: git, source: followed.source, board: board, client: client, models: models,
            clients: DemoClients(serving: "\(address)/serving"), inbox: inbox, serving: "\(address)/serving")
        let daemon = try serve.daemon(connections, followed, board: board, logger: logger)
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let service = StatusService(
            board: board, access: APIAccess(allowsAnonymousReads: true, board: board),
            log: LogRoutes(folder: "\(folder)/log", logger: logger), host: "127.0.0.1", port: 0,
            logger: logger
        ) { port.yield($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run() }
            let story = DemoStory(narrator: narrator, stage: stage)
            try await story.plan(checkout, connect: connections.connect)
            group.addTask { try await daemon.run() }
            group.addTask { await stage.clients.run() }
            try await story.tell()
            try await story.settle()
            try await summarise(narrator, stage: stage)
            if staysUp {
                let port = await ports.first { _ in true } ?? 0
                await linger(narrator, kubeconfig: kubeconfig, server: address, port: port, folder: folder)
            }
            group.cancelAll()
        }
        await client.shutdown()
    }

    /// The example's trust policy, as the repository keeps it.
    private static func trust(_ root: String) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in ["trust.yaml", "trust.yaml.signatures.json"] {
            guard let bytes = try DurableFile.read(path: "\(root)/keys-example/trust/\(name)") else {
                throw Failure(
                    "expected '\(root)/keys-example/trust/\(name)', found none",
                    hint: "run it in Lockstep's own repository, or name that with --repository")
            }
            files["trust/\(name)"] = bytes
        }
        return files
    }

    /// What a person would type after `lockstep serve`.
    private static func arguments(folder: String, root: String, trust: [String: [UInt8]]) -> [String] {
        [
            "--repository", "\(folder)/environments.git", "--store", "\(folder)/store", "--state", "\(folder)/cluster",
            "--trust-anchor", SHA256Digest(of: trust["trust/trust.yaml"] ?? []).hex, "--allow-example-keys",
            "--trust-state", "\(folder)/trust.json", "--log", "\(folder)/log",
            "--release-key", "\(root)/keys-example/keys/lockstep-committer", "--triggers", "\(folder)/triggers.yaml",
        ]
    }

    private func summarise(_ narrator: Narrator, stage: DemoStage) async throws {
        narrator.chapter(13, "What Git remembers")
        narrator.command("git log --format='%h  %an  %s'")
        narrator.detail(try await stage.git.history().map { "\($0)" })
        narrator.say("\nSummary")
        let statuses = await stage.board.all
        narrator.detail([
            "environments  \(statuses.map { "\($0.name) \($0.phase.rawValue)" }.joined(separator: ", "))",
            "resources     \(statuses.reduce(0) { $0 + $1.resources })",
            "predictions   \(stage.clients.requests)",
            "seconds       \(String(format: "%.1f", narrator.elapsed / .seconds(1)))",
        ])
    }

    /// Stays until interrupted.
    private func linger(_ narrator: Narrator, kubeconfig: String, server: String, port: Int, folder: String) async {
        let (interrupts, interrupt) = AsyncStream.makeStream(of: Void.self)
        let sources = [SIGINT, SIGTERM].map { DispatchSource.makeSignalSource(signal: $0) }
        // A source takes its signal over some time after it was resumed; nobody is told to send one before.
        let (registrations, registration) = AsyncStream.makeStream(of: Void.self)
        for source in sources {
            source.setEventHandler { interrupt.yield() }
            source.setRegistrationHandler { registration.yield() }
            source.resume()
        }
        for await _ in registrations.prefix(sources.count) {}
        narrator.say("\nIt stays up; end it with Ctrl-C.")
        narrator.detail([
            "cluster     \(server)",
            "repository  \(folder)/environments.git",
            "status      http://127.0.0.1:\(port)/api/v1/status, or: lockstep status --server http://127.0.0.1:\(port)",
            "log         http://127.0.0.1:\(port)/log, or: lockstep audit --log \(folder)/log",
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
