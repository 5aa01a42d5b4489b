import ArgumentParser
import Foundation
import Judging
import Manifests

struct JudgeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "judge", abstract: "Judge a canary by its counts, or show how often the judge would be wrong.",
        discussion: """
            A line of the file is one tick: {"canary": {"good": 98, "total": 100}, "stable": {"good": 895, "total": \
            900}}, each request in one tick only; '-' is standard input. Exits 0 for a pass and 1 for everything else.

            With --simulate it judges canaries of a known quality under the traffic given: how many it fails, how many \
            it passes, and after how long, beside a threshold rule and a repeated z-test.
            """)

    @Argument(help: "A file of ticks, JSON Lines.")
    var file: String?

    @Flag(help: "Simulate canaries in place of reading a file.")
    var simulate = false

    @OptionGroup var bounds: JudgeOptions
    @OptionGroup var traffic: TrafficOptions
    @OptionGroup var format: OutputOptions

    func validate() throws {
        if simulate == (file != nil) { throw ValidationError("expected a file of ticks, or --simulate") }
    }

    func run() throws {
        do {
            if let file { try judge(file) } else { try showSimulation() }
        } catch let error as JudgingError {
            throw Failure("\(error)")
        }
    }

    // MARK: A file

    private func judge(_ file: String) throws {
        let data =
            file == "-" ? FileHandle.standardInput.readDataToEndOfFile() : try Data(contentsOf: URL(filePath: file))
        let judgement = try TickFile(name: file, bytes: Array(data)).judgement(bounds.parameters)
        if format.output == .json {
            format.printJSON([
                "verdict": .string(judgement.verdict.rawValue), "reason": .string(judgement.reason),
                "evidence": judgement.evidence,
            ])
        } else {
            print("\(judgement.verdict.rawValue): \(judgement.reason)")
        }
        if judgement.verdict != .pass { throw Exit.difference }
    }

    // MARK: A simulation

    private func showSimulation() throws {
        let simulation = traffic.simulation(bounds.parameters)
        var rows: [(ratio: Double, outcome: JudgeSimulation.Outcome)] = []
        for ratio in traffic.regressions {
            let failures = min(1, simulation.stableFailures * ratio)
            rows.append((ratio, try simulation.run(canaryFailures: failures, seed: traffic.seed)))
        }
        if format.output == .json {
            format.printJSON(["canaries": .array(rows.map { Self.report($0.ratio, $0.outcome) })])
        } else {
            print(heading(simulation))
            print("canary fails   reverted   after     passed    after     threshold rule   repeated z-test")
            for row in rows { print(Self.line(row.ratio, row.outcome, simulation.tick)) }
        }
    }

    private func heading(_ simulation: JudgeSimulation) -> String {
        """
        \(simulation.runs) canaries each: \(Self.trimmed(simulation.requestsPerSecond)) requests a second, \
        \(Self.trimmed(simulation.weight * 100)) % to the canary, a look every \(Self.trimmed(simulation.tick)) s, \
        \(simulation.ticks) looks; the stable version fails \(Self.trimmed(simulation.stableFailures * 100)) %
        """
    }

    private static func line(_ ratio: Double, _ outcome: JudgeSimulation.Outcome, _ tick: Double) -> String {
        let cells = [
            "\(trimmed(ratio)) times", percent(outcome.failed), time(outcome.medianFailure, tick),
            percent(outcome.passed), time(outcome.medianPass, tick), percent(outcome.failedByThreshold),
            percent(outcome.failedByRepeatedTest),
        ]
        return zip(cells, [15, 11, 10, 10, 10, 17, 0]).map {
            $0.padding(toLength: max($1, $0.count), withPad: " ", startingAt: 0)
        }
        .joined()
    }

    private static func report(_ ratio: Double, _ outcome: JudgeSimulation.Outcome) -> Value {
        [
            "ratio": .double(ratio), "reverted": .double(outcome.failed), "passed": .double(outcome.passed),
            "medianTicksToRevert": outcome.medianFailure.map { .double($0) } ?? .null,
            "medianTicksToPass": outcome.medianPass.map { .double($0) } ?? .null,
            "revertedByThreshold": .double(outcome.failedByThreshold),
            "revertedByRepeatedTest": .double(outcome.failedByRepeatedTest),
        ]
    }

    private static func percent(_ share: Double) -> String { "\(trimmed((share * 1000).rounded() / 10)) %" }

    private static func time(_ ticks: Double?, _ tick: Double) -> String {
        guard let ticks else { return "-" }
        let seconds = ticks * tick
        return seconds < 120 ? "\(trimmed(seconds)) s" : "\(trimmed((seconds / 6).rounded() / 10)) min"
    }

    private static func trimmed(_ number: Double) -> String {
        let rounded = (number * 1000).rounded() / 1000
        return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int64(rounded))" : "\(rounded)"
    }
}
