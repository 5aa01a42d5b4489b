import ArgumentParser
import Drift
import Foundation
import Judging
import Manifests
import Transport

struct DriftCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drift", abstract: "Tell whether data have drifted from a reference.",
        discussion: """
            Both are CSV or JSON Lines: a file, '-', or an address. Exits 0 for no drift alone, 1 for drift or too \
            little data to tell, 2 for data that cannot be compared, 3 for an address that does not answer.

            With --batch, each line of the file is a comparison of its own, {"kind": "num", "test": "psi", \
            "threshold": 0.1, "reference": […], "current": […]}, and is answered by a line; it exits 0 when all were.

            With --report, the verdict is that of a JSON report of Evidently or whylogs.
            """)

    @Argument(help: "The reference: a file, '-', or an address.")
    var reference: String?

    @Argument(help: "The current data: a file, '-', or an address.")
    var current: String?

    @Option(help: "A JSON Lines file of comparisons, or '-'.")
    var batch: String?

    @Option(help: "A JSON report of Evidently or whylogs to take the verdict from.")
    var report: String?

    @OptionGroup var options: DriftOptions
    @OptionGroup var format: OutputOptions

    func validate() throws {
        let named = [reference, current].compactMap { $0 }.count
        if named != (batch == nil ? 2 : 0) {
            throw ValidationError("expected a reference and current data, or --batch")
        }
    }

    func run() async throws {
        let client = HTTPClient()
        do {
            if let batch { return try await answer(DataSource(batch), client) }
            if let report { return try show(try await ToolReport(DataSource(report).bytes(client), place: report)) }
            guard let reference, let current else { return }
            let left = try await DataSource(reference).file(client, format: options.format)
            let right = try await DataSource(current).file(client, format: options.format)
            try show(try options.comparison.report(left, right))
        } catch let error as DriftError {
            throw Failure(error)
        }
    }

    // MARK: Two tables

    private func show(_ report: DriftReport) throws {
        if format.output == .json {
            format.printJSON(report.encoded)
        } else {
            for line in DriftTable(report).lines { print(line) }
            print(report.summary)
        }
        if report.verdict != .pass { throw Exit.difference }
    }

    private func show(_ report: ToolReport) throws {
        if format.output == .json { format.printJSON(report.encoded) } else { print(report.summary) }
        if report.finding != .noDrift { throw Exit.difference }
    }

    // MARK: Many comparisons

    private func answer(_ source: DataSource, _ client: HTTPClient) async throws {
        var batch = Batch()
        batch.mode = options.mode ?? .evidently
        batch.falseAlarm = options.falseAlarm
        batch.seed = options.seed
        let bytes = try await source.bytes(client)
        var isComplete = true
        for answer in batch.answers(bytes, name: source.name) {
            isComplete = isComplete && answer.isComplete
            FileHandle.standardOutput.write(Data(answer.lines))
        }
        if !isComplete { throw Exit.badInput }
    }
}

extension Failure {
    init(_ error: DriftError) {
        let isAway = if case .unreachable = error { true } else { false }
        self.init("\(error)", hint: error.hint, exit: isAway ? .unreachable : .badInput)
    }
}
