import ArgumentParser
import Foundation
import Logging
import Service
import ServiceLifecycle
import Trust
import UnixSignals

struct LogServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve a log's folder to everybody, read-only, by C2SP tlog-tiles.",
        discussion: "The log may grow meanwhile. 'lockstep serve' does the same under /log.")

    @Option(help: "The log's folder.")
    var log: String = LogOptions.configuredFolder

    @Option(help: "The address to listen on.")
    var listen: String = "127.0.0.1:8421"

    func run() async throws {
        let address = try Address(listen)
        let checkpoint = try Checkpoint(text: LogReader(folder: log).checkpoint().text)
        let logger = Logger(label: "lockstep.log")
        let routes = LogRoutes(folder: log, logger: logger)
        let service = LogService(.log(routes), host: address.host, port: address.port, logger: logger) { port in
            print("serving '\(checkpoint.origin)', \(checkpoint.size) entries")
            print("listening on http://\(address.urlHost):\(port)")
            fflush(nil)
        }
        try await ServiceGroup(
            services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger
        ).run()
    }
}
