import Cluster
import EmbeddedCluster
import Foundation
import Logging
import Manifests
import Testing
import Transport

/// A server on a free port for the length of a body, with a client that knows it.
///
/// - Parameter isBare: without controllers and without the definitions of an ML platform.
func withServer<Result: Sendable>(
    state: String? = nil, isBare: Bool = false,
    _ body: @escaping @Sendable (_ client: ClusterClient, _ port: Int) async throws -> Result
) async throws -> Result {
    var configuration = ClusterServer.Configuration()
    configuration.state = state
    configuration.installsPlatform = !isBare
    configuration.runsControllers = !isBare
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    let server = try await opened(configuration) { port.yield($0) }
    return try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask {
            try await server.run()
            return nil
        }
        group.addTask {
            for await port in ports {
                var connection = ClusterConnection(name: "test", server: "http://127.0.0.1:\(port)")
                connection.proxy = .none
                let client = ClusterClient(connection)
                do {
                    let result = try await body(client, port)
                    await client.shutdown()
                    return result
                } catch {
                    await client.shutdown()
                    throw error
                }
            }
            return nil
        }
        for try await result in group {
            if let result {
                group.cancelAll()
                return result
            }
        }
        throw Unfinished()
    }
}

/// A server with a state folder that one before it may be about to let go of: what that one has begun is written first.
private func opened(
    _ configuration: ClusterServer.Configuration, onReady: @escaping @Sendable (Int) async -> Void
) async throws -> ClusterServer {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let deadline = ContinuousClock.now + .seconds(60)
    while true {
        do {
            return try ClusterServer(configuration, logger: logger, onReady: onReady)
        } catch ClusterServer.Failure.inUse where ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}

struct Unfinished: Error {}

enum Kinds {
    static let configMaps = APIResource(
        kind: GroupVersionKind(group: "", version: "v1", kind: "ConfigMap"), plural: "configmaps", isNamespaced: true)
    static let namespaces = APIResource(
        kind: GroupVersionKind(group: "", version: "v1", kind: "Namespace"), plural: "namespaces", isNamespaced: false)
    static let deployments = APIResource(
        kind: GroupVersionKind(group: "apps", version: "v1", kind: "Deployment"), plural: "deployments",
        isNamespaced: true)
}
