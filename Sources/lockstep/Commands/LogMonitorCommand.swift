import ArgumentParser
import Foundation
import Transport
import Trust

struct LogMonitorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monitor", abstract: "Look at a log once: did it only grow, and who signed what is new.",
        discussion: """
            Remembers what it saw in the state file; losing that loses the proof that the past was not changed. Exits 1 \
            with an alert, 3 where the log could not be reached. Run it from a timer.
            """)

    @Argument(help: "The log's folder, or its address.")
    var source: String

    @Option(help: "Remembers the size and root that were seen last.")
    var state: String

    @Option(help: "A key that is expected to sign; all are where none is named.")
    var expect: [String] = []

    @Option(help: "A checkpoint of the same log that others were shown.")
    var compare: [String] = []

    @OptionGroup var log: LogOptions

    func run() async throws {
        let client = HTTPClient()
        do {
            let report = try await look(fetch: LogSource(source, client: client).fetch)
            for alert in report.alerts { FileHandle.standardError.write(Data("alert: \(alert)\n".utf8)) }
            try Data(report.state.bytes).write(to: URL(fileURLWithPath: state), options: .atomic)
            await client.shutdown()
            print("\(report.newEntries) new entries, \(report.state.size) in all")
            if !report.alerts.isEmpty { throw Exit.difference }
        } catch {
            await client.shutdown()
            throw error
        }
    }

    private func look(fetch: @escaping LogMonitor.Fetch) async throws -> LogMonitor.Report {
        let verifier = try log.verifier()
        let monitor = LogMonitor(
            origin: verifier.key.name, verifier: verifier, expectedKeys: expect.isEmpty ? nil : Set(expect),
            fetch: fetch)
        let others = try compare.map { try SignedNote(Array(try Data(contentsOf: URL(fileURLWithPath: $0)))) }
        let known = FileManager.default.contents(atPath: state)
        let since = try known.map { try LogMonitor.State(Array($0)) } ?? LogMonitor.State()
        return try await monitor.look(since: since, others: others) { index, entry in
            print("\(index) \(String(decoding: entry, as: UTF8.self))")
        }
    }
}

/// Where a monitor gets a log's files: a folder, or a web server.
private struct LogSource {
    let source: String
    let client: HTTPClient

    init(_ source: String, client: HTTPClient) {
        self.source = source
        self.client = client
    }

    var fetch: LogMonitor.Fetch {
        guard source.hasPrefix("https://") || source.hasPrefix("http://") else {
            return { [source] path in Array(try Data(contentsOf: URL(fileURLWithPath: "\(source)/\(path)"))) }
        }
        return { [source, client] path in
            let response = try await client.send(HTTPRequest(.get, "\(source)/\(path)"))
            guard response.status == 200 else {
                throw Failure("expected status 200 from '\(source)/\(path)', found \(response.status)")
            }
            return response.body
        }
    }
}
