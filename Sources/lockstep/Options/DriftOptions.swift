import ArgumentParser
import Drift

/// How two sets of data are compared.
struct DriftOptions: ParsableArguments {
    @Option(help: "calibrated: the false-alarm rate is what it says; evidently: Evidently's numbers and rules.")
    var mode: DriftMode?

    @Option(help: "A column to compare; repeatable. All of the reference where none is named.")
    var column: [String] = []

    @Option(help: "The test for every column, in place of the mode's choice.")
    var test: DriftTest?

    @Option(help: "What scores are held against; in calibrated mode, what distances must reach besides.")
    var threshold: Double?

    @Option(help: "The greatest chance of a false alarm over all columns (calibrated).")
    var falseAlarm = 0.05

    @Option(help: "Values that both sides of a column need before a verdict (calibrated).")
    var leastSample = 30

    @Option(help: "Where the random numbers begin (calibrated).")
    var seed: UInt64 = 1

    @Option(help: "A column to take as text, by the lengths of its values; repeatable.")
    var text: [String] = []

    @Option(help: "A column to take as categories, even if they are numbers; repeatable.")
    var categorical: [String] = []

    @Option(help: "What stands between the fields of CSV: one character.")
    var delimiter: String?

    var comparison: Comparison {
        var comparison = Comparison()
        comparison.mode = mode ?? .calibrated
        comparison.columns = column
        comparison.test = test
        comparison.threshold = threshold
        comparison.falseAlarm = falseAlarm
        comparison.leastSample = leastSample
        comparison.seed = seed
        for name in text { comparison.kinds[name] = .text }
        for name in categorical { comparison.kinds[name] = .categorical }
        return comparison
    }

    /// nil: told by the data.
    var format: DataFile.Format? {
        get throws {
            guard let delimiter else { return nil }
            let bytes = Array((delimiter == "\\t" ? "\t" : delimiter).utf8)
            guard let byte = bytes.first, bytes.count == 1, byte != UInt8(ascii: "\""), byte >= 0x09, byte < 0x80 else {
                throw Failure("expected one ASCII character for '--delimiter', found '\(delimiter)'")
            }
            return .csv(delimiter: byte)
        }
    }
}

extension DriftMode: ExpressibleByArgument {}
extension DriftTest: ExpressibleByArgument {}
