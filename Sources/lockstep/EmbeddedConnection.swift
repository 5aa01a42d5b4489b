import Cluster
import Delivery
import EmbeddedCluster
import Foundation
import Logging
import Transport

/// The embedded cluster on a state folder: the one that runs there already, or one inside this process.
actor EmbeddedConnection {
    private let state: String
    private var server: Task<Void, any Error>?

    init(state: String) { self.state = state }

    func connection() async throws(ClusterUnreachable) -> ClusterConnection {
        if let running = await running() { return running }
        return Self.connection(port: try await start())
    }

    /// Ends the server, if this process runs it; what it holds is on disk.
    func stop() async {
        server?.cancel()
        _ = await server?.result
        server = nil
    }

    static func connection(port: Int) -> ClusterConnection {
        var connection = ClusterConnection(name: "embedded", server: "http://127.0.0.1:\(port)")
        connection.proxy = .none
        return connection
    }

    /// The server that another process runs on the folder, by the kubeconfig that it wrote there.
    private func running() async -> ClusterConnection? {
        guard let config = try? KubeConfig.load(path: EmbeddedKubeConfig.path(in: state)),
            var connection = try? config.connection(context: "embedded")
        else { return nil }
        connection.proxy = .none
        let client = ClusterClient(connection)
        let answers = (try? await client.version()) != nil
        await client.shutdown()
        return answers ? connection : nil
    }

    private func start() async throws(ClusterUnreachable) -> Int {
        var configuration = ClusterServer.Configuration()
        configuration.state = state
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let service: ClusterServer
        do {
            service = try ClusterServer(
                configuration, logger: Logger(label: "lockstep.cluster.embedded") { _ in SwiftLogNoOpLogHandler() }
            ) {
                port.yield($0)
            }
        } catch {
            throw ClusterUnreachable("\(error)")
        }
        server = Task {
            defer { port.finish() }
            try await service.run()
        }
        for await port in ports { return port }
        throw ClusterUnreachable("expected the embedded cluster to start, found that it ended")
    }
}
