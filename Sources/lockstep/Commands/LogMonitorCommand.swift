import ArgumentParser
import Foundation
import Logging
import Manifests
import ServiceLifecycle
import Trust
import UnixSignals

struct LogMonitorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monitor", abstract: "Watch a log: did it only grow, and who signed what is new.",
        discussion: """
            Remembers what it saw in the state file; losing that loses the proof that the past was not changed. Exits 1 \
            after an alert, 3 where the log could not be reached. With --interval it goes on until it is ended, and says \
            on standard error what it could not reach.
            """)

    @Option(help: "Remembers the size and root that were seen last; else a file for each log.")
    var state: String?

    @Option(help: "A key that is expected to sign, as entries name it; all are where none is named.")
    var expect: [String] = []

    @Option(help: "A trust policy whose keys are expected to sign; its own signatures are not looked at.")
    var expectTrust: String?

    @Option(help: "A checkpoint of the same log that others were shown.")
    var compare: [String] = []

    @Option(help: "Go on, and look again after this long, such as '1m'.")
    var interval: String?

    @OptionGroup var log: LogOptions
    @OptionGroup var format: OutputOptions

    func run() async throws {
        let pause = try interval.map { try Interval($0).duration }
        let text = MonitorText(isJSON: format.output == .json)
        try await log.withClient { client in
            let watch = LogWatch(
                monitor: LogMonitor(
                    log: client, policy: try log.beliefs(), expectedKeys: try expectedKeys(),
                    now: { LogOptions.now }, oldest: try log.oldest()),
                state: statePath, others: try compare.map(Self.note))
            guard let pause else {
                let report = try await watch.look(text)
                if !report.alerts.isEmpty { throw Exit.difference }
                return
            }
            let follower = LogFollower(watch: watch, text: text, pause: pause)
            try await ServiceGroup(
                services: [follower], gracefulShutdownSignals: [.sigterm, .sigint],
                logger: Logger(label: "lockstep.monitor")
            ).run()
            if await follower.alarm.isRaised { throw Exit.difference }
        }
    }

    private var statePath: String {
        state ?? DefaultFolder.state("monitor/\(SHA256Digest(of: Array((log.url ?? log.log).utf8)).hex)")
    }

    private func expectedKeys() throws -> Set<String>? {
        guard let expectTrust else { return expect.isEmpty ? nil : Set(expect) }
        guard let bytes = try DurableFile.read(path: expectTrust) else { throw Failure("no file '\(expectTrust)'") }
        return Set(try TrustPolicy.read(bytes, file: expectTrust).keys.map(\.fingerprint)).union(expect)
    }

    private static func note(_ path: String) throws -> SignedNote {
        guard let bytes = try DurableFile.read(path: path) else { throw Failure("no file '\(path)'") }
        return try SignedNote(bytes)
    }
}

/// A monitor with its memory.
private struct LogWatch: Sendable {
    let monitor: LogMonitor
    let state: String
    let others: [SignedNote]

    /// Looks, tells, and remembers.
    func look(_ text: MonitorText) async throws -> LogMonitor.Report {
        let since = try DurableFile.read(path: state).map { try LogMonitor.State($0) } ?? LogMonitor.State()
        let report = try await monitor.look(since: since, others: others) { index, entry in
            text.entry(index, entry)
        }
        text.report(report)
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: state).deletingLastPathComponent(), withIntermediateDirectories: true)
        try DurableFile.write(report.state.bytes, path: state)
        return report
    }
}

/// Looks again and again until the process is asked to end.
private struct LogFollower: Service {
    actor Alarm {
        private(set) var isRaised = false
        func raise() { isRaised = true }
    }

    let watch: LogWatch
    let text: MonitorText
    let pause: Duration
    let alarm = Alarm()

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    if try await !watch.look(text).alerts.isEmpty { await alarm.raise() }
                } catch {
                    if !Task.isCancelled { text.fault(error) }
                }
                try? await Task.sleep(for: pause)
            }
        }
    }
}

/// How a monitor tells what it sees: lines for people, or a JSON value a line.
private struct MonitorText: Sendable {
    let isJSON: Bool

    func entry(_ index: Int, _ entry: [UInt8]) {
        guard isJSON else { return print("\(index) \(String(decoding: entry, as: UTF8.self))") }
        let leaf = (try? JSON.parse(entry)) ?? .string(String(decoding: entry, as: UTF8.self))
        line(["type": "entry", "index": .integer(Int64(index)), "entry": leaf])
    }

    func report(_ report: LogMonitor.Report) {
        for alert in report.alerts {
            ("alert: \(alert)" as TerminalText).warn()
            guard isJSON else { continue }
            var object: Object = ["type": "alert", "alert": .string(alert.code), "message": .string("\(alert)")]
            if let index = alert.index { object["index"] = .integer(Int64(index)) }
            line(.object(object))
        }
        let size = report.state.size
        if isJSON {
            line([
                "type": "look", "newEntries": .integer(Int64(report.newEntries)), "size": .integer(Int64(size)),
                "alerts": .integer(Int64(report.alerts.count)),
            ])
        } else {
            print("\(report.newEntries) new entries, \(size) in all")
        }
        fflush(nil)
    }

    func fault(_ error: any Error) { ("error: \("\(error)")" as TerminalText).warn() }

    private func line(_ value: Value) { Swift.print(JSON.string(value)) }
}
