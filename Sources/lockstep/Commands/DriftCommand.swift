import ArgumentParser
import Drift
import Foundation
import Manifests
import Retraining
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
    @OptionGroup var retraining: RetrainingOptions
    @OptionGroup var format: OutputOptions

    func validate() throws {
        let sides = [reference, current].compactMap { $0 }.count
        let others = [batch, report].compactMap { $0 }.count
        guard (sides, others) == (2, 0) || (sides, others) == (0, 1) else {
            throw ValidationError("expected a reference and current data, or --batch, or --report")
        }
    }

    func run() async throws {
        let client = HTTPClient()
        let onDrift = try retraining.specification()
        do {
            if let batch { return try await answer(DataSource(batch), client) }
            if let report {
                let found = try await ToolReport(DataSource(report).bytes(client), place: report)
                show(found.summary, [], found.encoded)
                try await finish(found.finding, found.summary, found.drifted, found.encoded, onDrift, client)
            }
            guard let reference, let current else { return }
            let left = try await DataSource(reference).file(client, format: options.format)
            let right = try await DataSource(current).file(client, format: options.format)
            let found = try options.comparison.report(left, right)
            show(found.summary, DriftTable(found).lines, found.encoded)
            try await finish(found.finding, found.summary, found.driftedNames, found.encoded, onDrift, client)
        } catch let error as DriftError {
            throw Failure(error)
        }
    }

    // MARK: One comparison

    private func show(_ summary: String, _ lines: [String], _ value: Value) {
        if format.output == .json { return format.printJSON(value) }
        for line in lines { print(line) }
        print(summary)
    }

    private func finish(
        _ finding: ColumnDrift.Finding, _ summary: String, _ columns: [String], _ evidence: Value, _ onDrift: OnDrift?,
        _ client: HTTPClient
    ) async throws {
        if finding == .drift, let onDrift {
            try await retraining.tell(onDrift, of: summary, columns: columns, evidence: evidence, client)
        }
        if finding != .noDrift { throw Exit.difference }
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
