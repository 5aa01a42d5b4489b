import Foundation
package import Logging
import Manifests
import ServiceLifecycle
import Synchronization

/// A Kubernetes-compatible API server in one process: for trying, testing and previewing.
///
/// It serves the kinds that manifests use and those of CustomResourceDefinitions applied to it, keeps objects in SQLite,
/// and has controllers that make workloads become ready without running anything. It has no log-in: it listens on
/// loopback, for whoever has an account on the machine.
package struct ClusterServer: Service {
    package struct Configuration: Sendable {
        package var host = "127.0.0.1"
        /// 0 takes a free one.
        package var port = 0
        /// The folder that holds the objects; nil keeps them in memory only.
        package var state: String?
        /// Whether the definitions of an ML platform (KServe, Prometheus operator, Gateway API, Istio) are installed.
        package var installsPlatform = true
        /// Whether workloads become ready; without, objects stay as they were written.
        package var runsControllers = true
        /// Allows addresses beyond loopback, where everybody who reaches them may do everything.
        package var allowsRemote = false

        package init() {}
    }

    /// Why the server does not start.
    package enum Failure: Error, CustomStringConvertible {
        case notLoopback(String)
        case inUse(state: String)
        case state(String, reason: String)
        /// Somebody else listens there.
        case taken(host: String, port: Int)
        case notListening(host: String, port: Int, reason: String)

        package var description: String {
            switch self {
            case .notLoopback(let host):
                "expected a loopback address, found '\(host)': the embedded cluster has no log-in, so everybody who reaches it may do everything"
            case .inUse(let state):
                "expected the state folder '\(state)' to be free, found another cluster running on it"
            case .taken(let host, let port):
                "expected port \(port) of \(host) to be free, found another program listening on it"
            case .notListening(let host, let port, let reason):
                "expected to listen on port \(port) of \(host): \(reason)"
            case .state(let folder, let reason): "expected to open the state folder '\(folder)': \(reason)"
            }
        }
    }

    private let configuration: Configuration
    private let store: ObjectStore
    private let logger: Logger
    private let onReady: @Sendable (Int) async -> Void

    /// Opens the state; nothing listens before ``run()``.
    ///
    /// - Parameter onReady: is called with the port once requests are answered.
    package init(
        _ configuration: Configuration, logger: Logger, onReady: @escaping @Sendable (Int) async -> Void = { _ in }
    ) throws {
        guard configuration.allowsRemote || ["127.0.0.1", "localhost", "::1"].contains(configuration.host) else {
            throw Failure.notLoopback(configuration.host)
        }
        self.configuration = configuration
        self.logger = logger
        self.onReady = onReady
        guard let state = configuration.state else {
            store = try ObjectStore(database: nil, logger: logger)
            return
        }
        do {
            store = try ObjectStore(database: try Database(folder: state), logger: logger)
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure.state(state, reason: "\(error)")
        }
    }

    package func run() async throws {
        let context: @Sendable () -> WriteContext = {
            WriteContext(now: Clock.now(), newUID: RandomUID.next, randomSuffix: Self.randomSuffix)
        }
        let writer = ObjectWriter(store: store, context: context)
        let client = StoreClient(store: store, writer: writer)
        let handler = APIHandler(
            store: store, reader: ObjectReader(store: store, now: Clock.now), writer: writer,
            serving: ModelServing(client: client))
        await Bootstrap(client: client, writer: writer).run(
            installsPlatform: configuration.installsPlatform, hasNode: configuration.runsControllers)
        let http = HTTPService(
            handler: handler, host: configuration.host, port: configuration.port, logger: logger, onReady: onReady)
        // Whether the server is over with that task.
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await http.run()
                return true
            }
            if configuration.runsControllers {
                group.addTask {
                    await ControllerManager(client: client, now: Clock.now).run()
                    return false
                }
            }
            group.addTask { [store] in
                // Watches would keep their connections, and with them the server, open for ever.
                try? await gracefulShutdown()
                await store.endWatches()
                // What is being answered is answered; whoever takes longer than that is cut off.
                try? await Task.sleep(for: .seconds(2))
                return true
            }
            while let isOver = try await group.next(), !isOver {}
            await store.endWatches()
            group.cancelAll()
        }
    }

    /// Letters and digits that make no words, as Kubernetes picks them.
    private static let suffixAlphabet = Array("bcdfghjklmnpqrstvwxz2456789")

    private static let randomSuffix: @Sendable () -> String = {
        String((0..<5).compactMap { _ in suffixAlphabet.randomElement() })
    }
}

enum Clock {
    /// RFC 3339, in UTC, whole seconds.
    static let now: @Sendable () -> String = { Timestamp(seconds: Int64(Date().timeIntervalSince1970)).text }

    /// The same for a time in seconds since 1970.
    static func text(seconds: Int64) -> String { Timestamp(seconds: seconds).text }
}
