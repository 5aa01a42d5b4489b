import ArgumentParser
import Foundation
import Logging
import Service
import ServiceLifecycle
import Trust
import UnixSignals

struct LogWitnessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "witness", abstract: "Be a witness: cosign logs as long as they only grow (C2SP tlog-witness).",
        subcommands: [LogWitnessNewCommand.self, LogWitnessServeCommand.self])
}

/// Where a witness keeps its key and what it has seen.
struct WitnessOptions: ParsableArguments {
    @Option(help: "The witness's folder: its key, and the newest checkpoint of each log. Never put back an old copy.")
    var folder: String = DefaultFolder.data("witness")
}

struct LogWitnessNewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Make a witness's key, and print its verifier key.")

    @Argument(help: "The witness's name, a URL without scheme, like 'witness.example/w1'.")
    var name: String

    @OptionGroup var options: WitnessOptions
    @OptionGroup var key: NoteKeyOptions

    func run() async throws {
        let folder = try WitnessFolder.begin(
            at: options.folder, name: name, passphrase: try key.passphrase(for: name))
        print("\(folder.verifier.key)")
    }
}

struct LogWitnessServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Answer 'POST /add-checkpoint' for the logs that are named.")

    @Option(name: .customLong("for"), help: "The verifier key of a log to cosign, 'name+id+base64'; once for each.")
    var logs: [String] = []

    @Option(help: "A tlog-policy file whose logs are cosigned.")
    var policy: String?

    @Option(help: "The address to listen on.")
    var listen: String = "127.0.0.1:8422"

    @OptionGroup var options: WitnessOptions

    func run() async throws {
        let address = try Address(listen)
        let folder = try WitnessFolder(at: options.folder, passphrases: NotePassphrase.source)
        let logger = Logger(label: "lockstep.witness")
        let routes = WitnessRoutes(try folder.open(for: try known()), now: { LogOptions.now })
        let service = LogService(.witness(routes), host: address.host, port: address.port, logger: logger) { port in
            print("witness \(folder.verifier.key)")
            print("listening on http://\(address.urlHost):\(port)")
            fflush(nil)
        }
        try await ServiceGroup(
            services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger
        ).run()
    }

    private func known() throws -> [VerifierKey] {
        var keys = try logs.map { try VerifierKey($0) }
        if let policy {
            guard let bytes = try DurableFile.read(path: policy) else { throw Failure("no file '\(policy)'") }
            keys += try LogPolicy(bytes).logs.map(\.key)
        }
        guard !keys.isEmpty else {
            throw Failure("expected a log to cosign, found none", hint: "name its verifier key with --for")
        }
        return keys
    }
}
