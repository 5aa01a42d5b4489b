import Cluster
import Delivery
import Foundation
import Transport

/// The clusters that one run of the command line talks to, each connected once.
actor Connections {
    private let kubeconfig: String?
    private let context: String?
    private let embedded: EmbeddedConnection
    private var embeddedServer: String?
    private var clients: [String: ClusterClient] = [:]
    private var clusters: [String: ConnectedCluster] = [:]
    /// Whoever asks for a cluster while it is being connected waits for that.
    private var underway: [String: Task<Result<ConnectedCluster, ClusterUnreachable>, Never>] = [:]

    init(kubeconfig: String?, context: String?, state: String) {
        self.kubeconfig = kubeconfig
        self.context = context
        embedded = EmbeddedConnection(state: state)
    }

    /// Requests sent to all of them.
    var requestCount: Int { clusters.values.reduce(0) { $0 + $1.requestCount } }

    func close() async {
        for client in clients.values { await client.shutdown() }
        await embedded.stop()
    }

    @Sendable
    nonisolated func connect(_ reference: ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster {
        try await cluster(for: reference)
    }

    /// Where the embedded cluster tells what it counts of the models that it serves.
    ///
    /// - Returns: nil where the options name another cluster in its place.
    func embeddedMetrics() async throws(ClusterUnreachable) -> String? {
        try await embeddedAddress().map { "\($0)/serving/metrics" }
    }

    /// The embedded cluster's address, once it runs.
    ///
    /// - Returns: nil where the options name another cluster in its place.
    func embeddedAddress() async throws(ClusterUnreachable) -> String? {
        _ = try await cluster(for: .embedded)
        return embeddedServer
    }

    /// A client of its own, with nothing before it in the queue; whoever asks ends it.
    func client(for reference: ClusterReference) async throws(ClusterUnreachable) -> ClusterClient {
        ClusterClient(try await connection(for: reference))
    }

    private func cluster(for reference: ClusterReference) async throws(ClusterUnreachable) -> ConnectedCluster {
        let key = context.map { "context '\($0)'" } ?? (kubeconfig != nil ? "the kubeconfig" : "\(reference)")
        if let cluster = clusters[key] { return cluster }
        if let connecting = underway[key] { return try await connecting.value.get() }
        let connecting = Task { await connected(to: reference, as: key) }
        underway[key] = connecting
        defer { underway[key] = nil }
        return try await connecting.value.get()
    }

    private func connected(
        to reference: ClusterReference, as key: String
    ) async -> Result<ConnectedCluster, ClusterUnreachable> {
        do throws(ClusterUnreachable) {
            let isNamed = context != nil || kubeconfig != nil
            let isEmbedded = reference == .embedded && !isNamed
            let answers = isEmbedded ? nil : DefaultFolder.cache("answers").map { AnswerFolder($0) }
            let client = ClusterClient(try await connection(for: reference), answers: answers)
            let cluster = ConnectedCluster(client, isEmbedded: isEmbedded)
            clients[key] = client
            clusters[key] = cluster
            return .success(cluster)
        } catch {
            return .failure(error)
        }
    }

    /// What the options name goes before what the environment names.
    private func connection(for reference: ClusterReference) async throws(ClusterUnreachable) -> ClusterConnection {
        do throws(KubeConfigError) {
            if context != nil || kubeconfig != nil {
                return try KubeConfig.load(path: kubeconfig).connection(context: context)
            }
            switch reference {
            case .context(let name): return try KubeConfig.load(path: nil).connection(context: name)
            case .inCluster: return try .inCluster()
            case .embedded: break
            }
        } catch {
            throw ClusterUnreachable(error.description + (error.hint.map { "\n  hint: \($0)" } ?? ""))
        }
        let connection = try await embedded.connection()
        embeddedServer = connection.server
        ReachOptions.allow(embedded: connection.server)
        return connection
    }
}
