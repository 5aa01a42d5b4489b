import ArgumentParser
import EmbeddedCluster
import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

struct ClusterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster",
        abstract: "Run the embedded cluster: a Kubernetes API for trying, testing and previewing.",
        discussion: """
            It stores objects and makes workloads look ready; it runs nothing. There is no log-in: it listens on \
            loopback, and whoever reaches it may do everything.
            """)

    @Option(help: "The address to listen on; port 0 takes a free one.")
    var listen: String = "127.0.0.1:6450"

    @Option(help: "The folder that keeps the objects.")
    var state: String = DefaultFolder.state("cluster")

    @Option(help: "Where to write the kubeconfig; else into the state folder.")
    var kubeconfig: String?

    @Flag(help: "Leave out the definitions of an ML platform (KServe, Prometheus operator, Gateway API, Istio).")
    var bare = false

    @Flag(help: "Leave objects as they were written: nothing becomes ready.")
    var withoutControllers = false

    @Flag(help: "Listen beyond loopback, where everybody who reaches the address may do everything.")
    var allowRemote = false

    func run() async throws {
        let address = try Address(listen)
        var configuration = ClusterServer.Configuration()
        configuration.host = address.host
        configuration.port = address.port
        configuration.state = state
        configuration.installsPlatform = !bare
        configuration.runsControllers = !withoutControllers
        configuration.allowsRemote = allowRemote
        let file = kubeconfig ?? EmbeddedKubeConfig.path(in: state)
        let files = Set([file, EmbeddedKubeConfig.path(in: state)])
        var logger = Logger(label: "lockstep.cluster")
        // That it listens, and where, is printed.
        logger.logLevel = .warning
        do {
            let server = try ClusterServer(configuration, logger: logger) { port in
                await Self.announce("http://\(address.urlHost):\(port)", files: files, shown: file)
            }
            let group = ServiceGroup(services: [server], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
            try await group.run()
        } catch let failure as ClusterServer.Failure {
            throw Failure("\(failure)", hint: failure.hint)
        }
    }

    private static func announce(_ server: String, files: Set<String>, shown: String) async {
        do {
            for file in files { try EmbeddedKubeConfig.write(server: server, to: file) }
            print("embedded cluster on \(server)")
            print("try: kubectl --kubeconfig \(shown) get namespaces")
            fflush(nil)
        } catch {
            Exit.finish(with: error, helpFor: Lockstep.self)
        }
    }
}

extension ClusterServer.Failure {
    var hint: String {
        switch self {
        case .notLoopback: "listen on 127.0.0.1, or say --allow-remote"
        case .inUse(let state):
            "use that one with 'kubectl --kubeconfig \(state)/kubeconfig', wait where it is ending, or name another folder with --state"
        case .state: "name another folder with --state"
        case .taken:
            "end that program, or listen elsewhere: --listen 127.0.0.1:6451, or --listen 127.0.0.1:0 for any free port"
        case .notListening: "name an address of this machine with --listen, such as 127.0.0.1:6450"
        }
    }
}
